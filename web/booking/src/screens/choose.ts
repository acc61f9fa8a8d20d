import type { Tree } from "../../../widget/src/dom";
import { chooseService, openDepartment } from "../flow";
import { state } from "../state";
import type { Department } from "../types";
import { ALL_PRICES, CHOOSE, CHOOSE_HINT, NO_DEPARTMENTS, NO_SERVICES } from "../words";
import { price, said, title } from "./parts";

const services = (department: Department): Tree =>
  ["ul services", { id: `of-${department.id}` },
    ...department.services.map((service): Tree =>
      ["li", { key: service.id },
        ["button line", { type: "button", onclick: () => chooseService(department, service) },
          ["span", service.name], price(service.price_fen, service.unit)]]),
    !department.services.length && ["li quiet", NO_SERVICES]];

const departmentRow = (department: Department): Tree => {
  const open = state.department?.id === department.id;
  return ["li", { key: department.id },
    ["button line head", { type: "button", "aria-expanded": `${open}`, onclick: () => openDepartment(department) },
      ["b", department.name], ["i sign", { "aria-hidden": "true" }, open ? "–" : "+"]],
    open && services(department)];
};

/** The published list as a whole, before anything is chosen (rule B28). */
const prices = (): Tree =>
  ["details prices", { key: "prices" },
    ["summary", ALL_PRICES],
    ["ul", ...state.booking!.prices.map((each, i): Tree => ["li line", { key: `${i}` }, ["span", each.name], price(each.price_fen, each.unit)])]];

export const choose = (): Tree[] => {
  const { departments, prices: list } = state.booking!;
  return [
    ...title(CHOOSE, CHOOSE_HINT),
    ...said(),
    departments.length ? ["ul departments", ...departments.map(departmentRow)] : ["p note", NO_DEPARTMENTS],
    list.length > 0 && prices(),
  ];
};
