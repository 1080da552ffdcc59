/** Our own words, in the language of the page, as its server chose them. */

import { given } from "./dom";

type Form = string | { one: string; other: string };

/** The language of the page. */
export const language: "zh" | "en" = document.documentElement.lang.startsWith("zh") ? "zh" : "en";

const count = new Intl.NumberFormat(document.documentElement.lang);

/** A number as people write it. */
export function number(value: number): string {
  return count.format(value);
}

/** Gives a function from names to strings, as `t` in templates, from the element of an id. */
export function words(id: string): (name: string, values?: Record<string, string | number>) => string {
  const forms = given<Record<string, Form>>(id);
  return (name, values = {}) => {
    const form = forms[name];
    if (form === undefined) throw new Error(`there is no string '${name}'`);
    const text = typeof form === "string" ? form : values["n"] === 1 ? form.one : form.other;
    return text.replace(/\{(\w+)\}/g, (_, key: string) => {
      const value = values[key];
      return typeof value === "number" ? number(value) : (value ?? "");
    });
  };
}
