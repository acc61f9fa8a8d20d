import type { Tree } from "../../../widget/src/dom";
import { chooseDoctor, findSlots, lastDay, take, today, waitEarlier, waitOf, withContact, zone } from "../flow";
import { locale } from "../setting";
import { state } from "../state";
import { byDay, clockOf, dayName, plusDays, type Day } from "../time";
import type { Appointment, Slot } from "../types";
import { ANY_DOCTOR, DOCTOR, EARLIER, LAST_TIMES, LATER, LOADING, MOVE_HINT, MOVING, NO_FIT, NO_TIMES, SOONEST, TIMES, TODAY, TOMORROW, WAIT, WAITS_EARLIER } from "../words";
import { button, doctorLine, price, said, title } from "./parts";

const dayTitle = (day: string): string => {
  const name = dayName(day, locale);
  return day === today() ? `${TODAY} · ${name}` : day === plusDays(today(), 1) ? `${TOMORROW} · ${name}` : name;
};

const slotButton = (slot: Slot, soonest: boolean): Tree =>
  ["li", { key: slot.id },
    ["button slot", { type: "button", onclick: () => void take(slot) },
      ["b", clockOf(slot.starts_at, zone())],
      !state.doctor && ["small", slot.doctor.name],
      soonest && ["em", SOONEST]]];

const dayPart = ({ day, slots }: Day, first: boolean): Tree =>
  ["section day", { key: day, "aria-label": dayTitle(day) },
    ["h2", dayTitle(day)],
    ["ul slots", ...slots.map((slot, i) => slotButton(slot, first && i === 0))]];

const earlier = (moving: Appointment): Tree =>
  waitOf(moving) ? WAITS_EARLIER : !moving.displaced && button("link", EARLIER, () => waitEarlier(moving));

export const times = (): Tree[] => {
  const { department, service, doctor, slots, busy, moving, until } = state;
  const days = byDay(slots, zone());
  const doctors = department?.doctors.filter((each) => !service || each.services.includes(service.id)) ?? [];
  const chosen = doctors.find(({ id }) => id === doctor);
  return [
    ...title(moving ? MOVING : TIMES, moving ? MOVE_HINT : ""),
    service && ["p chosen", { key: "chosen" }, ["span", `${department!.name} · ${service.name}`], price(service.price_fen, service.unit)],
    doctors.length > 1 && ["label field", { key: "doctor" }, ["span", DOCTOR],
      ["select", { onchange: ({ target }: Event) => chooseDoctor((target as HTMLSelectElement).value) },
        ["option", { key: "any", value: "", selected: !doctor }, ANY_DOCTOR],
        ...doctors.map((each): Tree => ["option", { key: each.id, value: each.id, selected: each.id === doctor }, doctorLine(each)])]],
    chosen?.focus && ["p hint", { key: "focus" }, chosen.focus],
    ...said(),
    ["div days", { key: "days", "aria-busy": `${busy}` },
      ...days.map((each, i) => dayPart(each, i === 0)),
      !days.length && ["p quiet", { key: "none" }, busy ? LOADING : NO_TIMES]],
    ["div foot", { key: "foot" },
      until < lastDay() ? button("quiet", LATER, () => findSlots(true)) : days.length > 0 && ["p quiet", LAST_TIMES],
      ["p", NO_FIT, " ", moving ? earlier(moving) : button("link", WAIT, () => withContact("wait"))]],
  ];
};
