import type { Props, Tree } from "../dom";
import type { Person, Purpose } from "../protocol";
import { locale } from "../setting";
import { state } from "../state";
import { HEALTH, MARKETING, SHARING, TRACKING } from "../words";

/** Who speaks, always with the role beside the name. */
export const named = ({ name, title }: Person) => (title ? `${name} · ${title}` : name);

/** The first letter of a name. */
export const avatar = (name: string): Tree => ["i avatar", { "aria-hidden": "true" }, [...name][0]];

export const iconButton = (title: string, sign: string, onclick: () => void): Tree =>
  ["button icon", { type: "button", title, onclick }, ["i", { "aria-hidden": "true" }, sign]];

export const button = (kind: string, label: string, onclick?: () => void): Tree =>
  [`button button ${kind}`, { key: label, onclick, disabled: state.busy }, label];

export const problemLine = (): Tree => state.problem && ["p problem", { role: "alert" }, state.problem];

/** A purpose with its name, its text and a box to tick. */
export const purposeBox = (purpose: Purpose, props: Props, note = ""): Tree =>
  ["label tick", { key: purpose }, ["input", { type: "checkbox", name: purpose, ...props }],
    ["span", ["b", purposeName[purpose] + note], ["small", state.site!.consent[purpose]]]];

export const purposeName = { tracking: TRACKING, health: HEALTH, marketing: MARKETING, group_sharing: SHARING };

/** Hands over what a form's fields hold, by name. */
export const submitting = (send: (values: Record<string, string>) => void) => (event: Event) => {
  event.preventDefault();
  send(Object.fromEntries(new FormData(event.target as HTMLFormElement)) as Record<string, string>);
};

export const when = (time: string, style: "dateStyle" | "timeStyle") =>
  new Date(time).toLocaleString(locale, { [style]: style === "dateStyle" ? "long" : "short" });

export const isPhone = () => innerWidth < 521;
