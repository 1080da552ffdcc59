/** The keys of the review desk: one key decides and moves on. Without this script the buttons do the same. */

import htmx from "htmx.org";
import { language } from "./lib/words";

const WRITING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (event.target instanceof Element && event.target.closest(WRITING)) return;
  const key = event.key.toLowerCase();
  if (key === "r") {
    document.querySelector<HTMLElement>("#decide .reason")?.focus();
    event.preventDefault();
    return;
  }
  const chosen = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
  if (!chosen) return;
  event.preventDefault();
  chosen.click();
});

/** The next card comes in the place of this one: to have it as a page of its own would double the wait. */
let turning = false;
async function turn(address: string, form?: URLSearchParams): Promise<void> {
  if (turning) return;
  turning = true;
  try {
    const answer = await fetch(address, form ? { method: "POST", body: form } : {});
    if (answer.redirected && !answer.ok) return location.assign(answer.url);
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.title = next.title;
    document.body.replaceWith(document.adoptNode(next.body));
    htmx.process(document.body);
    if (answer.ok) history.pushState(null, "", answer.url);
    window.scrollTo(0, 0);
    document.getElementById("main")?.focus({ preventScroll: true });
    showQuotations();
  } catch {
    location.reload(); // whatever became of it, the server knows
  } finally {
    turning = false;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches(".decide, .inline") || !document.getElementById("card")) return;
  event.preventDefault();
  const chosen = [...new FormData(form, event.submitter)].map(([name, value]) => [name, String(value)]);
  void turn(form.getAttribute("action") ?? "", new URLSearchParams(chosen)); // `form.action` is the button of that name
});

document.addEventListener("click", (event) => {
  const skip = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-key=s]") : null;
  if (!skip || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  void turn(skip.href);
});

/** What is selected in the source is the name to teach. */
document.addEventListener("click", ({ target }) => {
  const teach = target instanceof Element ? target.closest<HTMLAnchorElement>("a#teach") : null;
  const word = (document.getSelection()?.toString() ?? "").replace(/\s+/g, "");
  if (teach && word) teach.search = new URLSearchParams({ word }).toString();
});

window.addEventListener("popstate", () => location.reload());

/** The quotation is in sight from the start, without moving the page itself. */
function showQuotations(): void {
  for (const text of document.querySelectorAll<HTMLElement>(".source .text")) {
    const mark = text.querySelector<HTMLElement>("mark.quotation");
    if (mark) text.scrollTop = mark.offsetTop - text.offsetTop - text.clientHeight / 3;
  }
}

/** Things by name, while one is typed: labels, aliases, pinyin and English find them. */
function suggest(input: HTMLInputElement): void {
  const list = document.getElementById(input.getAttribute("list") ?? "");
  const place = new URL(input.dataset.suggest ?? "", location.href);
  let asked = 0;
  input.addEventListener("input", async (event) => {
    if (!list || (event instanceof InputEvent && event.isComposing) || input.value.includes("[")) return;
    const turn = ++asked;
    place.search = new URLSearchParams({ q: input.value, candidates: "true" }).toString();
    const answer = await fetch(place, { headers: { Accept: "application/json" } });
    if (!answer.ok || turn !== asked) return;
    const found: { hits: { iri: string; label: string; en: string; context: string }[] } = await answer.json();
    list.replaceChildren(
      ...found.hits.map(({ iri, label, en, context }) => {
        const option = document.createElement("option");
        option.value = `${language === "en" && en ? en : label} [${decodeURIComponent(iri.replace(/^.*\/id\//, ""))}]`;
        option.label = [label, en, context].filter(Boolean).join(" · ");
        return option;
      }),
    );
  });
}

/** A selection in the source goes into the field that was last in use. */
function useSelections(): void {
  const button = document.querySelector<HTMLButtonElement>("#selection");
  if (!button) return;
  let field = document.querySelector<HTMLInputElement>("#amend input[data-suggest]");
  document.addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLInputElement && target.matches("#amend input[lang]")) field = target;
  });
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    const within = selection?.anchorNode?.parentElement?.closest(".source .text");
    button.hidden = !within || selection?.isCollapsed !== false;
  });
  button.addEventListener("mousedown", (event) => event.preventDefault()); // which would end the selection
  button.addEventListener("click", () => {
    const text = (document.getSelection()?.toString() ?? "").replace(/\s+/g, "");
    if (!field || !text) return;
    field.value = text;
    field.focus();
    field.dispatchEvent(new InputEvent("input"));
  });
}

showQuotations();
useSelections();
document.querySelectorAll<HTMLInputElement>("input[data-suggest]").forEach(suggest);
