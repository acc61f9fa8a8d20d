import type { Tree } from "../dom";
import type { Person } from "../protocol";
import { locale } from "../setting";
import { state } from "../state";
import { HEALTH, MARKETING, TRACKING } from "../words";

/** Who speaks, always with the role beside the name. */
export const named = ({ name, title }: Person) => (title ? `${name} ${title}` : name);

/** The first letter of who speaks: the hospital, when it is nobody in particular. */
export const avatar = (who?: Person | null): Tree => ["i avatar", { "aria-hidden": "true" }, [...(who?.name || state.site!.hospital)][0]];

export const iconButton = (title: string, sign: string, onclick: () => void): Tree =>
  ["button icon", { type: "button", title, onclick }, ["i", { "aria-hidden": "true" }, sign]];

export const button = (kind: string, label: string, onclick?: () => void): Tree =>
  [`button button ${kind}`, { key: label, onclick, disabled: state.busy }, label];

export const problemLine = (): Tree => state.problem && ["p problem", { role: "alert" }, state.problem];

export const purposeName = { tracking: TRACKING, health: HEALTH, marketing: MARKETING };

/** What a form's fields hold, by name, trimmed. */
export const submitting = (send: (values: Record<string, string>) => void) => (event: Event) => {
  event.preventDefault();
  const values: Record<string, string> = {};
  new FormData(event.target as HTMLFormElement).forEach((value, name) => (values[name] = `${value}`.trim()));
  send(values);
};

export const date = (time: string) => new Date(time).toLocaleDateString(locale, { dateStyle: "long" });
export const clock = (time: string) => new Date(time).toLocaleTimeString(locale, { timeStyle: "short" });

export const isPhone = () => innerWidth < 521;
