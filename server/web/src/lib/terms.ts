/** RDF terms as SPARQL results in JSON give them, and how people read them. */

import { language } from "./words";

export interface Iri {
  type: "uri";
  value: string;
}
export interface Literal {
  type: "literal";
  value: string;
  "xml:lang"?: string;
  datatype?: string;
}
export interface Blank {
  type: "bnode";
  value: string;
}
export interface TripleTerm {
  type: "triple";
  value: { subject: Term; predicate: Term; object: Term };
}
export type Term = Iri | Literal | Blank | TripleTerm;
export type Row = (Term | undefined)[];

const XSD = "http://www.w3.org/2001/XMLSchema#";
const NUMBERS = new Set(["integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger"].map((name) => XSD + name));

/** The number that a term is, or null. */
export function numeric(term: Term | undefined): number | null {
  if (term?.type !== "literal" || !NUMBERS.has(term.datatype ?? "")) return null;
  const value = Number(term.value);
  return Number.isFinite(value) ? value : null;
}

/** Prefixes, longest IRI first. */
export type Prefixes = [prefix: string, start: string][];

/** An IRI by its prefix where that can be written, else whole. */
export function short(iri: string, prefixes: Prefixes): string {
  for (const [prefix, start] of prefixes) {
    if (iri.startsWith(start)) {
      const rest = iri.slice(start.length);
      if (/^[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_-])?$/u.test(rest)) return `${prefix}:${rest}`;
    }
  }
  return iri;
}

/** The text of a term. */
export function text(term: Term | undefined, prefixes: Prefixes): string {
  switch (term?.type) {
    case undefined:
      return "";
    case "uri":
      return short(term.value, prefixes);
    case "literal":
      return term.value;
    case "bnode":
      return `_:${term.value}`;
    case "triple": {
      const { subject, predicate, object } = term.value;
      return `<<( ${[subject, predicate, object].map((part) => text(part, prefixes)).join(" ")} )>>`;
    }
  }
}

/** A name with its language. */
export interface Label {
  text: string;
  lang: string;
}

/** The name of a thing for the reader: in the language of the page, else in Chinese, in English, in any. */
export function choose(labels: Label[]): Label | undefined {
  const order = [language, "zh", "en", ""];
  const rank = ({ lang }: Label): number => {
    const main = lang.toLowerCase().split("-")[0] ?? "";
    const place = order.indexOf(main);
    return place < 0 || lang.toLowerCase().includes("latn") ? order.length : place;
  };
  return [...labels].sort((a, b) => rank(a) - rank(b) || a.lang.length - b.lang.length || (a.text < b.text ? -1 : 1))[0];
}
