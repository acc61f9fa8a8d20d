import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { go, listen } from "../src/flow";
import { state } from "../src/state";
import type { Appointment } from "../src/types";

const of = (status: string): Appointment => ({ id: "a", status }) as Appointment;
const seconds = async (many: number): Promise<void> => {
  for (let n = 0; n < many; n++) await listen();
};
let answered = "requested";
const ask = vi.fn(async () => new Response(JSON.stringify({ items: [of(answered)], waiting: [] }), { headers: { "Content-Type": "application/json" } }));

beforeEach(() => {
  answered = "requested";
  ask.mockClear();
  vi.stubGlobal("fetch", ask);
});
afterEach(() => void vi.unstubAllGlobals());

it("hears the hospital's answer by itself, and stops asking after it", async () => {
  go("done", { appointment: of("requested") });
  await seconds(8);
  expect([ask.mock.calls.length, state.appointment?.status]).toEqual([2, "requested"]);
  answered = "booked";
  await seconds(40);
  expect([ask.mock.calls.length, state.appointment?.status, !!state.note]).toEqual([3, "booked", true]);
});

it("asks for a minute and no longer, and nothing where nothing is requested", async () => {
  go("mine", { appointments: [of("requested")] });
  await seconds(200);
  expect(ask).toHaveBeenCalledTimes(15);
  go("mine", { appointments: [of("booked")] });
  await seconds(20);
  expect(ask).toHaveBeenCalledTimes(15);
});
