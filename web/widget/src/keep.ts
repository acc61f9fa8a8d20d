import type { Purpose } from "./protocol";

/** A message that has no sequence number yet; only its text outlives a reload, and only in this tab. */
export interface Unsent {
  id: string;
  text: string;
}

const attempt = <T>(action: () => T): T | null => {
  // A browser may refuse storage altogether; the widget then simply forgets at the next page.
  try {
    return action();
  } catch {
    return null;
  }
};

/**
 * All that this browser keeps. Nothing is written before a yes; a no is kept as a flag without any id, for this
 * browser session only. The token is in localStorage with tracking consent, else (a chat without it) in sessionStorage.
 */
export const createKeep = (site: string) => {
  const key = `bedside:${site}`;
  const write = (where: () => Storage, name: string, value: string | null) =>
    attempt(() => (value === null ? where().removeItem(name) : where().setItem(name, value)));
  const session = () => sessionStorage;
  const local = () => localStorage;
  const read = (name: string) => attempt(() => sessionStorage.getItem(name));
  return {
    key,
    token: () => attempt(() => localStorage.getItem(key)) ?? read(key),
    tracked: () => !!attempt(() => localStorage.getItem(key)),
    keepToken(token: string | null, tracking: boolean) {
      write(local, key, tracking ? token : null);
      write(session, key, tracking ? null : token);
    },
    refused: () => !!read(`${key}:no`),
    refuse: (refused: boolean) => write(session, `${key}:no`, refused ? "1" : null),
    unsent: (): Unsent[] => attempt(() => JSON.parse(read(`${key}:unsent`) || "[]")) ?? [],
    keepUnsent: (unsent: Unsent[]) =>
      write(session, `${key}:unsent`, unsent.length ? JSON.stringify(unsent) : null),
    opened: () => !!read(`${key}:open`),
    keepOpened: (opened: boolean) => write(session, `${key}:open`, opened ? "1" : null),
    forget() {
      for (const part of ["", ":no", ":unsent", ":open"]) write(session, key + part, null);
      write(local, key, null);
    },
  };
};

export type Keep = ReturnType<typeof createKeep>;
export const PURPOSES: Purpose[] = ["tracking", "health", "marketing"];
