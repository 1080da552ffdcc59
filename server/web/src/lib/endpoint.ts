/** Asks the SPARQL endpoint, and reads what it says. */

import type { Label, Row, Term } from "./terms";
import { choose } from "./terms";
import { ntriples } from "./ntriples";

/** What went wrong with a query, and where in it, if that is known. */
export class Problem extends Error {
  constructor(
    message: string,
    readonly kind: string,
    readonly line?: number,
    readonly column?: number,
  ) {
    super(message);
  }
}

/** Columns and rows, or a yes or no. */
export interface Answer {
  kind: "rows" | "triples" | "truth";
  columns: string[];
  rows: Row[];
  truth?: boolean;
  /** Bytes of text that came. */
  size: number;
}

const ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9";

/** Sends a query; the response when its status is good, a Problem when not. */
export async function send(endpoint: string, query: string, accept: string, signal?: AbortSignal): Promise<Response> {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: { "Content-Type": "application/sparql-query", Accept: accept },
    body: query,
    ...(signal ? { signal } : {}),
  });
  if (response.ok) return response;
  if (!response.headers.get("Content-Type")?.startsWith("application/problem+json"))
    throw new Problem(response.statusText, "http");
  const { message, kind, line, column } = await response.json();
  throw new Problem(message, kind, line, column);
}

/** The answer to a query, once all of it is here; a TypeError if the connection broke off before its end. */
export async function ask(endpoint: string, query: string, signal?: AbortSignal): Promise<Answer> {
  const response = await send(endpoint, query, ACCEPT, signal);
  const body = await response.text();
  if (response.headers.get("Content-Type")?.startsWith("application/n-triples")) {
    return { kind: "triples", columns: ["subject", "predicate", "object"], rows: ntriples(body), size: body.length };
  }
  const { head, boolean, results } = JSON.parse(body);
  if (typeof boolean === "boolean") return { kind: "truth", columns: [], rows: [], truth: boolean, size: body.length };
  const columns: string[] = head.vars;
  const bindings: Record<string, Term>[] = results.bindings;
  return { kind: "rows", columns, rows: bindings.map((row) => columns.map((name) => row[name])), size: body.length };
}

/** Names of things, asked for once, many at a time. */
export class Labels {
  readonly #known = new Map<string, Label | null>();

  constructor(private readonly endpoint: string) {}

  /** The name of a thing, if it has been learnt. */
  get(iri: string): Label | undefined {
    return this.#known.get(iri) ?? undefined;
  }

  /** Learns the names of things; true if any is new. */
  async learn(iris: Iterable<string>): Promise<boolean> {
    const wanted = [...new Set(iris)].filter((iri) => !this.#known.has(iri) && !/[\s<>"{}|\\^`]/.test(iri)).slice(0, 400);
    if (wanted.length === 0) return false;
    for (const iri of wanted) this.#known.set(iri, null);
    const values = wanted.map((iri) => `<${iri}>`).join(" ");
    const query = `SELECT ?thing ?label WHERE {
      VALUES ?thing { ${values} }
      ?thing rdfs:label|skos:prefLabel|dcterms:title|schema:headline ?label .
    }`;
    const found = new Map<string, Label[]>();
    for (const [thing, label] of (await ask(this.endpoint, query)).rows) {
      if (thing?.type !== "uri" || label?.type !== "literal") continue;
      const labels = found.get(thing.value) ?? [];
      labels.push({ text: label.value, lang: label["xml:lang"] ?? "" });
      found.set(thing.value, labels);
    }
    for (const [iri, labels] of found) this.#known.set(iri, choose(labels) ?? null);
    return found.size > 0;
  }
}
