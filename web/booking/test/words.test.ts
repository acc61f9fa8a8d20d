import { expect, it } from "vitest";
import { movedWords, wonWords } from "../src/words";

it("says that a seat is somebody's only once its owner said so", () => {
  expect(movedWords("booked")).toBe("The time was changed");
  expect(movedWords("requested")).toContain("confirm");
  expect(movedWords("requested")).toContain("present one is kept");
  expect(wonWords("booked")).toBe("The time is yours");
  expect(wonWords("requested")).toContain("confirm");
});
