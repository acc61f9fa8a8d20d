import { expect, test } from "vitest";
import { uuid } from "../src/uuid";

test("ids are version 7 UUIDs that carry the time and do not repeat", () => {
  const made = Array.from({ length: 2000 }, uuid);
  for (const id of made) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/);
  expect(new Set(made).size).toBe(made.length);
  expect(Math.abs(parseInt(made[0]!.replace(/-/g, "").slice(0, 12), 16) - Date.now())).toBeLessThan(5000);
});
