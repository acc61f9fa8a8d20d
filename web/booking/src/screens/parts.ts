import type { Props, Tree } from "../../../widget/src/dom";
import { state } from "../state";
import { yuan } from "../time";
import type { Slot } from "../types";
import { locale } from "../setting";
import { clockOf, dayName, dayOf } from "../time";
import { zone } from "../flow";
import { fill, PER } from "../words";

export const title = (text: string, hint = ""): Tree[] => [
  ["h1", { key: text, tabIndex: -1 }, text],
  hint && ["p hint", hint],
];

export const button = (kind: string, label: string, onclick?: () => unknown, more: Props = {}): Tree =>
  [`button button ${kind}`, { key: label, type: onclick ? "button" : "submit", onclick, ...more }, label];

export const said = (): Tree[] => [
  // Always there, so that screen readers hear what is put into it.
  ["div", { key: "said", role: "status", "aria-live": "polite" }, state.note && ["p note good", state.note]],
  state.problem && ["p note bad", { key: "problem", role: "alert" }, state.problem],
];

export const field = (label: string, tag: string, props: Props, ...more: Tree[]): Tree =>
  ["label field", { key: label }, ["span", label], [tag, props, ...more]];

export const tick = (name: string, label: string, text: string, props: Props = {}): Tree =>
  ["label tick", { key: name }, ["input", { type: "checkbox", name, ...props }], ["span", ["b", label], text && ["small", text]]];

export const price = (fen: number, unit = ""): Tree =>
  ["span price", ["b", yuan(fen, locale)], unit && ["small", ` ${fill(PER, unit)}`]];

export const whenOf = (starts: string): string => `${dayName(dayOf(starts, zone()), locale)} ${clockOf(starts, zone())}`;

export const facts = (rows: [string, Tree][]): Tree =>
  ["dl facts", ...rows.filter(([, value]) => value).map(([name, value]): Tree => ["div", { key: name }, ["dt", name], ["dd", value]])];

export const doctorLine = ({ name, title }: Slot["doctor"]): string => [name, title].filter(Boolean).join(" · ");

/** A choice of a few, one of which is always taken. */
export const segments = <T extends string>(label: string, choices: [T, string][], taken: T, take: (of: T) => void): Tree =>
  ["div segments", { key: label, role: "group", "aria-label": label },
    ...choices.map(([value, text]): Tree => ["button", { key: value, type: "button", "aria-pressed": `${value === taken}`, onclick: () => take(value) }, text])];

/** Hands over what a form's fields hold, by name. */
export const submitting = (send: (values: Record<string, string>) => unknown) => (event: Event): void => {
  event.preventDefault();
  send(Object.fromEntries(new FormData(event.target as HTMLFormElement)) as Record<string, string>);
};
