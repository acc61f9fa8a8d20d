import type { Tree } from "../../../widget/src/dom";
import { answerIntake } from "../flow";
import { state } from "../state";
import type { IntakeField } from "../types";
import { INTAKE, INTAKE_HINT, NO, OPTIONAL, SUBMIT, YES } from "../words";
import { button, field, said, submitting, title } from "./parts";

const radios = (of: IntakeField, choices: { value: string; label: string }[]): Tree =>
  ["fieldset", { key: of.key }, ["legend", of.label + (of.required ? "" : OPTIONAL)],
    ...choices.map(({ value, label }): Tree =>
      ["label choice", { key: value }, ["input", { type: "radio", name: of.key, value, required: of.required }], label])];

const question = (of: IntakeField): Tree => {
  const label = of.label + (of.required ? "" : OPTIONAL);
  if (of.kind === "yes_no") return radios(of, [{ value: "yes", label: YES }, { value: "no", label: NO }]);
  if (of.kind === "choice") return radios(of, of.choices);
  if (of.kind === "text") return field(label, "textarea", { name: of.key, rows: 3, maxLength: 1000, required: of.required });
  return field(label, "input", { name: of.key, type: of.kind === "date" ? "date" : "number", step: "any", required: of.required });
};

/** Answers as the form's kinds want them; what was left empty is left out. */
export const answersOf = (fields: IntakeField[], values: Record<string, string>): Record<string, string | number | boolean> =>
  Object.fromEntries(
    fields
      .filter(({ key }) => values[key]?.trim())
      .map(({ key, kind }) => {
        const text = values[key]!.trim();
        return [key, kind === "number" ? Number(text) : kind === "yes_no" ? text === "yes" : text];
      }),
  );

export const intake = (): Tree[] => {
  const fields = state.appointment?.intake?.form?.fields ?? [];
  return [
    ...title(INTAKE, INTAKE_HINT),
    ...said(),
    ["form form", { key: "intake", onsubmit: submitting((values) => answerIntake(answersOf(fields, values))) },
      ...fields.map(question), button("", SUBMIT)],
  ];
};
