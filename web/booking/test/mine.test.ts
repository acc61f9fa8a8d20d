import { beforeEach, expect, it } from "vitest";
import { draw } from "../../widget/src/dom";
import { mine } from "../src/screens/mine";
import { state } from "../src/state";
import type { Appointment, Booking, Waiting } from "../src/types";
import { EARLIER, LEAVE_WAITING, STOP_WAITING, WAITS_EARLIER } from "../src/words";

const appointment = (id: string): Appointment => ({
  id, status: "booked", starts_at: new Date(Date.now() + 86_400_000).toISOString(), ends_at: "", person: "王*", doctor: "", doctor_id: "",
  service: "", service_id: "", department: "", department_id: "", address: "", price_fen: 0, displaced: false, manage: "", intake: null,
});
const waiting = (keeps: string | null, covers: string[]): Waiting => ({ id: "w", department: "", service: "", doctor: "", from: "", to: "", keeps, covers, offers: [] });

const page = document.createElement("div");
const cards = (): string[] => {
  draw(page, mine());
  return [...page.querySelectorAll("ul[class=cards] > .card")].map(({ textContent }) => textContent ?? "").filter((text) => !text.includes(LEAVE_WAITING));
};

beforeEach(() => {
  state.booking = { time_zone: "Asia/Shanghai" } as Booking;
  state.appointments = [appointment("a"), appointment("b"), appointment("c")];
});

it("offers to wait for an earlier time exactly where nobody waits yet, and else to stop", () => {
  state.waiting = [waiting("a", ["a", "b"])];
  const shown = cards();
  expect(shown.map((text) => [text.includes(WAITS_EARLIER), text.includes(STOP_WAITING), text.includes(EARLIER)])).toEqual([
    [true, true, false], [true, true, false], [false, false, true],
  ]);
  state.waiting = [];
  expect(cards().every((text) => text.includes(EARLIER) && !text.includes(STOP_WAITING))).toBe(true);
});
