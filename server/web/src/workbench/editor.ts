/** The editor: CodeMirror in a shadow root, where its styles need no leave of the Content-Security-Policy. */

import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState, type Extension, Prec } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";

const THEME = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--shade)", fontSize: ".92rem", minHeight: "12rem", maxHeight: "60vh" },
  "&.cm-focused": { outline: "2px solid var(--link)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55", overflow: "auto" },
  ".cm-content": { caretColor: "var(--ink)", padding: ".6rem 0" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--shade)", color: "var(--soft)", border: "none" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--link) 8%, transparent)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--link) 30%, transparent)",
  },
  ".cm-matchingBracket": { backgroundColor: "color-mix(in srgb, var(--link) 25%, transparent)" },
  ".cm-tooltip": { backgroundColor: "var(--paper)", color: "var(--ink)", border: "1px solid var(--line)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "inherit", maxHeight: "18rem" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--link)", color: "var(--paper)" },
  ".cm-tooltip-autocomplete ul li[aria-selected] .cm-completionDetail": { color: "var(--paper)" },
  ".cm-completionDetail": { color: "var(--soft)", fontStyle: "normal", marginLeft: ".8em" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "600" },
  ".cm-completionInfo": { maxWidth: "22rem", lineHeight: "1.45" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--seal)" },
  // In place of pictures in data: addresses, which our policy refuses.
  ".cm-lintRange-error, .cm-lintRange-active": { backgroundImage: "none", textDecoration: "underline wavy var(--seal)", textUnderlineOffset: "3px" },
  ".cm-lint-marker-error": { content: "none", borderRadius: "50%", width: ".7em", height: ".7em", margin: ".4em .1em", backgroundColor: "var(--seal)" },
});

const COLOURS = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--seal)", fontWeight: "600" },
  { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
  { tag: tags.string, color: "var(--leaf)" },
  { tag: [tags.integer, tags.float, tags.bool], color: "var(--leaf)" },
  { tag: tags.variableName, color: "var(--plum)" },
  { tag: [tags.namespace, tags.url, tags.typeName], color: "var(--link)" },
]);

/** Types over a selection in the browser's place: Chromium would keep the look of the old text as an inline style. */
const TYPES_OVER = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { from, to, empty } = view.state.selection.main;
    const typed = event.data;
    if (event.inputType !== "insertText" || typed === null || empty || view.composing) return false;
    event.preventDefault();
    const plain = () => view.state.update(view.state.replaceSelection(typed), { userEvent: "input.type", scrollIntoView: true });
    if (!view.state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, typed, plain))) view.dispatch(plain());
    return true;
  },
});

export interface Editor {
  view: EditorView;
  text(): string;
  write(text: string): void;
  /** Marks a mistake at its line and column (from 1), and goes there. */
  point(line: number, column: number, message: string): void;
  /** Takes the mark of a mistake away. */
  clear(): void;
}

/** Puts an editor in an element. */
export function editor(host: HTMLElement, text: string, label: string, run: () => void, more: Extension): Editor {
  const root = host.attachShadow({ mode: "open" });
  const inside = document.createElement("div");
  root.append(inside);
  const view = new EditorView({
    root,
    parent: inside,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        sparql(),
        syntaxHighlighting(COLOURS),
        lintGutter(),
        TYPES_OVER,
        more,
        // Tab must lead out of the editor for those who have only a keyboard.
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap]),
        Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => (run(), true) }])),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", autocapitalize: "off", lang: "en" }),
        THEME,
      ],
    }),
  });
  return {
    view,
    text: () => view.state.doc.toString(),
    write: (written) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: written } }),
    point(line, column, message) {
      const found = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
      const from = Math.min(found.from + column - 1, found.to);
      const to = Math.max(from, Math.min(found.to, from + (/^\S+/.exec(found.text.slice(from - found.from))?.[0].length ?? 1)));
      view.dispatch(setDiagnostics(view.state, [{ from, to, severity: "error", message }]));
      view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
      view.focus();
    },
    clear: () => view.dispatch(setDiagnostics(view.state, [])),
  };
}
