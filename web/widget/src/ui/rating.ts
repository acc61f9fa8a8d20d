import type { App } from "../app";
import { h } from "../dom";
import { alertLine } from "./parts";
import { star } from "./icons";

/** The end of a conversation: one to five stars, a word if wanted, and the way to a new one. */
export const ending = ({ state, say, rate, again }: App) => {
  const { rated } = state.conversation!;
  const send = (event: Event) => {
    event.preventDefault();
    const values = new FormData(event.target as HTMLFormElement);
    const score = Number(values.get("score"));
    if (score) void rate(score, `${values.get("comment")}`.trim());
  };
  return h(
    "div",
    { class: "ending", key: "ending" },
    rated
      ? h("p", { class: "note", role: "status", key: "thanks" }, say("thanks"))
      : h("form", { key: "rate", onsubmit: send },
          h("fieldset", { class: "stars" },
            h("legend", null, say("rate")),
            // Five first: the style sheet fills every star that follows the chosen one, which is what "up to" means.
            say("scores").split(",").map((name, i) => ({ name, score: i + 1 })).reverse().map(({ name, score }) =>
              h("label", { key: `${score}`, title: name },
                h("input", { type: "radio", name: "score", value: `${score}`, "aria-label": `${score} ${name}` }), star()))),
          h("textarea", { name: "comment", rows: 2, maxLength: 1000, "aria-label": say("comment"), placeholder: say("comment") }),
          alertLine(state.problem),
          h("button", { class: "button wide", type: "submit", disabled: state.busy }, say("submit"))),
    h("button", { class: "button quiet wide", type: "button", key: "again", onclick: again }, say("again")),
  );
};
