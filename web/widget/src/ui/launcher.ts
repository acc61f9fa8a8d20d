import type { App } from "../app";
import { h } from "../dom";
import { avatar, named } from "./parts";
import { bubble } from "./icons";

/** The button in the corner, with the number of unread messages. */
export const launcher = ({ state, say, thread, open }: App) => {
  const unread = state.conversation ? thread.unread(state.read) : 0;
  const label = say("openChat") + (unread ? `, ${say("unread", unread)}` : "");
  return h(
    "button",
    { class: "launcher", key: "launcher", type: "button", "aria-label": label, onclick: () => open(true) },
    bubble(),
    h("span", { class: "label" }, say("chat")),
    unread > 0 && h("b", { class: "badge", "aria-hidden": "true" }, unread > 99 ? "99+" : unread),
  );
};

/** A small card that asks once and takes no for an answer; it says why it is there (rule L12). */
export const invitation = ({ state, say, open, invited }: App) => {
  const { by, text, why } = state.invitation!;
  return h(
    "section",
    {
      class: "card invite",
      key: "invite",
      "aria-label": say("chat"),
      "aria-live": "polite",
      onkeydown: (event: KeyboardEvent) => event.key === "Escape" && invited("declined"),
    },
    h("div", { class: "who" }, avatar(by ?? { name: state.site!.hospital }), h("b", null, by ? named(by) : state.site!.hospital)),
    h("p", { class: "text" }, text),
    h("div", { class: "pair" },
      h("button", { class: "button quiet", type: "button", onclick: () => invited("declined") }, say("decline")),
      h("button", { class: "button", type: "button", onclick: () => open(true) }, say("accept")),
    ),
    h("details", null, h("summary", null, say("why")), h("p", null, why || say("whyPages"))),
  );
};

