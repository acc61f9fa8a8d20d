import type { Props, Tree } from "../dom";
import { PURPOSES, type Purpose } from "../protocol";
import { state } from "../state";
import { begin, consent, end, forget, leaveMessage } from "../visitor";
import {
  ANY, AWAY, AWAY_MORE, CONTACT, DEPARTMENT, END, FORGET, FORGOTTEN, KEPT, MENU, NAME, OPTIONAL,
  QUESTION, RECEIVED, SEND, START, SURE,
} from "../words";
import { fill } from "../fill";
import { button, clock, date, isPhone, problemLine, purposeName, submitting } from "./parts";

const field = (label: string, tag: string, props: Props, ...more: Tree[]): Tree =>
  ["label field", { key: label }, label, [tag, props, ...more]];

/** The first screen: greeting and question; or, when nobody is there, a message and how to answer it. */
export const askForm = (): Tree => {
  const { site, desk, received } = state;
  const { departments, greeting, consent } = site!;
  const { open, opens_at } = desk!;
  if (received) return ["p page note", { role: "status" }, RECEIVED];
  return [
    "form page",
    { onsubmit: submitting(open ? begin : leaveMessage) },
    ["p greeting", open ? greeting : [AWAY, opens_at && `→ ${date(opens_at)} ${clock(opens_at)}`, AWAY_MORE].filter(Boolean).join(" ")],
    field(QUESTION, "textarea", { name: "text", rows: 3, maxLength: 4000, required: !open, autofocus: !isPhone() }),
    open && departments[1] && field(DEPARTMENT + OPTIONAL, "select", { name: "department" }, ["option", { value: "" }, ANY],
      ...departments.map(({ id, name }): Tree => ["option", { key: id, value: id }, name])),
    field(NAME, "input", { name: "name", maxLength: 60, required: !open }),
    !open && field(CONTACT, "input", { name: "contact", maxLength: 120, required: true }),
    // Explicit and by itself: without it nothing about health is taken in.
    ["label tick", ["input", { type: "checkbox", required: true }], consent.health],
    problemLine(),
    button("", open ? START : SEND),
  ];
};

const toggle = (purpose: Purpose): Tree =>
  ["label tick switch", { key: purpose },
    ["span", ["b", purposeName[purpose]], ["small", state.site!.consent[purpose]]],
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
