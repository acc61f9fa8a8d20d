import { describe, expect, it } from "vitest";
import { addressOf, bornOf, byDay, clockOf, countdown, dayOf, isAddress, isMinor, isPhone, phoneOf, plusDays } from "../src/time";
import type { Slot } from "../src/types";

const slot = (id: string, starts_at: string, left = 1, name = "江"): Slot => ({
  id, starts_at, ends_at: starts_at, left, price_fen: 5000, department_id: "d", doctor: { id: name, name, title: "" }, service: { id: "s", name: "" },
});

describe("times at the hospital", () => {
  it("belong to the hospital's day, not to the reader's", () => {
    expect(dayOf("2026-11-22T16:30:00Z", "Asia/Shanghai")).toBe("2026-11-23");
    expect(clockOf("2026-11-22T16:30:00Z", "Asia/Shanghai")).toBe("00:30");
    expect(dayOf("2026-11-22T16:30:00Z", "America/New_York")).toBe("2026-11-22");
  });
  it("count days over the end of a year", () => expect(plusDays("2026-12-31", 1)).toBe("2027-01-01"));
  it("stand in order, by day, without what is full or told twice", () => {
    const late = slot("b", "2026-11-23T06:00:00Z");
    const days = byDay([late, slot("full", "2026-11-23T00:30:00Z", 0), slot("next", "2026-11-24T01:00:00Z"), slot("a", "2026-11-23T01:00:00Z"), late], "Asia/Shanghai");
    expect(days.map(({ day, slots }) => [day, slots.map(({ id }) => id)])).toEqual([["2026-11-23", ["a", "b"]], ["2026-11-24", ["next"]]]);
  });
  it("count down to nothing and not below", () => {
    const now = Date.parse("2026-11-22T02:00:00Z");
    expect(countdown("2026-11-22T02:09:59.2Z", now)).toBe("10:00");
    expect(countdown("2026-11-22T02:00:05Z", now)).toBe("0:05");
    expect(countdown("2026-11-22T01:00:00Z", now)).toBe("0:00");
  });
});

describe("who needs a guardian", () => {
  it("is under 14 on the day", () => {
    expect(isMinor("2012-11-23", "2026-11-22")).toBe(true);
    expect(isMinor("2012-11-22", "2026-11-22")).toBe(false);
    expect(isMinor("", "2026-11-22")).toBe(false);
  });
  it("is read from an ID card too", () => {
    expect(bornOf("11010120190228001X")).toBe("2019-02-28");
    expect(bornOf("123")).toBe("");
  });
});

describe("a phone number", () => {
  it("is understood however it is written", () => {
    expect(phoneOf("+86 138 0000 0011")).toBe("13800000011");
    expect(phoneOf("１３８００００００１１")).toBe("13800000011");
    expect(isPhone("138-0000-0011")).toBe(true);
    expect(isPhone("1380000")).toBe(false);
  });

  it("knows an email address, typed on a Chinese keyboard too", () => {
    expect(addressOf("email", " Wang＠example.org ")).toBe("Wang@example.org");
    for (const [text, is] of [["wang@example.org", true], ["wang＠example．org", true], ["wang@example", false], ["wang example@x.org", false], ["13800000011", false]] as const)
      expect(isAddress("email", text), text).toBe(is);
    expect(isAddress("phone", "wang@example.org")).toBe(false);
  });
});
