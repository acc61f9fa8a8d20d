import { read, TOKEN, trackedToken } from "./keep";
import type { Consents, Conversation, Desk, Emergency, Invitation, Person, Site } from "./protocol";

/** Everything that the screens show, beside the thread. */
interface State {
  token: string | null;
  consents: Consents;
  /** read up to here, even when the server was not told yet */
  read: number;
  site?: Site;
  desk?: Desk;
  open?: boolean;
  /** 1: the visitor's choices; 2: booking, in a frame */
  menu?: number;
  /** lost: comes back by itself; refused: does not; "": not connected (yet) */
  link?: "" | "open" | "lost" | "refused";
  /** the consent bar is to be shown */
  asking?: boolean;
  talk?: Conversation | null;
  typing?: Person | null;
  invitation?: Invitation | null;
  more?: boolean;
  busy?: boolean;
  problem?: string;
  received?: boolean;
  /** what the message that was left may be */
  emergency?: Emergency | null;
  /** what was kept although it should be forgotten, once that is done */
  kept?: string[] | null;
}

export const state: State = {
  token: trackedToken() ?? read(TOKEN) ?? null,
  consents: { tracking: !!trackedToken() || null },
  read: 0,
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

export const change = (changes: Partial<State>) => {
  Object.assign(state, changes);
  paint();
};
