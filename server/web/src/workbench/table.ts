/** Results as a table of any length: only the rows in sight are in the page. */

import { el } from "../lib/dom";
import type { Answer, Labels } from "../lib/endpoint";
import { numeric, type Prefixes, type Row, type Term, text } from "../lib/terms";

const ROW = 34; // pixels, as the style sheet has it
const BEYOND = 12; // rows before and after those in sight
const SAMPLE = 200; // rows that tell how wide columns are

export interface TableOptions {
  prefixes: Prefixes;
  labels: Labels;
  /** Where an IRI leads, or nothing. */
  link(iri: string): string | null;
  name: string;
  filter: { label: string; found(n: number): string };
}

/** A table of an answer, with a field that filters its rows. */
export function table(answer: Answer, options: TableOptions): HTMLElement {
  const { prefixes, labels } = options;
  let rows = answer.rows;
  let order: { column: number; down: boolean } | null = null;

  const body = el("tbody");
  const heads = answer.columns.map((name, column) =>
    el("th", { scope: "col", "aria-sort": "none" }, el("button", { type: "button", click: () => sort(column) }, name)),
  );
  const columns = answer.columns.map((_, column) => {
    const width = el("col");
    width.style.width = `${widthOf(answer.rows, column, prefixes)}ch`;
    return width;
  });
  const grid = el(
    "table",
    { "aria-rowcount": rows.length + 1, "aria-label": options.name },
    el("colgroup", {}, ...columns),
    el("thead", {}, el("tr", { "aria-rowindex": 1 }, ...heads)),
    body,
  );
  const scroller = el("div", { class: "wide rows", tabindex: 0, role: "region", "aria-label": options.name }, grid);
  const found = el("span", { class: "note", role: "status" });
  const filter = el("input", { type: "search", "aria-label": options.filter.label, placeholder: options.filter.label });
  filter.addEventListener("input", narrow);
  let timer = 0;
  scroller.addEventListener("scroll", () => requestAnimationFrame(draw), { passive: true });
  new ResizeObserver(draw).observe(scroller);

  function draw(): void {
    const first = Math.max(0, Math.floor(scroller.scrollTop / ROW) - BEYOND);
    const last = Math.min(rows.length, Math.ceil((scroller.scrollTop + (scroller.clientHeight || 600)) / ROW) + BEYOND);
    const shown = rows.slice(first, last);
    body.replaceChildren(
      gap(first),
      ...shown.map((row, place) => el("tr", { "aria-rowindex": first + place + 2 }, ...row.map(cell))),
      gap(rows.length - last),
    );
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void name(shown), 60);
  }

  async function name(shown: Row[]): Promise<void> {
    const iris = shown.flatMap((row) => row.filter((term) => term?.type === "uri").map((term) => (term as { value: string }).value));
    if (await labels.learn(iris)) draw();
  }

  function gap(count: number): HTMLElement {
    const space = el("td", { colspan: answer.columns.length });
    space.style.height = `${count * ROW}px`;
    return el("tr", { class: "gap", "aria-hidden": "true" }, space);
  }

  function cell(term: Term | undefined): HTMLElement {
    const shown = text(term, prefixes);
    if (term?.type === "uri") {
      const label = labels.get(term.value);
      const address = options.link(term.value);
      const name = label ? el("span", { class: "label", lang: label.lang || null }, label.text) : null;
      const inside = address ? el("a", { href: address, rel: "noreferrer", title: term.value }, name ?? shown) : el("span", { title: term.value }, name ?? shown);
      return el("td", { class: "iri" }, inside, name ? el("code", {}, shown) : null);
    }
    if (numeric(term) !== null) return el("td", { class: "number" }, shown);
    const language = term?.type === "literal" ? term["xml:lang"] : undefined;
    return el("td", { title: shown.length > 24 ? shown : null, lang: language }, shown);
  }

  function narrow(): void {
    const wanted = filter.value.trim().toLowerCase();
    const fits = (row: Row): boolean =>
      row.some((term) => text(term, prefixes).toLowerCase().includes(wanted) || (term?.type === "uri" && labels.get(term.value)?.text.toLowerCase().includes(wanted)));
    rows = wanted === "" ? answer.rows : answer.rows.filter(fits);
    if (order !== null) rows = sorted(rows, order);
    found.textContent = wanted === "" ? "" : options.filter.found(rows.length);
    grid.setAttribute("aria-rowcount", String(rows.length + 1));
    scroller.scrollTop = 0;
    draw();
  }

  function sort(column: number): void {
    order = { column, down: order?.column === column && !order.down };
    heads.forEach((head, place) => head.setAttribute("aria-sort", place !== column ? "none" : order?.down ? "descending" : "ascending"));
    narrow();
  }

  function sorted(unsorted: Row[], { column, down }: { column: number; down: boolean }): Row[] {
    const keyed = unsorted.map((row) => ({ row, number: numeric(row[column]), text: text(row[column], prefixes) }));
    const compare = new Intl.Collator(document.documentElement.lang).compare;
    keyed.sort((a, b) => (a.number !== null && b.number !== null ? a.number - b.number : compare(a.text, b.text)));
    if (down) keyed.reverse();
    return keyed.map(({ row }) => row);
  }

  draw();
  return el("div", {}, answer.rows.length > 20 ? el("p", { class: "filter" }, filter, " ", found) : null, scroller);
}

/** How wide a column should be, in characters: as its longest value of the first rows, Chinese counted double. */
function widthOf(rows: Row[], column: number, prefixes: Prefixes): number {
  let widest = 8;
  for (const row of rows.slice(0, SAMPLE)) {
    const term = row[column];
    const shown = text(term, prefixes);
    const wide = shown.length + (shown.match(/[\u2e80-\uffff]/g)?.length ?? 0) + (term?.type === "uri" ? 12 : 0);
    widest = Math.max(widest, wide);
  }
  return Math.min(widest, 44) + 4;
}
