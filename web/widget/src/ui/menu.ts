import type { App } from "../app";
import { h } from "../dom";
import { PURPOSES } from "../keep";
import { alertLine } from "./parts";

/** What was agreed to, changed as easily as given; and leaving for good. */
export const menu = ({ state, say, consent, forget, end }: App) => {
  const { consents, conversation, token, forgotten } = state;
  const texts = state.site!.consent;
  return h(
    "div",
    { class: "page menu", key: "menu" },
    h("h2", null, say("menu")),
    h("p", { class: "greeting" }, say("menuMore")),
    PURPOSES.map((purpose) =>
      h("label", { class: "switch", key: purpose },
        h("span", null, h("b", null, say(purpose)), h("small", null, texts[purpose])),
        h("input", {
          type: "checkbox",
          role: "switch",
          checked: !!consents[purpose],
          // Without a yes to being recognised there is nobody to note the other two about.
          disabled: state.busy || (purpose !== "tracking" && !token),
          onchange: (event: Event) => void consent({ [purpose]: (event.target as HTMLInputElement).checked }),
        }),
      )),
    alertLine(state.problem),
    conversation && conversation.status !== "closed" &&
      h("button", { class: "button quiet wide", type: "button", key: "end", disabled: state.busy, onclick: () => void end() }, say("end")),
    forgotten
      ? h("p", { class: "note", role: "status", key: "forgotten" },
          say("forgotten"), forgotten.length > 0 && `. ${say("kept", forgotten.join("; "))}`)
      : token && h("details", { class: "forget" },
          h("summary", null, say("forget")),
          h("p", null, say("forgetMore")),
          h("button", { class: "button danger wide", type: "button", disabled: state.busy, onclick: () => void forget() }, say("sure"))),
  );
};
