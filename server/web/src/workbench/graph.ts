/** Results as a graph: things are circles, properties are the lines between them. */

import { forceCenter, forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY, type SimulationNodeDatum } from "d3-force";
import { svg } from "../lib/dom";
import type { Answer } from "../lib/endpoint";
import type { Term } from "../lib/terms";

export const MOST = 250;

interface Thing extends SimulationNodeDatum {
  id: string;
  term: Term;
}
interface Edge {
  source: Thing;
  target: Thing;
  name: string;
}
export interface Net {
  things: Thing[];
  edges: Edge[];
  cut: boolean;
}

/** The net of an answer: its triples, or for rows the things that stand in one row. */
export function net(answer: Answer): Net {
  const things = new Map<string, Thing>();
  const edges: Edge[] = [];
  let cut = false;
  const thing = (term: Term): Thing | null => {
    const id = term.type === "triple" ? JSON.stringify(term) : `${term.type} ${term.value}`;
    const known = things.get(id);
    if (known) return known;
    if (things.size >= MOST) {
      cut = true;
      return null;
    }
    const made = { id, term };
    things.set(id, made);
    return made;
  };
  const join = (one: Term, other: Term, name: string): void => {
    const [source, target] = [thing(one), thing(other)];
    if (source && target && source !== target) edges.push({ source, target, name });
  };
  for (const row of answer.rows) {
    if (answer.kind === "triples") {
      const [subject, predicate, object] = row;
      if (subject && predicate && object && object.type !== "literal") join(subject, object, predicate.type === "uri" ? predicate.value : "");
      continue;
    }
    const present = row.map((term, column) => ({ term, column })).filter(({ term }) => term?.type === "uri");
    const [first, ...others] = present;
    for (const other of others) join(first?.term as Term, other.term as Term, answer.columns[other.column] ?? "");
  }
  return { things: [...things.values()], edges, cut };
}

/** Beside the outermost things, room for their names. */
const MARGIN = 250;

/** A drawing of a net. */
export function graph({ things, edges }: Net, label: string, name: (term: Term) => string, href: (term: Term) => string | null): SVGElement {
  const [wide, high] = [900, Math.min(900, 420 + things.length * 3)];
  forceSimulation(things)
    .force("link", forceLink<Thing, Edge>(edges).distance(130))
    .force("charge", forceManyBody().strength(-380))
    .force("centre", forceCenter(wide / 2, high / 2))
    .force("x", forceX(wide / 2).strength(0.05))
    .force("y", forceY(high / 2).strength(0.08))
    .force("apart", forceCollide(38))
    .stop()
    .tick(things.length > 120 ? 120 : 300);
  const [xs, ys] = [things.map(({ x }) => x ?? 0), things.map(({ y }) => y ?? 0)];
  const [left, top] = [Math.min(...xs) - MARGIN, Math.min(...ys) - 30];
  const right = Math.max(...xs) + MARGIN;
  const box = `${left} ${top} ${right - left} ${Math.max(...ys) - top + 30}`;
  return svg(
    "svg",
    { class: "graph", viewBox: box, role: "group", "aria-label": label },
    ...edges.map(({ source, target, name: property }) =>
      svg("line", { x1: source.x, y1: source.y, x2: target.x, y2: target.y }, svg("title", {}, property)),
    ),
    ...things.map((thing) => {
      const [shown, address] = [name(thing.term), href(thing.term)];
      const outward = 2 * (thing.x ?? 0) < left + right ? { x: -11, "text-anchor": "end" } : { x: 11 }; // away from most lines
      const parts = [svg("circle", { r: 7 }), svg("text", { ...outward, "dominant-baseline": "central" }, shown.length > 18 ? `${shown.slice(0, 17)}…` : shown)];
      const at = { class: "thing", transform: `translate(${thing.x} ${thing.y})` };
      return address ? svg("a", { ...at, href: address, "aria-label": shown }, ...parts) : svg("g", at, svg("title", {}, shown), ...parts);
    }),
  );
}
