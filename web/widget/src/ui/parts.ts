import type { App } from "../app";
import { type Child, h } from "../dom";
import type { Person } from "../protocol";

/** What every screen is given. */
export interface Ui {
  app: App;
}

/** Who speaks, always with the role beside the name. */
export const named = ({ name, title }: Person) => (title ? `${name} ${title}` : name);

export const avatar = (person: Person) => h("span", { class: "avatar", "aria-hidden": "true" }, [...person.name][0] ?? "·");

export const iconButton = (label: string, icon: Child, onclick: () => void, more = {}) =>
  h("button", { class: "icon", type: "button", "aria-label": label, title: label, onclick, ...more }, icon);

/** A labelled field; `control` is drawn with the label's target id. */
export const field = (label: string, control: Child) => h("label", { class: "field", key: label }, h("span", null, label), control);

export const alertLine = (problem: string) => problem && h("p", { class: "problem", role: "alert", key: "problem" }, problem);

/** Submits a form's fields as trimmed text; a field named in `needed` that is empty is marked, focused and explained. */
export const submitting =
  (needed: Record<string, string>, explain: (why: string) => void, send: (values: Record<string, string>) => void) =>
  (event: Event) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const values: Record<string, string> = {};
    for (const [name, value] of new FormData(form)) values[name] = `${value}`.trim();
    for (const name in needed) {
      const control = form.elements.namedItem(name) as HTMLElement;
      const empty = !values[name];
      control.setAttribute("aria-invalid", `${empty}`);
      if (!empty) continue;
      explain(needed[name]!);
      return control.focus();
    }
    send(values);
  };
