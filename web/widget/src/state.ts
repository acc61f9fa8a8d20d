import { read, TOKEN, trackedToken } from "./keep";
import type { Consents, Conversation, Desk, Invitation, Person, Site } from "./protocol";

export const NEVER_ASKED: Consents = { tracking: null, health: null, marketing: null, group_sharing: null };

/** Everything that the screens show, beside the thread. */
export const state = {
  site: null as Site | null,
  desk: null as Desk | null,
  open: false,
  menu: false,
  /** lost: comes back by itself; refused: does not; "": not connected (yet) */
  link: "" as "" | "open" | "lost" | "refused",
  token: (trackedToken() ?? read(TOKEN) ?? null) as string | null,
  consents: { ...NEVER_ASKED, tracking: trackedToken() ? true : null } as Consents,
  /** the consent bar is to be shown */
  asking: false,
  talk: null as Conversation | null,
  typing: null as Person | null,
  invitation: null as Invitation | null,
  /** read up to here, even when the server was not told yet */
  read: 0,
  more: false,
  busy: false,
  problem: "",
  received: false,
  /** what was kept although it should be forgotten, once that is done */
  kept: null as string[] | null,
};

let painter = () => {};
let painting = false;

export const onPaint = (paint: () => void) => {
  painter = paint;
};

/** Has the screen drawn anew, once for all changes of this turn. */
export const paint = () => {
  if (painting) return;
  painting = true;
  queueMicrotask(() => {
    painting = false;
    painter();
  });
};

export const change = (changes: Partial<typeof state>) => {
  Object.assign(state, changes);
  paint();
};
