import type { Tree } from "../dom";
import { finish } from "../hear";
import { doing } from "../server";
import { state } from "../state";
import { attach, older, type, typed, write } from "../thread";
import { rate } from "../visitor";
import { ATTACH, CHAT, COMMENT, OLDER, POSITION, RATE, SAY, SEND, START, THANKS, TYPING, WAITING } from "../words";
import { fill } from "../fill";
import { messages } from "./messages";
import { button, iconButton, isPhone, named, problemLine, submitting } from "./parts";

const queue = (): Tree =>
  ["div note", { role: "status" }, ["b", WAITING], state.talk!.position && ["small", fill(POSITION, state.talk!.position)]];

const grow = (box: HTMLElement) => {
  box.style.height = "0";
  box.style.height = `${box.scrollHeight}px`;
};

const submit = (event: Event) => {
  event.preventDefault();
  const box = (event.currentTarget as Element).querySelector("textarea")!;
  const text = box.value.trim();
  if (!text) return;
  box.value = "";
  grow(box);
  box.focus();
  (box.getRootNode() as ShadowRoot).querySelector(".log")!.scrollTop = 0;
  write(text);
};

const pick = () => {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = "image/*,.pdf";
  input.onchange = () => attach(input.files![0]!);
  input.click();
};

const composer = (): Tree => [
  "form composer",
  {
    onsubmit: submit,
    // While an input method composes, Enter chooses a word.
    onkeydown: (event: KeyboardEvent) =>
      event.key === "Enter" && !event.shiftKey && !event.isComposing && (event.target as Element).matches("textarea") && submit(event),
  },
  problemLine(),
  ["div box",
    iconButton(ATTACH, "+", pick),
    ["textarea", {
      rows: 1,
      maxLength: 4000,
      placeholder: SAY,
      "aria-label": SAY,
      "aria-describedby": "seen",
      enterKeyHint: "send",
      autofocus: !isPhone(),
      oninput: ({ target }: Event) => {
        grow(target as HTMLElement);
        type((target as HTMLTextAreaElement).value);
      },
    }, typed],
    ["button icon send", { title: SEND }, "↑"]],
  ["small", { id: "seen" }, state.site!.consent.typing_notice],
];

/** One to five stars, a word if wanted, and the way to a new conversation. */
const ending = (): Tree => [
  "form note ending",
  { onsubmit: submitting(({ score, comment }) => void rate(+score!, comment!)) },
  ...(state.talk!.rated
    ? [["p", { role: "status" }, THANKS] as Tree]
    : [
        ["fieldset", ["legend", RATE],
          // Five first: the style sheet fills the chosen star and all that follow it.
          ...[5, 4, 3, 2, 1].map((score): Tree =>
            ["label", { key: score }, ["input", { type: "radio", name: "score", value: `${score}`, "aria-label": `${score}/5`, required: true }], "★"])] as Tree,
        ["textarea", { name: "comment", rows: 2, maxLength: 1000, "aria-label": COMMENT, placeholder: COMMENT }] as Tree,
        problemLine(),
        button("", SEND),
      ]),
  ["button button quiet", { type: "button", onclick: finish }, START],
];

/** The conversation: the thread, who is typing, and either the box to write in or the end. */
export const talk = (): Tree[] => {
  const { status } = state.talk!;
  return [
    // The style sheet lays the log out from its end, so that the browser itself keeps the newest in sight.
    ["div log", { role: "log", tabIndex: 0, "aria-label": CHAT },
      ["div",
        state.more && button("quiet", OLDER, () => doing(older)),
        ...messages(),
        status === "waiting" && queue(),
        state.typing && ["div meta", fill(TYPING, named(state.typing))],
        status === "closed" && ending()]],
    status !== "closed" && composer(),
  ];
};
