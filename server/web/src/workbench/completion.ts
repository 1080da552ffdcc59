/** Completion from the data: prefixes, classes, properties and things, by their names in Chinese, pinyin or English. */

import { autocompletion, type Completion, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { choose, type Prefixes, short } from "../lib/terms";
import { language, number } from "../lib/words";

/** A class or property that the data uses. */
export interface Used {
  iri: string;
  kind: "class" | "property";
  /** How often. */
  count: number;
  labels: Record<string, string>;
  definitions: Record<string, string>;
  /** Its Chinese name in pinyin, without spaces, and the initials. */
  pinyin: string;
  initials: string;
}

interface Hit {
  iri: string;
  label: string;
  en: string;
  classes: string[];
  context: string;
  context_en: string;
  name: string;
}

const WORDS =
  "SELECT DISTINCT WHERE FILTER OPTIONAL UNION MINUS GRAPH VALUES BIND CONSTRUCT DESCRIBE ASK PREFIX ORDER GROUP BY HAVING LIMIT OFFSET COUNT SUM AVG MIN MAX SAMPLE GROUP_CONCAT EXISTS NOT IN AS STR LANG DATATYPE CONTAINS STRSTARTS REGEX YEAR MONTH COALESCE IF BOUND UNDEF DESC ASC".split(
    " ",
  );
const TYPED = /[\p{L}\p{N}_:.-]+$/u;
const QUIET = new Set(["Comment", "String", "IriRef", "Langtag"]);

export interface Sources {
  search: string;
  prefixes: Prefixes;
  used: Promise<Used[]>;
  /** What a class or property is called in the list. */
  names: { class: string; property: string };
}

/** Completion from these sources. */
export function completion(sources: Sources): Extension {
  return autocompletion({
    override: [(context) => variables(context) ?? prefixes(context, sources) ?? terms(context, sources)],
    icons: false,
    maxRenderedOptions: 60,
  });
}

function variables(context: CompletionContext): CompletionResult | null {
  const word = context.matchBefore(/[?$][\p{L}\p{N}_]*/u);
  if (word === null) return null;
  const found = new Set(context.state.doc.toString().match(/[?$][\p{L}\p{N}_]+/gu));
  found.delete(word.text);
  return { from: word.from, options: [...found].map((label) => ({ label, type: "variable" })), validFor: /^[?$][\p{L}\p{N}_]*$/u };
}

function prefixes(context: CompletionContext, { prefixes }: Sources): CompletionResult | null {
  const word = context.matchBefore(/PREFIX\s+[\w-]*$/i);
  if (word === null) return null;
  const from = word.to - (/[\w-]*$/.exec(word.text)?.[0].length ?? 0);
  return {
    from,
    options: prefixes.map(([prefix, start]) => ({ label: prefix, detail: start, apply: `${prefix}: <${start}>`, type: "namespace" })),
  };
}

async function terms(context: CompletionContext, sources: Sources): Promise<CompletionResult | null> {
  const word = context.matchBefore(TYPED);
  if (word === null && !context.explicit) return null;
  const typed = word?.text ?? "";
  const from = word?.from ?? context.pos;
  if (quiet(context)) return null;
  const [used, hits] = await Promise.all([sources.used, things(typed, context, sources)]);
  if (context.aborted) return null;
  const object = afterPredicate(context.state.sliceDoc(Math.max(0, from - 200), from));
  const options: Completion[] = [];
  for (const each of used) {
    const quality = fit(typed, each, sources.prefixes);
    if (quality === 0) continue;
    const wanted = object === "class" ? each.kind === "class" : object === "nothing" ? each.kind === "property" : true;
    const label = choose(Object.entries(each.labels).map(([lang, text]) => ({ lang, text })));
    options.push({
      label: short(each.iri, sources.prefixes),
      apply: written(each.iri, sources.prefixes),
      displayLabel: label?.text ?? short(each.iri, sources.prefixes),
      detail: `${short(each.iri, sources.prefixes)} · ${sources.names[each.kind]} ${number(each.count)}`,
      info: each.definitions[language] ?? `<${each.iri}>`,
      type: each.kind,
      boost: quality + (wanted ? 20 : -20) + Math.min(20, Math.log2(each.count + 1)),
    });
  }
  const known = new Set(used.map(({ iri }) => iri));
  hits.filter(({ iri }) => !known.has(iri)).forEach((hit, place) => {
    const curie = short(hit.iri, sources.prefixes);
    const [name, other] = language === "en" && hit.en ? [hit.en, hit.label] : [hit.label, hit.en];
    options.push({
      label: curie,
      apply: written(hit.iri, sources.prefixes),
      displayLabel: name + ([name, other].includes(hit.name) ? "" : ` (${hit.name})`),
      detail: [curie === hit.iri ? "" : curie, other, language === "en" && hit.context_en ? hit.context_en : hit.context].filter(Boolean).join(" · "),
      type: "thing",
      boost: 40 - place,
    });
  });
  if (!typed.includes(":"))
    for (const each of WORDS) if (typed !== "" && each.startsWith(typed.toUpperCase())) options.push({ label: each, type: "keyword", boost: 90 });
  options.sort((a, b) => (b.boost ?? 0) - (a.boost ?? 0));
  return options.length > 0 ? { from, options, filter: false } : null;
}

/** Things whose names fit, of the data. */
async function things(typed: string, context: CompletionContext, { search, prefixes }: Sources): Promise<Hit[]> {
  const [prefix, local] = typed.includes(":") ? (typed.split(":", 2) as [string, string]) : ["", typed];
  if (local.length < (/[^\x00-\x7f]/.test(local) ? 1 : 2)) return [];
  const start = prefixes.find(([name]) => name === prefix)?.[1];
  if (prefix !== "" && start === undefined) return [];
  const stop = new AbortController();
  context.addEventListener("abort", () => stop.abort(), { onDocChange: true });
  try {
    const response = await fetch(`${search}?limit=20&q=${encodeURIComponent(local)}`, { signal: stop.signal });
    const { hits }: { hits: Hit[] } = await response.json();
    return hits.filter((hit) => start === undefined || hit.iri.startsWith(start));
  } catch {
    return []; // the next letter asks again
  }
}

/** How well a class or property fits what was typed: 0 not, up to 60 when its name begins so. */
function fit(typed: string, used: Used, prefixes: Prefixes): number {
  if (typed === "") return 1;
  const wanted = typed.toLowerCase();
  const curie = short(used.iri, prefixes).toLowerCase();
  if (wanted.includes(":")) return curie.startsWith(wanted) ? 60 : 0;
  const names = [curie.slice(curie.indexOf(":") + 1), ...Object.values(used.labels).map((name) => name.toLowerCase()), used.pinyin];
  if (names.some((name) => name.startsWith(wanted))) return 60;
  if (used.initials !== "" && used.initials === wanted) return 55;
  if (names.some((name) => name.includes(` ${wanted}`))) return 40;
  if (wanted.length > 1 && names.some((name) => name.includes(wanted))) return 30;
  return curie.startsWith(wanted) ? 20 : 0;
}

function quiet(context: CompletionContext): boolean {
  return QUIET.has(syntaxTree(context.state).resolveInner(context.pos, -1).name);
}

/** What stands before the cursor in a pattern: `a` (a class is wanted), a subject (a property is), or neither is known. */
function afterPredicate(before: string): "class" | "nothing" | "unknown" {
  if (/(?:^|\s)(?:a|rdf:type|rdfs:subClassOf)\s+$/.test(before)) return "class";
  if (/(?:[{.;]\s*)$/.test(before) && /;\s*$/.test(before)) return "nothing";
  if (/[{.]\s*(?:[?$][\p{L}\p{N}_]+|[\p{L}\p{N}_-]+:[\p{L}\p{N}_.-]+|<[^>]*>)\s+$/u.test(before)) return "nothing";
  return "unknown";
}

function written(iri: string, prefixes: Prefixes): string {
  const curie = short(iri, prefixes);
  return curie === iri ? `<${iri}>` : curie;
}
