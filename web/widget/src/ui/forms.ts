import type { Props, Tree } from "../dom";
import type { Purpose } from "../protocol";
import { state } from "../state";
import { begin, consent, end, forget, leaveMessage } from "../visitor";
import { AWAY_MORE, CONTACT, DEPARTMENT, END, FORGET, FORGOTTEN, NAME, OPTIONAL, PRIVACY, QUESTION, RECEIVED, SEND, START, SURE } from "../words";
import { button, isPhone, problemLine, purposeBox, purposeName, submitting } from "./parts";

const field = (label: string, tag: string, props: Props, ...more: Tree[]): Tree =>
  ["label field", { key: label }, label, [tag, props, ...more]];

/** The first screen: greeting and question; or, when nobody is there, a message and how to answer it. */
export const askForm = (): Tree[] => {
  const { site, desk, received } = state;
  const { departments, greeting, consent } = site!;
  const { open } = desk!;
  if (received) return [["p page note", { role: "status" }, `✓ ${RECEIVED}`]];
  return [[
    "form page",
    { onsubmit: submitting(open ? begin : leaveMessage) },
    ["p", desk!.online ? greeting : AWAY_MORE],
    field(QUESTION, "textarea", { name: "text", rows: 3, maxLength: 4000, required: !open, autofocus: !isPhone() }),
    open && departments[1] && field(DEPARTMENT + OPTIONAL, "select", { name: "department" }, ["option"],
      ...departments.map(({ id, name }): Tree => ["option", { key: id, value: id }, name])),
    field(NAME + OPTIONAL, "input", { name: "name", maxLength: 60 }),
    // Not required here: the server asks for it, unless the text tells of an emergency.
    !open && field(CONTACT, "input", { name: "contact", maxLength: 120 }),
    // Explicit and by itself: without it nothing about health is taken in.
    ["label tick", ["input", { type: "checkbox", required: true }], consent.health],
    problemLine(),
    button("", open ? START : SEND),
  ]];
};

const toggle = (purpose: Purpose): Tree =>
  purposeBox(purpose, {
    checked: !!state.consents[purpose],
    // Without a yes to being recognised there is nobody to note the others about.
    disabled: purpose !== "tracking" && !state.token,
    onchange: ({ target }: Event) => void consent({ [purpose]: (target as HTMLInputElement).checked }),
  });

/** What was agreed to, changed as easily as given; and leaving for good. */
export const menu = (): Tree[] => {
  const { talk, token, kept } = state;
  return [[
    "div page",
    ["b", PRIVACY],
    kept && ["p note", { role: "status" }, FORGOTTEN, ...kept.map((reason): Tree => ["small", reason])],
    ...(Object.keys(purposeName) as Purpose[]).map(toggle),
    problemLine(),
    talk && talk.status !== "closed" && button("quiet", END, end),
    token && ["details", ["summary", FORGET], button("", SURE, forget)],
  ]];
};
