/** Days and clocks at the hospital, whatever zone the reader's device is in. Days are YYYY-MM-DD. */
import type { ContactKind, Slot } from "./types";

export const dayOf = (at: string | number, zone: string): string =>
  new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(new Date(at));

export const clockOf = (at: string, zone: string): string =>
  new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(at));

export const plusDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** 11月23日周一 / Mon 23 Nov. */
export const dayName = (day: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { timeZone: "UTC", weekday: "short", month: "short", day: "numeric" }).format(new Date(`${day}T00:00:00Z`));

export interface Day {
  day: string;
  slots: Slot[];
}

/** Slots in order of time, by day; the same time of one doctor once. */
export const byDay = (slots: Slot[], zone: string): Day[] => {
  const days = new Map<string, Slot[]>();
  const seen = new Set<string>();
  for (const slot of slots.toSorted((a, b) => a.starts_at.localeCompare(b.starts_at) || a.doctor.name.localeCompare(b.doctor.name))) {
    if (slot.left < 1 || seen.has(slot.id)) continue;
    seen.add(slot.id);
    const day = dayOf(slot.starts_at, zone);
    const held = days.get(day);
    if (held) held.push(slot);
    else days.set(day, [slot]);
  }
  return [...days].map(([day, list]) => ({ day, slots: list }));
};

/** Minutes and seconds that are left, "0:00" when none. */
export const countdown = (until: string, now: number): string => {
  const seconds = Math.max(0, Math.ceil((Date.parse(until) - now) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
};

/** Under 14 on that day, when a guardian has to agree (rule L16). False when no date was given. */
export const isMinor = (born: string, today: string): boolean => {
  if (!/^\d{4}-\d\d-\d\d$/.test(born)) return false;
  return `${Number(born.slice(0, 4)) + 14}${born.slice(4)}` > today;
};

/** The date of birth that an 18-digit ID card carries; empty when it is not one. */
export const bornOf = (idCard: string): string => {
  const found = /^\d{6}(\d{4})(\d\d)(\d\d)\d{3}[\dXx]$/.exec(idCard.trim());
  return found ? `${found[1]}-${found[2]}-${found[3]}` : "";
};

/** A mainland mobile number with its separators and +86 taken off; others as typed. */
export const phoneOf = (text: string): string => text.normalize("NFKC").replace(/[\s()-]/g, "").replace(/^(\+|00)86(?=1\d{10}$)/, "");
export const isPhone = (text: string): boolean => /^(1\d{10}|\+?\d{8,15})$/.test(phoneOf(text));
/** Full-width letters are typed on Chinese keyboards. */
export const addressOf = (kind: ContactKind, text: string): string => (kind === "phone" ? phoneOf(text) : text.normalize("NFKC").trim());
export const isAddress = (kind: ContactKind, text: string): boolean =>
  kind === "phone" ? isPhone(text) : /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(addressOf("email", text));

export const yuan = (fen: number, locale: string): string =>
  new Intl.NumberFormat(locale, { style: "currency", currency: "CNY", currencyDisplay: "narrowSymbol", minimumFractionDigits: fen % 100 ? 2 : 0 }).format(fen / 100);
