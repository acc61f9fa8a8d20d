import type { Props, Tree } from "../dom";
import { PURPOSES, type Purpose } from "../protocol";
import { state } from "../state";
import { begin, consent, end, forget, leaveMessage } from "../visitor";
import {
  ANY, AWAY, AWAY_MORE, CONTACT, DEPARTMENT, END, FORGET, FORGOTTEN, fill, KEPT, MENU, NAME, OPTIONAL, PURPOSE_NAMES,
  QUESTION, RECEIVED, SEND, START, SURE,
} from "../words";
import { button, isPhone, problemLine, submitting, when } from "./parts";

const field = (label: string, tag: string, props: Props, ...more: Tree[]): Tree =>
  ["label field", { key: label }, label, [tag, props, ...more]];

const question = (required: boolean) =>
  field(QUESTION, "textarea", { name: "text", rows: 3, maxLength: 4000, required, autofocus: !isPhone() });

/** Consent to health data, explicit and by itself: without it nothing about health is taken in. */
const agreed = (): Tree =>
  ["label tick", ["input", { type: "checkbox", required: true }], ["span", state.site!.consent.health]];

/** The first screen: greeting and question; or, when nobody is there, a message and how to answer it. */
export const startForm = (): Tree => {
  const { departments, greeting } = state.site!;
  return [
    "form page start",
    { onsubmit: submitting(begin) },
    ["p greeting", greeting],
    question(false),
    departments[1] && field(DEPARTMENT + OPTIONAL, "select", { name: "department" }, ["option", { value: "" }, ANY],
      ...departments.map(({ id, name }): Tree => ["option", { key: id, value: id }, name])),
    field(NAME + OPTIONAL, "input", { name: "name", maxLength: 60 }),
    agreed(),
    problemLine(),
    button("", START),
  ];
};

export const offlineForm = (): Tree => {
  const opens = state.desk!.opens_at;
  if (state.received) return ["p page note", { role: "status" }, RECEIVED];
  return [
    "form page",
    { onsubmit: submitting(leaveMessage) },
    ["h2", AWAY, opens && ` → ${when(opens, { weekday: "short", hour: "2-digit", minute: "2-digit" })}`],
    ["p greeting", AWAY_MORE],
    question(true),
    field(NAME, "input", { name: "name", maxLength: 60, required: true }),
    field(CONTACT, "input", { name: "contact", maxLength: 120, required: true }),
    agreed(),
    problemLine(),
    button("", SEND),
  ];
};

const toggle = (purpose: Purpose): Tree =>
  ["label tick switch", { key: purpose },
    ["span", ["b", PURPOSE_NAMES[purpose]], ["small", state.site!.consent[purpose]]],
    ["input", {
      type: "checkbox",
      role: "switch",
      checked: !!state.consents[purpose],
      // Without a yes to being recognised there is nobody to note the other two about.
      disabled: purpose !== "tracking" && !state.token,
      onchange: ({ target }: Event) => void consent({ [purpose]: (target as HTMLInputElement).checked }),
    }]];

/** What was agreed to, changed as easily as given; and leaving for good. */
export const menu = (): Tree => {
  const { talk, token, kept } = state;
  return [
    "div page",
    ["h2", MENU],
    ...PURPOSES.map(toggle),
    problemLine(),
    talk && talk.status !== "closed" && button("quiet", END, end),
    token && ["details", ["summary", FORGET], button("", SURE, forget)],
    kept && ["p note", { role: "status" }, FORGOTTEN, ...kept.map((reason): Tree => ["small", fill(KEPT, reason)])],
  ];
};
