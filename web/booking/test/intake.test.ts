import { expect, it } from "vitest";
import { answersOf } from "../src/screens/intake";
import type { IntakeField } from "../src/types";

const field = (key: string, kind: IntakeField["kind"]): IntakeField => ({ key, kind, label: key, required: false, choices: [] });

it("gives each answer in its kind, and leaves out what was left empty", () => {
  const fields = [field("what", "text"), field("days", "number"), field("fever", "yes_no"), field("since", "date"), field("none", "text")];
  expect(answersOf(fields, { what: " 牙痛 ", days: "3", fever: "no", since: "2026-11-01", none: "  " })).toEqual({
    what: "牙痛", days: 3, fever: false, since: "2026-11-01",
  });
});
