import type { Tree } from "../../../widget/src/dom";
import { accept, cancel, decline, go, leaveWaiting, openIntake, startMoving, waitEarlier, waitOf } from "../flow";
import { change, state } from "../state";
import type { Appointment, Waiting } from "../types";
import {
  ACCEPT, BOOKED, BOOK_MORE, CANCEL, CANCEL_SURE, DECLINE, DISPLACED, DOCTOR, EARLIER, FILL_INTAKE, fill, INTAKE_DONE, KEEP_IT, KEEPS, LEAVE_WAITING, MINE, MOVE, NONE_MINE, OFFERED, PATIENT, PRICE,
  REFUSED, REFUSED_HINT, REQUESTED, REQUESTED_HINT, SERVICE, STATUS, STOP_WAITING, SURE, WAITING, WAITING_LINE, WAITS_EARLIER, WHEN, WHERE,
} from "../words";
import { button, doctorLine, facts, price, said, title, whenOf } from "./parts";
import { showMine } from "../flow";

const factsOf = (of: Appointment): Tree =>
  facts([
    [WHEN, whenOf(of.starts_at)],
    [DOCTOR, [of.department, of.doctor].filter(Boolean).join(" · ")],
    [SERVICE, of.service],
    [PATIENT, of.person],
    [WHERE, of.address],
    [PRICE, price(of.price_fen)],
  ]);

const intake = (of: Appointment): Tree =>
  of.intake?.form && (of.intake.answered ? ["p quiet", { key: "answered" }, `✓ ${INTAKE_DONE}`] : button("quiet", FILL_INTAKE, () => openIntake(of)));

export const done = (): Tree[] => {
  const of = state.appointment!;
  const [words, hint] = of.status === "requested" ? [REQUESTED, REQUESTED_HINT] : of.status === "cancelled" ? [REFUSED, REFUSED_HINT] : [BOOKED];
  return [
    ...title(words, hint),
    ...said(),
    ["section card", { key: "card" }, factsOf(of)],
    ["div foot", { key: "foot" }, intake(of), button("quiet", MINE, showMine), button("link", BOOK_MORE, () => go("choose"))],
  ];
};

const live = ({ status, starts_at }: Appointment): boolean =>
  (status === "booked" || status === "requested") && Date.parse(starts_at) > Date.now();

/** Waits already, and may stop; or may begin to. */
const earlier = (of: Appointment, wait: Waiting | undefined): Tree =>
  wait ? button("quiet", STOP_WAITING, () => leaveWaiting(wait)) : !of.displaced && button("quiet", EARLIER, () => waitEarlier(of));

const appointmentCard = (of: Appointment): Tree => {
  const wait = live(of) ? waitOf(of) : undefined;
  return ["li card", { key: of.id },
    [`p status ${of.status}`, STATUS[of.status] ?? of.status],
    of.displaced && ["p note bad", { key: "displaced" }, DISPLACED],
    factsOf(of),
    wait && ["p quiet small", { key: "waits" }, WAITS_EARLIER],
    live(of) && (state.asking === of.id
      ? ["div acts", { key: "sure", role: "group", "aria-label": CANCEL_SURE }, ["p", CANCEL_SURE],
          button("quiet", KEEP_IT, () => change({ asking: undefined })), button("danger", SURE, () => cancel(of))]
      : ["div acts", { key: "acts" }, intake(of), button("quiet", MOVE, () => startMoving(of)),
          earlier(of, wait), button("quiet", CANCEL, () => change({ asking: of.id }))])];
};

const waitingCard = (of: Waiting): Tree =>
  ["li card", { key: of.id },
    ["p", fill(WAITING_LINE, [of.department, of.service, of.doctor].filter(Boolean).join(" · "))],
    ["p quiet small", `${of.from} – ${of.to}`],
    of.keeps && ["p quiet small", { key: "keeps" }, KEEPS],
    ...of.offers.map((offer): Tree =>
      ["div offer", { key: offer.id }, ["p", ["b", OFFERED]],
        facts([[WHEN, whenOf(offer.slot.starts_at)], [DOCTOR, doctorLine(offer.slot.doctor)], [SERVICE, offer.slot.service.name], [PRICE, price(offer.slot.price_fen)]]),
        ["div acts", button("", ACCEPT, () => accept(offer)), button("quiet", DECLINE, () => decline(offer))]]),
    ["div acts", button("link", LEAVE_WAITING, () => leaveWaiting(of))]];

export const mine = (): Tree[] => {
  const { appointments, waiting } = state;
  return [
    ...title(MINE),
    ...said(),
    waiting.length > 0 && ["section", { key: "waiting", "aria-label": WAITING }, ["h2", WAITING], ["ul cards", ...waiting.map(waitingCard)]],
    appointments.length ? ["ul cards", { key: "cards" }, ...appointments.map(appointmentCard)] : !waiting.length && ["p note", { key: "none" }, NONE_MINE],
    ["div foot", { key: "foot" }, button("quiet", BOOK_MORE, () => go("choose"))],
  ];
};
