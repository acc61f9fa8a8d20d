import type { Tree } from "../../../widget/src/dom";
import { chooseService, listBy, open } from "../flow";
import { state, type State } from "../state";
import type { Department, Doctor, Service } from "../types";
import { ALL_PRICES, BY_DEPARTMENT, BY_DOCTOR, CHOOSE, CHOOSE_DOCTOR, CHOOSE_HINT, LIST_BY, NO_CODES, NO_DEPARTMENTS, NO_SERVICES } from "../words";
import { doctorLine, price, said, segments, title } from "./parts";

const services = (department: Department, offered: Service[], doctor = ""): Tree =>
  ["ul services",
    ...offered.map((service): Tree =>
      ["li", { key: service.id },
        ["button line", { type: "button", onclick: () => chooseService(department, service, doctor) },
          ["span", service.name], price(service.price_fen, service.unit)]]),
    !offered.length && ["li quiet", NO_SERVICES]];

const row = (key: string, department: Department, doctor: string, head: Tree, offered: Service[]): Tree => {
  const shown = state.department?.id === department.id && state.doctor === doctor;
  return ["li", { key },
    ["button line head", { type: "button", "aria-expanded": `${shown}`, onclick: () => open(department, doctor) },
      head, ["i sign", { "aria-hidden": "true" }, shown ? "–" : "+"]],
    shown && services(department, offered, doctor)];
};

const departmentRow = (department: Department): Tree =>
  row(department.id, department, "", ["b", department.name], department.services);

const doctorRow = (department: Department, doctor: Doctor): Tree =>
  row(`${department.id} ${doctor.id}`, department, doctor.id,
    ["span", ["b", doctorLine(doctor)], ["small", [department.name, doctor.focus].filter(Boolean).join(" · ")]],
    department.services.filter(({ id }) => doctor.services.includes(id)));

/** The published list as a whole, before anything is chosen (rule B28). */
const prices = (): Tree =>
  ["details prices", { key: "prices" },
    ["summary", ALL_PRICES],
    ["ul", ...state.booking!.prices.map((each, i): Tree => ["li line", { key: `${i}` }, ["span", each.name], price(each.price_fen, each.unit)])]];

const LISTS: [State["by"], string][] = [["department", BY_DEPARTMENT], ["doctor", BY_DOCTOR]];

export const choose = (): Tree[] => {
  const { by, booking } = state;
  const { codes, departments, prices: list } = booking!;
  const rows = by === "department" ? departments.map(departmentRow) : departments.flatMap((each) => each.doctors.map((doctor) => doctorRow(each, doctor)));
  return [
    ...title(by === "department" ? CHOOSE : CHOOSE_DOCTOR, CHOOSE_HINT),
    ...said(),
    !codes.length && ["p note", { key: "codes" }, NO_CODES],
    departments.length > 0 && segments(LIST_BY, LISTS, by, listBy),
    departments.length ? ["ul departments", { key: by }, ...rows] : ["p note", NO_DEPARTMENTS],
    list.length > 0 && prices(),
  ];
};
