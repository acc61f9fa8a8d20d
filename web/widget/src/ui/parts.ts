import type { Tree } from "../dom";
import type { Person } from "../protocol";
import { locale } from "../setting";
import { state } from "../state";

/** An outline on a 24 x 24 grid, drawn with the text's colour. */
const icon = (d: string): Tree => ["svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, ["path", { d }]];

export const BUBBLE = icon("M4 19l1.5-4A7.5 7 0 1 1 9 18zM9 11h0M12 11h0M15 11h0");
export const CROSS = icon("M6 6l12 12M18 6L6 18");
export const DOTS = icon("M5 12h0M12 12h0M19 12h0");
export const CHEVRON = icon("M15 5l-7 7 7 7");
export const PLANE = icon("M12 19V5M6 11l6-6 6 6");
export const CLIP = icon("M19 11l-8 8a4 4 0 0 1-6-6l8-8a3 3 0 0 1 4 4l-8 8a1 1 0 0 1-2-2l7-7");
export const PAPER = icon("M14 3H6v18h12V7zv4h4");
export const STAR = icon("M12 3l2.7 5.8 6.3.8-4.6 4.4 1.2 6.3L12 17.2 6.4 20.3 7.6 14 3 9.6l6.3-.8z");

/** Who speaks, always with the role beside the name. */
export const named = ({ name, title }: Person) => (title ? `${name} ${title}` : name);

/** The first letter of who speaks: the hospital, when it is nobody in particular. */
export const avatar = (who?: Person | null): Tree => ["i avatar", { "aria-hidden": "true" }, [...(who?.name || state.site!.hospital)][0]];

export const iconButton = (title: string, icon: Tree, onclick: () => void): Tree => ["button icon", { title, onclick }, icon];

export const button = (kind: string, label: string, onclick?: () => void): Tree =>
  [`button button ${kind}`, { key: label, onclick, disabled: state.busy }, label];

export const problemLine = (): Tree => state.problem && ["p problem", { role: "alert" }, state.problem];

/** What a form's fields hold, by name, trimmed. */
export const submitting = (send: (values: Record<string, string>) => void) => (event: Event) => {
  event.preventDefault();
  const values: Record<string, string> = {};
  new FormData(event.target as HTMLFormElement).forEach((value, name) => (values[name] = `${value}`.trim()));
  send(values);
};

export const when = (time: string, options: Intl.DateTimeFormatOptions) => new Date(time).toLocaleString(locale, options);

export const isPhone = () => innerWidth < 521;
