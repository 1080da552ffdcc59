/** The ports on a map, on the home page; a link beside it leads to the same in the workbench. */

import { byId } from "./lib/dom";
import { ask, Labels } from "./lib/endpoint";
import type { Ground, Place } from "./lib/map";
import { map, pointOf } from "./lib/map";

const place = byId("map");
const { endpoint = "", query = "", root = "", base = "", label = "", ground } = place.dataset;

const answer = await ask(endpoint, query);
const labels = new Labels(endpoint);
await labels.learn(answer.rows.flatMap(([port]) => (port?.type === "uri" ? [port.value] : [])));
const found = answer.rows.flatMap(([port, where]): Place[] => {
  const point = pointOf(where);
  if (point === null || port?.type !== "uri") return [];
  const href = port.value.startsWith(base) ? root + port.value.slice(base.length - 1) : port.value;
  return [{ name: labels.get(port.value)?.text ?? port.value, longitude: point[0], latitude: point[1], href }];
});
if (found.length > 0) {
  const beneath = ground ? await fetch(ground).then((response) => response.json() as Promise<Ground>, () => null) : null;
  place.replaceChildren(map(found, label, beneath));
  // Hundreds of stops would bar the way to the rest of the page; the table of the workbench has them one by one.
  for (const link of place.querySelectorAll("a")) link.setAttribute("tabindex", "-1");
}
