import type { App } from "../app";
import { h } from "../dom";
import { alertLine, field, submitting } from "./parts";
import { tick } from "./icons";

const healthTick = ({ state, say }: App) =>
  h("label", { class: "tick", key: "tick" },
    h("input", { type: "checkbox", name: "agreed", value: "1" }),
    h("span", null, say("healthTick"), h("small", null, state.site!.consent.health)),
  );

const submit = ({ state }: App, label: string) =>
  h("button", { class: "button wide", type: "submit", disabled: state.busy, key: "submit" }, label);

/** The first screen: greeting, question, and the consent without which nothing about health is taken in. */
export const startForm = (app: App) => {
  const { state, say, begin, explain } = app;
  const { departments, greeting, hospital } = state.site!;
  return h(
    "form",
    {
      class: "page",
      key: "start",
      noValidate: true,
      onsubmit: submitting({ agreed: say("healthNeeded") }, explain, ({ text, name, department }) =>
        void begin({ text: text!, name: name!, department: department ?? "" })),
    },
    h("h2", null, hospital),
    h("p", { class: "greeting" }, greeting),
    field(say("question"), h("textarea", { name: "text", rows: 3, maxLength: 4000, placeholder: say("questionHint"), "data-focus": "" })),
    departments.length > 1 &&
      field(say("department"), h("select", { name: "department" },
        h("option", { value: "" }, say("anyDepartment")),
        departments.map(({ id, name }) => h("option", { key: id, value: id }, name)))),
    field(say("name"), h("input", { name: "name", maxLength: 60, autocomplete: "nickname" })),
    healthTick(app),
    alertLine(state.problem),
    submit(app, say("start")),
  );
};

/** When nobody is there: a message and how to answer it. */
export const offlineForm = (app: App) => {
  const { state, say, leave, lang, explain } = app;
  const opens = state.desk!.opens_at;
  const needed = say("needed");
  return h(
    "form",
    {
      class: "page",
      key: "offline",
      noValidate: true,
      onsubmit: submitting(
        { name: needed, contact: needed, text: needed, agreed: say("healthNeeded") },
        explain,
        ({ name, contact, text }) => void leave({ name: name!, contact: contact!, text: text! }),
      ),
    },
    h("h2", null, say("away")),
    opens && h("p", { class: "greeting" }, say("opens", when(opens, lang))),
    h("p", { class: "greeting", key: "more" }, say("awayMore")),
    field(say("yourName"), h("input", { name: "name", maxLength: 60, autocomplete: "name", "data-focus": "" })),
    field(say("contact"), h("input", { name: "contact", maxLength: 120, placeholder: say("contactHint") })),
    field(say("question"), h("textarea", { name: "text", rows: 3, maxLength: 4000 })),
    healthTick(app),
    alertLine(state.problem),
    submit(app, say("leave")),
  );
};

export const leftMessage = ({ say, another }: App) =>
  h("div", { class: "page done", key: "left", role: "status" },
    h("span", { class: "seal" }, tick()),
    h("h2", null, say("leftMessage")),
    h("p", { class: "greeting" }, say("leftMore")),
    h("button", { class: "button quiet", type: "button", onclick: another, "data-focus": "" }, say("another")),
  );

/** A point in time near today, with its weekday. */
const when = (time: string, lang: string) =>
  new Date(time).toLocaleString(lang === "zh" ? "zh-CN" : "en", { weekday: "short", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
