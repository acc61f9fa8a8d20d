import type { Tree } from "../dom";
import { state } from "../state";
import { unread } from "../thread";
import { answer, consent, openPanel, refuse } from "../visitor";
import {
  AGREE, CHAT, DECLINE, OPTIONAL, PRIVACY, REFUSE, START,
} from "../words";
import { avatar, button, named, problemLine, purposeBox, submitting } from "./parts";

/** The button in the corner, with the number of unread messages. */
export const launcher = (): Tree => {
  const count = unread();
  return ["button launcher", { onclick: () => openPanel(true) }, CHAT, count && ["b", count]];
};

/** A small card that asks once and takes no for an answer; it says why it is there (rule L12). */
export const invitation = (): Tree => {
  const { by, text, why } = state.invitation!;
  const from = by ? named(by) : state.site!.hospital;
  return [
    "section card",
    { "aria-live": "polite", "aria-label": CHAT },
    ["div who", avatar(from), ["b", from]],
    ["p", text],
    ["div pair", button("quiet", DECLINE, () => answer("declined")), button("", START, () => openPanel(true))],
    ["small", why],
  ];
};

/** Asks before anything is kept: the main question, two purposes with a tick of their own, and two equal buttons. */
export const consentBar = (): Tree => [
  "form card bar",
  {
    "aria-label": PRIVACY,
    onsubmit: submitting(({ health, marketing }) => void consent({ tracking: true, health: !!health, marketing: !!marketing })),
  },
  ["b", PRIVACY],
  ["p", state.site!.consent.tracking],
  purposeBox("health", {}, OPTIONAL),
  purposeBox("marketing", {}, OPTIONAL),
  problemLine(),
  ["div pair", ["button button quiet", { type: "button", onclick: refuse }, REFUSE], button("quiet", AGREE)],
];
