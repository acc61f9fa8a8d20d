import { keep, read, UNSENT } from "./keep";
import type { Entry, FileInfo, Problem } from "./protocol";
import { PREFIX } from "./server";
import { lang } from "./setting";
import { ask, tell } from "./socket";
import { change, paint, state } from "./state";
import { upload } from "./upload";
import { uuid } from "./uuid";
import { ATTACH } from "./words";

/** A message of mine on its way. It keeps its id through every retry, so that a retry is no second message. */
export interface Pending {
  id: string;
  text: string;
  file?: File;
  /** Set when the upload is done. */
  stored?: FileInfo;
  /** 0 to 1 while uploading */
  progress?: number;
  problem?: Problem;
}

const known = new Map<number, Entry>();
export const pending = new Map<string, Pending>();

export const entries = () => [...known.values()].sort((a, b) => a.seq - b.seq);
export const lastSeq = () => Math.max(0, ...known.keys());

const saveUnsent = () => {
  const unsent = [...pending.values()].filter(({ file, problem }) => !file && !problem);
  if (state.token) keep(UNSENT, unsent[0] && JSON.stringify(unsent));
  paint();
};

/** Takes entries in any order; one whose sequence number is known is dropped. */
export const add = (more: Entry[]) => {
  for (const entry of more) {
    if (!known.has(entry.seq)) known.set(entry.seq, entry);
    pending.delete(entry.id);
  }
  saveUnsent();
  seen();
};

export const unread = () =>
  entries().filter(({ seq, kind, by }) => seq > state.read && kind !== "event" && by.kind !== "visitor").length;

/** The read mark moves only while the thread is really in sight. */
export const seen = () => {
  const seq = lastSeq();
  if (!state.open || state.menu || document.hidden || !state.talk || seq <= state.read) return;
  state.read = seq;
  tell({ do: "read", seq });
};

export const emptyThread = () => {
  known.clear();
  pending.clear();
  typed = "";
  saveUnsent();
};

const post = (message: Pending) => {
  const { id, text, stored } = message;
  pending.set(id, message);
  saveUnsent();
  ask({ do: "say", id, ...(stored ? { file: stored.id } : { text }) }).then(
    ({ seq, at }) =>
      add([{ seq, id, at, by: { kind: "visitor", name: "" }, kind: stored ? "file" : "text", text, file: stored }]),
    (problem) => {
      message.problem = problem;
      saveUnsent();
    },
  );
};

const carry = (message: Pending) => {
  const { id, file } = message;
  pending.set(id, message);
  paint();
  // The message's id serves as the file's too: a second try stores nothing twice.
  const query = new URLSearchParams({ token: state.token!, name: file!.name, id, lang });
  upload(`${PREFIX}files?${query}`, file!, (progress) => {
    message.progress = progress;
    paint();
  }).then(
    (stored) => {
      message.stored = stored;
      post(message);
    },
    (problem) => {
      message.problem = problem;
      paint();
    },
  );
};

export const write = (text: string) => {
  type("");
  post({ id: uuid(), text });
};

export const attach = (file: File) => {
  const fits = /^image\/(jpeg|png|gif|webp)$|\/pdf$/.test(file.type) && file.size <= 10 * 2 ** 20;
  change({ problem: fits ? "" : ATTACH });
  if (fits) carry({ id: uuid(), text: "", file, progress: 0 });
};

export const retry = (message: Pending) => {
  message.problem = undefined;
  if (message.file && !message.stored) carry(message);
  else post(message);
};

export const discard = ({ id }: Pending) => {
  pending.delete(id);
  saveUnsent();
};

/** What was not sent before the page was left. */
export const resend = () => {
  for (const message of JSON.parse(read(UNSENT) ?? "[]") as Pending[]) post(message);
};

export const older = async () => {
  const before = Math.min(...known.keys(), state.talk!.last_seq + 1);
  const { entries, more } = await ask({ do: "history", before });
  add(entries);
  change({ more });
};

/** What is in the box: it outlives the box, which goes while the panel is shut or shows something else. */
export let typed = "";
let timer: ReturnType<typeof setTimeout> | undefined;

/** Shown to the consultant while it is typed, stored nowhere. */
export const type = (text: string) => {
  typed = text;
  timer ??= setTimeout(() => {
    timer = undefined;
    tell({ do: "typing", text: typed.slice(0, 500) });
  }, 400);
};

