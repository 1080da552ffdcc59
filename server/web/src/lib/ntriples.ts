/** Reads N-Triples (https://www.w3.org/TR/rdf12-n-triples/). */

import type { Row, Term } from "./terms";

const TOKEN = /<<\(|\)>>|<([^>]*)>|_:([^\s<>"]+)|"((?:[^"\\]|\\.)*)"(?:@([\w-]+)|\^\^<([^>]*)>)?/gy;
const ESCAPES: Record<string, string> = { t: "\t", b: "\b", n: "\n", r: "\r", f: "\f" };

/** The triples of a text, as rows of three. */
export function ntriples(text: string): Row[] {
  const rows: Row[] = [];
  for (const line of text.split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const reader = new Reader(line);
    rows.push([reader.term(), reader.term(), reader.term()]);
  }
  return rows;
}

class Reader {
  #at = 0;

  constructor(private readonly line: string) {}

  term(): Term {
    while (this.line[this.#at] === " " || this.line[this.#at] === "\t") this.#at++;
    TOKEN.lastIndex = this.#at;
    const match = TOKEN.exec(this.line);
    if (match === null) throw new SyntaxError(`no term at character ${this.#at}: ${this.line}`);
    this.#at = TOKEN.lastIndex;
    const [whole, iri, blank, value, lang, datatype] = match;
    if (whole === "<<(") {
      const [subject, predicate, object] = [this.term(), this.term(), this.term()];
      this.#at = this.line.indexOf(")>>", this.#at) + 3;
      return { type: "triple", value: { subject, predicate, object } };
    }
    if (iri !== undefined) return { type: "uri", value: unescaped(iri) };
    if (blank !== undefined) return { type: "bnode", value: blank };
    const literal = { type: "literal" as const, value: unescaped(value ?? "") };
    if (lang !== undefined) return { ...literal, "xml:lang": lang };
    return datatype === undefined ? literal : { ...literal, datatype: unescaped(datatype) };
  }
}

function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g, (_, four, eight, one) =>
    one === undefined ? String.fromCodePoint(Number.parseInt(four ?? eight, 16)) : (ESCAPES[one] ?? one),
  );
}
