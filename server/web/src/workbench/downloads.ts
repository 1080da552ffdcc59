/** Results as files, in every format of the endpoint. */

import { el } from "../lib/dom";
import { type Answer, send } from "../lib/endpoint";

const ROWS: [name: string, type: string, ending: string][] = [
  ["CSV", "text/csv", "csv"],
  ["CSV (Excel)", "application/csv", "csv"],
  ["TSV", "text/tab-separated-values", "tsv"],
  ["JSON", "application/sparql-results+json", "json"],
  ["XML", "application/sparql-results+xml", "xml"],
  ["Parquet", "application/vnd.apache.parquet", "parquet"],
];
const TRIPLES: typeof ROWS = [
  ["Turtle", "text/turtle", "ttl"],
  ["JSON-LD", "application/ld+json", "jsonld"],
  ["N-Triples", "application/n-triples", "nt"],
  ["RDF/XML", "application/rdf+xml", "rdf"],
  ["TriG", "application/trig", "trig"],
  ["N-Quads", "application/n-quads", "nq"],
];

/** Buttons that save the answer to a query. */
export function downloads(
  endpoint: string,
  query: string,
  answer: Answer,
  t: (name: string) => string,
  tell: (text: string, wrong?: boolean) => void,
): HTMLElement {
  const formats = answer.kind === "triples" ? TRIPLES : ROWS;
  return el(
    "p",
    { class: "downloads" },
    el("span", {}, t("download")),
    ...formats.map(([name, type, ending]) =>
      el("button", { type: "button", class: "plain", click: () => void save(type, ending) }, name),
    ),
  );

  async function save(type: string, ending: string): Promise<void> {
    try {
      const data = await (await send(endpoint, query, type)).blob();
      const link = el("a", { href: URL.createObjectURL(data), download: `kouan.${ending}` });
      link.click();
      window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    } catch (error) {
      tell(error instanceof Error ? error.message : String(error), true);
    }
  }
}
