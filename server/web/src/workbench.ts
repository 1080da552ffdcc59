/** The workbench: an editor in the place of the plain form, and results beneath it. */

import { byId, el, given } from "./lib/dom";
import { type Answer, ask, Labels, Problem } from "./lib/endpoint";
import type { Prefixes } from "./lib/terms";
import { words } from "./lib/words";
import { code, LANGUAGES } from "./workbench/code";
import { completion, type Used } from "./workbench/completion";
import { downloads } from "./workbench/downloads";
import { editor } from "./workbench/editor";
import { forget, past, remember } from "./workbench/history";
import { type View, views } from "./workbench/views";

interface Setup {
  endpoint: string;
  search: string;
  terms: string;
  prefixes: Prefixes;
  base: string;
  ground: string | null;
  root: string;
}

const t = words("words");
const setup = given<Setup>("setup");
const form = byId<HTMLFormElement>("ask");
const area = byId<HTMLTextAreaElement>("query");
const status = byId("status");
const results = byId("results");
const labels = new Labels(setup.endpoint);

const host = el("div", { class: "editor", id: "editor" });
area.after(host);
area.hidden = true;
area.disabled = true;
form.querySelector("label")?.removeAttribute("for");

const used = fetch(setup.terms).then(async (response): Promise<Used[]> => (response.ok ? response.json() : []), () => []);
const written = editor(
  host,
  area.value,
  form.querySelector("label")?.textContent ?? "SPARQL",
  () => void run(),
  completion({ search: setup.search, prefixes: setup.prefixes, used, names: { class: t("class"), property: t("property") } }),
);

let running: AbortController | null = null;
let shown: View = asView(new URL(location.href).searchParams.get("view"));

const runButton = form.querySelector("button") as HTMLButtonElement;
const cancelButton = el("button", { type: "button", class: "plain", click: () => running?.abort() }, t("cancel"));
cancelButton.hidden = true;
const tools = el(
  "div",
  { class: "tools" },
  cancelButton,
  el("button", { type: "button", class: "plain", click: () => open(codeDialog()) }, t("code")),
  el("button", { type: "button", class: "plain", click: () => open(historyDialog()) }, t("history")),
  el("button", { type: "button", class: "plain", click: () => void share() }, t("share")),
  el("span", { class: "note" }, t("keys")),
);
runButton.after(tools);

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void run();
});
document.addEventListener("click", (event) => {
  const link = (event.target as Element).closest?.("a[data-query]");
  if (!link) return;
  event.preventDefault();
  written.write(link.getAttribute("data-query") ?? "");
  window.scrollTo({ top: 0 });
  void run();
});

/** Asks what stands in the editor. */
async function run(): Promise<void> {
  running?.abort();
  const stop = new AbortController();
  running = stop;
  const query = written.text();
  written.clear();
  results.replaceChildren();
  cancelButton.hidden = false;
  const start = performance.now();
  const clock = window.setInterval(() => tell(t("running", { seconds: seconds(start, 0) })), 500);
  tell(t("running", { seconds: "0" }));
  try {
    const answer = await ask(setup.endpoint, query, stop.signal);
    if (running !== stop) return;
    const asked = seconds(start, 2);
    history.replaceState(null, "", address(query));
    remember({ query, at: Date.now(), rows: answer.rows.length });
    show(answer, query);
    tell(summary(answer, query, asked));
  } catch (error) {
    if (running !== stop) return;
    fail(error, stop.signal.aborted, seconds(start, 1));
  } finally {
    window.clearInterval(clock);
    if (running === stop) {
      cancelButton.hidden = true;
      running = null;
    }
  }
}

function show(answer: Answer, query: string): void {
  if (answer.kind === "truth") {
    results.replaceChildren(el("p", { class: "truth" }, answer.truth ? t("true") : t("false")));
    return;
  }
  results.replaceChildren(
    downloads(setup.endpoint, query, answer, t, tell),
    views(answer, shown, {
      labels,
      t,
      prefixes: setup.prefixes,
      endpoint: setup.endpoint,
      ground: setup.ground,
      link: (iri) => (iri.startsWith(setup.base) ? setup.root + iri.slice(setup.base.length - 1) : /^https?:/.test(iri) ? iri : null),
      chosen(view) {
        shown = view;
        history.replaceState(null, "", address(query));
      },
    }),
  );
}

/** How much came, how long it took, and whether it is all. */
function summary(answer: Answer, query: string, seconds: string): string {
  if (answer.kind === "truth") return t("took", { seconds });
  const rows = answer.rows.length;
  const limit = Number(/\bLIMIT\s+(\d+)(?![\s\S]*\bLIMIT\b)/i.exec(query.replace(/#.*$/gm, ""))?.[1] ?? Number.NaN);
  const whole = rows === limit ? t("limited", { n: rows }) : t("whole");
  return `${t("rows", { n: rows })} · ${t("took", { seconds })} · ${whole}`;
}

function fail(error: unknown, cancelled: boolean, seconds: string): void {
  if (cancelled) return tell(t("cancelled", { seconds }));
  if (error instanceof Problem) {
    const place = error.line === undefined ? "" : t("place", { line: error.line, column: error.column ?? 1 });
    tell(place + error.message, true);
    if (error.line !== undefined) written.point(error.line, error.column ?? 1, error.message);
    return;
  }
  tell(t("broken"), true);
}

function tell(text: string, wrong = false): void {
  status.textContent = text;
  status.classList.toggle("wrong", wrong);
}

function seconds(start: number, digits: number): string {
  return ((performance.now() - start) / 1000).toFixed(digits);
}

function asView(text: string | null): View {
  return text === "chart" || text === "map" || text === "graph" ? text : "table";
}

/** Where this page is with a query in it. */
function address(query: string): string {
  const url = new URL(location.pathname, location.href);
  url.searchParams.set("query", query);
  if (shown !== "table") url.searchParams.set("view", shown);
  return url.href;
}

async function share(): Promise<void> {
  const link = address(written.text());
  history.replaceState(null, "", link);
  tell((await copied(link)) ? t("shared") : t("in_address_bar"));
}

async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // the browser does not let us
  }
}

function open(dialog: HTMLDialogElement): void {
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
}

function dialog(title: string, ...parts: (Node | null)[]): HTMLDialogElement {
  const close = el("button", { type: "button", class: "plain", click: () => made.close() }, t("close"));
  const made: HTMLDialogElement = el("dialog", { "aria-label": title }, el("div", { class: "top" }, el("h2", {}, title), close), ...parts);
  return made;
}

function codeDialog(): HTMLDialogElement {
  const endpoint = new URL(setup.endpoint, location.href).href;
  const text = el("pre", { tabindex: 0, lang: "en" });
  const choice = el("select", { "aria-label": t("code") }, ...LANGUAGES.map((each) => el("option", {}, each)));
  const write = (): void => {
    text.textContent = code(LANGUAGES[choice.selectedIndex] ?? "curl", endpoint, written.text());
  };
  choice.addEventListener("change", write);
  write();
  const copy = el("button", { type: "button", class: "plain", click: () => void copied(text.textContent ?? "").then((done) => tell(done ? t("copied") : "")) }, t("copy"));
  return dialog(t("code"), el("p", {}, choice, " ", copy), text);
}

function historyDialog(): HTMLDialogElement {
  const runs = past();
  const when = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
  const made = dialog(
    t("history"),
    el("p", { class: "note" }, t("history_about")),
    el(
      "ol",
      { class: "past" },
      ...runs.map(({ query, at, rows }) =>
        el(
          "li",
          {},
          el("button", { type: "button", class: "plain", click: () => (written.write(query), made.close(), written.view.focus()) }, el("code", {}, firstLine(query))),
          el("span", { class: "note" }, `${when.format(at)} · ${t("rows", { n: rows })}`),
        ),
      ),
    ),
    runs.length > 0 ? el("button", { type: "button", class: "plain", click: () => (forget(), made.close()) }, t("forget")) : null,
  );
  return made;
}

function firstLine(query: string): string {
  const lines = query.split("\n").map((line) => line.trim());
  return (lines.filter((line) => line !== "" && !/^(?:PREFIX|#)/i.test(line)).join(" ") || query).slice(0, 110);
}

if (new URL(location.href).searchParams.has("query")) void run();
