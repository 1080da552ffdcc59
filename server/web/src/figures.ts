/** Figures of a page as charts: each beside its table, which says the same. */

import type { Point } from "./lib/chart";
import { areTimes, chart } from "./lib/chart";
import { el } from "./lib/dom";

for (const place of document.querySelectorAll<HTMLElement>(".figure[data-label]")) {
  const points: Point[] = JSON.parse(place.querySelector("script")?.textContent ?? "[]");
  const names = points.map(({ name }) => name);
  const once = new Set(names).size === names.length && points.every(({ upTo }) => upTo === undefined);
  const label = place.dataset["label"] ?? "";
  const form = once && names.length > 2 && areTimes(names) ? "line" : "bars";
  place.replaceChildren(el("figure", {}, el("figcaption", {}, label), chart(points, form, label)));
}
