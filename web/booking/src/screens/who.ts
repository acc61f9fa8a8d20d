import type { Tree } from "../../../widget/src/dom";
import { confirm, joinWaiting, lastDay, today } from "../flow";
import { change, state } from "../state";
import { bornOf, countdown, isMinor } from "../time";
import type { NewPerson } from "../types";
import {
  BORN, CARE, CONFIRM, FEMALE, fill, FROM, GUARDIAN, HEALTH, HOLDING, ID_CARD, JOIN, MALE, NAME, NOT_SAID, OPTIONAL, PRICE, SERVICE, SEX,
  SOMEBODY_NEW, TO, WAIT_HINT, WAIT_TITLE, WHEN, WHO,
} from "../words";
import { button, doctorLine, facts, field, price, said, submitting, tick, title, whenOf } from "./parts";
import { DOCTOR } from "../words";

/** What is about to be booked, with its price, and how long it is kept. */
export const holding = (): Tree => {
  const { hold, department } = state;
  if (!hold || state.after !== "who") return null;
  const { slot } = hold;
  return ["section card", { key: "holding" },
    facts([
      [WHEN, whenOf(slot.starts_at)],
      [DOCTOR, [department?.name, doctorLine(slot.doctor)].filter(Boolean).join(" · ")],
      [SERVICE, slot.service.name],
      [PRICE, price(hold.price_fen)],
    ]),
    ["p quiet small", fill(HOLDING, countdown(hold.expires_at, Date.now()))]];
};

const choice = (value: string, label: string): Tree =>
  ["label choice", { key: value },
    ["input", { type: "radio", name: "person", value, checked: state.person === value, onchange: () => change({ person: value }) }],
    label];

const bornTyped = ({ target }: Event): void => change({ born: (target as HTMLInputElement).value });
const idTyped = ({ target }: Event): void => {
  const born = bornOf((target as HTMLInputElement).value);
  if (born) change({ born });
};

const newFields = (): Tree[] =>
  state.person !== "new" ? [] : [
    field(NAME, "input", { name: "name", autocomplete: "name", maxLength: 60, required: true }),
    field(ID_CARD + OPTIONAL, "input", { name: "id_card", maxLength: 18, pattern: "[0-9]{17}[0-9Xx]", autocomplete: "off", oninput: idTyped }),
    ["div two", { key: "two" },
      field(SEX + OPTIONAL, "select", { name: "sex" },
        ["option", { key: "none", value: "" }, NOT_SAID], ["option", { key: "f", value: "female" }, FEMALE], ["option", { key: "m", value: "male" }, MALE]),
      field(BORN + OPTIONAL, "input", { name: "born", type: "date", max: today(), min: "1900-01-01", value: state.born, oninput: bornTyped })],
  ];

const whoFields = (): Tree[] => [
  ["fieldset", { key: "who" }, ["legend", WHO],
    ...state.persons.map(({ id, name_masked }) => choice(id, name_masked)),
    state.persons.length > 0 && choice("new", SOMEBODY_NEW)],
  ...newFields(),
];
const guardian = (): Tree => state.person === "new" && isMinor(state.born, today()) && tick("guardian", GUARDIAN, "", { required: true });
const healthTick = (): Tree => tick("health", HEALTH, state.booking!.health_text, { required: true });
const careTick = (): Tree => tick("care", CARE + OPTIONAL, state.booking!.care_text);
const personOf = ({ name = "", sex = "", born = "", id_card = "" }: Record<string, string>): NewPerson => ({ name, sex, born: born || null, id_card });

export const who = (): Tree[] => [
  ...title(WHO),
  holding(),
  ...said(),
  ["form form", { key: "who", onsubmit: submitting((values) => confirm(personOf(values), !!values.care)) },
    ...whoFields(),
    ["div ticks", { key: "ticks" }, healthTick(), guardian(), careTick()],
    button("", CONFIRM)],
];

export const wait = (): Tree[] => [
  ...title(WAIT_TITLE, WAIT_HINT),
  ["p chosen", { key: "for" }, [state.department?.name, state.service?.name, state.department?.doctors.find(({ id }) => id === state.doctor)?.name].filter(Boolean).join(" · ")],
  ...said(),
  ["form form", { key: "wait", onsubmit: submitting((values) => joinWaiting(personOf(values), values.from!, values.to!, !!values.care)) },
    ["div two", { key: "range" },
      field(FROM, "input", { name: "from", type: "date", value: today(), min: today(), max: lastDay(), required: true }),
      field(TO, "input", { name: "to", type: "date", value: lastDay(), min: today(), max: lastDay(), required: true })],
    ...whoFields(),
    ["div ticks", { key: "ticks" }, healthTick(), guardian(), careTick()],
    button("", JOIN)],
];
