/** The keys of the review desk: one key decides and moves on. Without this script the buttons do the same. */

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
        option.value = `${label} [${decodeURIComponent(iri.replace(/^.*\/id\//, ""))}]`;
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
