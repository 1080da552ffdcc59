/** A source text: selecting marked words shows the facts that they tell, without another page. */

import { byId } from "./lib/dom";

const reading = byId("reading");
const marks = [...reading.querySelectorAll<HTMLAnchorElement>(".text a")];
const facts = [...reading.querySelectorAll<HTMLElement>(".facts-told:not(.chosen) [data-fact]")];
const groups = [...reading.querySelectorAll<HTMLDetailsElement>(".told details")];
const chosen = [...reading.querySelectorAll<HTMLElement>(".chosen [data-fact]")].map((fact) => fact.dataset["fact"] ?? "");
const [told, how, all] = [byId("told"), byId("how"), byId("all")];

/** Shows some facts alone, and where they stand; all of them without any. */
function select(ids: Set<string>): void {
  reading.querySelector(".chosen")?.remove();
  how.hidden = ids.size > 0;
  all.hidden = ids.size === 0;
  for (const mark of marks) mark.classList.toggle("selected", factsOf(mark).some((id) => ids.has(id)));
  for (const fact of facts) fact.hidden = ids.size > 0 && !ids.has(fact.dataset["fact"] ?? "");
  for (const group of groups) {
    const some = [...group.querySelectorAll("li")].some((fact) => !fact.hidden);
    group.hidden = !some;
    group.open = ids.size > 0 ? some : !("names" in group.dataset);
  }
}

function factsOf(mark: HTMLElement): string[] {
  return (mark.dataset["facts"] ?? "").split(" ");
}

reading.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>(".text a, #all a") : null;
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.replaceState(null, "", link.href);
  select(new Set(link.dataset["facts"] ? factsOf(link) : []));
  told.scrollIntoView({ block: "nearest" });
});

if (chosen.length > 0) select(new Set(chosen));
