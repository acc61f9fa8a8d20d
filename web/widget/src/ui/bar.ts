import type { App } from "../app";
import { h } from "../dom";
import type { Purpose } from "../protocol";
import { alertLine } from "./parts";

/** Asks before anything is kept: the main question, two purposes with a tick of their own, and two equal buttons. */
export const consentBar = ({ state, say, consent, refuse }: App) => {
  const texts = state.site!.consent;
  const tick = (purpose: Purpose) =>
    h("label", { class: "tick", key: purpose },
      h("input", { type: "checkbox", name: purpose }),
      h("span", null, h("b", null, say(purpose)), " ", texts[purpose]),
    );
  const agree = (event: Event) => {
    event.preventDefault();
    const chosen = new FormData(event.target as HTMLFormElement);
    void consent({ tracking: true, health: chosen.has("health"), marketing: chosen.has("marketing") });
  };
  return h(
    "form",
    { class: "card bar", key: "bar", role: "region", "aria-label": say("privacy"), onsubmit: agree },
    h("h2", null, say("privacy")),
    h("p", null, texts.tracking),
    h("fieldset", null, h("legend", null, say("also")), tick("health"), tick("marketing")),
    h("p", { class: "small" }, say("privacyMore")),
    alertLine(state.problem),
    h("div", { class: "pair" },
      h("button", { class: "button plain", type: "button", onclick: refuse }, say("refuse")),
      h("button", { class: "button plain", type: "submit", disabled: state.busy }, say("agree")),
    ),
  );
};
