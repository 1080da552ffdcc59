/** An answer as table, chart, map or graph; each is made when it is first looked at. */

import { areTimes, chart, type Point } from "../lib/chart";
import { el } from "../lib/dom";
import { type Answer, ask, type Labels } from "../lib/endpoint";
import { type Ground, map, type Place, pointOf } from "../lib/map";
import { numeric, type Prefixes, type Term, text } from "../lib/terms";
import { graph, MOST, net } from "./graph";
import { table } from "./table";

export type View = "table" | "chart" | "map" | "graph";
const VIEWS: View[] = ["table", "chart", "map", "graph"];
const MOST_BARS = 40;

export interface ViewOptions {
  t: (name: string, values?: Record<string, string | number>) => string;
  labels: Labels;
  prefixes: Prefixes;
  endpoint: string;
  ground: string | null;
  link(iri: string): string | null;
  chosen(view: View): void;
}

/** The views of an answer behind tabs. */
export function views(answer: Answer, first: View, options: ViewOptions): HTMLElement {
  const { t } = options;
  const make = {
    table: () =>
      table(answer, {
        ...options,
        name: t("table"),
        filter: { label: t("filter"), found: (n: number) => t("found", { n }) },
      }),
    chart: () => asChart(answer, options),
    map: () => asMap(answer, options),
    graph: () => asGraph(answer, options),
  };
  const panel = el("div", { role: "tabpanel", id: "view", tabindex: -1 });
  const tabs = VIEWS.map((view) => el("button", { type: "button", role: "tab", id: `tab-${view}`, "aria-controls": "view", click: () => choose(view) }, t(view)));
  const list = el("div", { role: "tablist", class: "tabs", "aria-label": t("views") }, ...tabs);
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const at = tabs.indexOf(document.activeElement as HTMLButtonElement);
    if (step === undefined || at < 0) return;
    event.preventDefault();
    const next = (at + step + tabs.length) % tabs.length;
    choose(VIEWS[next] ?? "table");
    tabs[next]?.focus();
  });

  function choose(view: View): void {
    tabs.forEach((tab, place) => {
      const is = VIEWS[place] === view;
      tab.setAttribute("aria-selected", String(is));
      tab.tabIndex = is ? 0 : -1;
    });
    panel.setAttribute("aria-labelledby", `tab-${view}`);
    panel.replaceChildren(el("p", { class: "note" }, t("drawing")));
    options.chosen(view);
    void Promise.resolve(make[view]()).then((made) => {
      if (panel.getAttribute("aria-labelledby") === `tab-${view}`) panel.replaceChildren(made);
    });
  }

  choose(first);
  return el("div", {}, list, panel);
}

async function asChart(answer: Answer, options: ViewOptions): Promise<HTMLElement> {
  const { t, labels, prefixes } = options;
  const numbers = answer.columns.map((_, column) => column).filter((column) => answer.rows.some((row) => numeric(row[column]) !== null));
  const others = answer.columns.map((_, column) => column).filter((column) => !numbers.includes(column));
  if (numbers.length === 0) return nothing(t("no_numbers"));
  await labels.learn(answer.rows.slice(0, MOST_BARS).flatMap((row) => iris(row)));
  const pick = (label: string, columns: number[]): HTMLSelectElement =>
    el("select", { "aria-label": label }, ...columns.map((column) => el("option", { value: column }, answer.columns[column])));
  const value = pick(t("value_column"), numbers);
  const name = pick(t("name_column"), others.length > 0 ? others : numbers);
  const drawing = el("div");
  const draw = (): void => {
    const points = answer.rows.flatMap((row): Point[] => {
      const number = numeric(row[Number(value.value)]);
      return number === null ? [] : [{ name: named(row[Number(name.value)], labels, prefixes), value: number }];
    });
    const shown = points.slice(0, MOST_BARS);
    const times = areTimes(shown.map((point) => point.name));
    if (times) shown.sort((a, b) => (a.name < b.name ? -1 : 1));
    drawing.replaceChildren(
      chart(shown, times ? "line" : "bars", t("chart_of", { value: answer.columns[Number(value.value)] ?? "", name: answer.columns[Number(name.value)] ?? "" })),
      points.length > shown.length ? el("p", { class: "note" }, t("first_only", { n: shown.length })) : "",
    );
  };
  value.addEventListener("change", draw);
  name.addEventListener("change", draw);
  draw();
  return el("div", {}, el("p", {}, t("name_column"), " ", name, " ", t("value_column"), " ", value), drawing);
}

async function asMap(answer: Answer, options: ViewOptions): Promise<HTMLElement> {
  const { t, labels, prefixes, link } = options;
  const things = [...new Set(answer.rows.flatMap((row) => iris(row)))].slice(0, 400);
  await labels.learn(things);
  const places = new Map<string, Place>();
  for (const row of answer.rows) {
    for (const term of row) {
      const point = pointOf(term);
      if (point === null) continue;
      const thing = row.find((other) => other?.type === "uri");
      const other = row.find((other) => other?.type === "literal" && pointOf(other) === null);
      const name = named(thing && labels.get(thing.value as string) ? thing : (other ?? thing), labels, prefixes);
      places.set(`${point}`, { name, longitude: point[0], latitude: point[1], href: (thing?.type === "uri" ? link(thing.value) : null) ?? undefined });
    }
  }
  if (places.size === 0 && things.length > 0) {
    for (const [thing, where] of (await ask(options.endpoint, whereAre(things))).rows) {
      const point = pointOf(where);
      if (point !== null && thing?.type === "uri")
        places.set(thing.value, { name: named(thing, labels, prefixes), longitude: point[0], latitude: point[1], href: link(thing.value) ?? undefined });
    }
  }
  if (places.size === 0) return nothing(t("no_places"));
  const found = [...places.values()];
  const beneath = options.ground === null ? null : await fetch(options.ground).then((response) => response.json() as Promise<Ground>, () => null);
  const drawing = map(found, t("map_of", { n: found.length }), beneath);
  return el("div", {}, drawing, beneath === null ? el("p", { class: "note" }, t("no_borders")) : "");
}

async function asGraph(answer: Answer, options: ViewOptions): Promise<HTMLElement> {
  const { t, labels, prefixes, link } = options;
  const found = net(answer);
  if (found.edges.length === 0) return nothing(t("no_edges"));
  await labels.learn(found.things.flatMap(({ term }) => (term.type === "uri" ? [term.value] : [])));
  const drawn = graph(found, t("graph_of", { n: found.things.length }), (term) => named(term, labels, prefixes), (term) => (term.type === "uri" ? link(term.value) : null));
  return el("div", { class: "wide" }, drawn, found.cut ? el("p", { class: "note" }, t("first_only", { n: MOST })) : null);
}

function whereAre(things: string[]): string {
  return `SELECT ?thing ?where WHERE {
    VALUES ?thing { ${things.map((iri) => `<${iri}>`).join(" ")} }
    ?thing geo:hasGeometry/geo:asWKT ?where .
  }`;
}

function iris(row: (Term | undefined)[]): string[] {
  return row.flatMap((term) => (term?.type === "uri" && !/[\s<>"{}|\\^`]/.test(term.value) ? [term.value] : []));
}

function named(term: Term | undefined, labels: Labels, prefixes: Prefixes): string {
  return (term?.type === "uri" ? labels.get(term.value)?.text : undefined) ?? text(term, prefixes);
}

function nothing(why: string): HTMLElement {
  return el("p", { class: "none" }, why);
}
