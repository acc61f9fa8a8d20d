import type { Entry, FileInfo, Problem } from "./protocol";
import type { Unsent } from "./keep";

/** A message of mine on its way: it keeps its id through every retry, so that a retry is no second message. */
export interface Pending extends Unsent {
  file?: File;
  /** Set when the upload is done. */
  sent?: FileInfo;
  /** 0 to 1 while uploading */
  progress?: number;
  problem?: Problem;
  flying?: boolean;
}

/** The conversation as this browser knows it: entries by sequence number, then what is on its way. */
export const createThread = (unsent: Unsent[] = []) => {
  let entries: Entry[] = [];
  let pending: Pending[] = unsent;

  return {
    entries: () => entries,
    pending: () => pending,
    last: () => entries[entries.length - 1]?.seq ?? 0,
    first: () => entries[0]?.seq ?? 0,

    /** Takes entries in any order; one whose sequence number is known is dropped. */
    add(more: Entry[]) {
      const known = new Map(entries.map((entry) => [entry.seq, entry]));
      for (const entry of more) if (!known.has(entry.seq)) known.set(entry.seq, entry);
      entries = [...known.values()].sort((a, b) => a.seq - b.seq);
      const arrived = new Set(more.map((entry) => entry.id));
      pending = pending.filter((message) => !arrived.has(message.id));
    },

    queue(message: Pending) {
      pending = [...pending, message];
    },

    change(id: string, change: Partial<Pending>) {
      pending = pending.map((message) => (message.id === id ? { ...message, ...change } : message));
    },

    drop(id: string) {
      pending = pending.filter((message) => message.id !== id);
    },

    /** The connection went: nothing is in flight any more, all of it is to be sent again. */
    land() {
      pending = pending.map((message) => ({ ...message, flying: false }));
    },

    /** What may be sent now, in order. */
    ready: () => pending.filter((message) => !message.flying && !message.problem && (!message.file || message.sent)),

    unread: (read: number) =>
      entries.filter((entry) => entry.seq > read && entry.kind !== "event" && entry.by.kind !== "visitor").length,

    reset() {
      entries = [];
      pending = [];
    },
  };
};

export type Thread = ReturnType<typeof createThread>;
