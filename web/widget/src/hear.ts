import type { Conversation, Person, ServerEvent } from "./protocol";
import { lang, site } from "./setting";
import { tell } from "./socket";
import { change, paint, state } from "./state";
import { add, emptyThread, lastSeq, older } from "./thread";
import { greeted, view } from "./views";
import { startId, takeConsents } from "./visitor";

const TYPING_FADES_MS = 8000;
let finished: string | undefined;
let fading: ReturnType<typeof setTimeout> | undefined;

/** Whoever types says so every few seconds: one that fell silent, or whose server died, types no more. */
const types = (by: Person | null) => {
  clearTimeout(fading);
  fading = setTimeout(change, TYPING_FADES_MS, { typing: null });
  state.typing = by;
};

/** The visitor turned the page on a conversation that ended: it does not come back by itself. */
export const finish = () => {
  finished = state.talk?.id;
  take(null);
  paint();
};

export const take = (talk: Conversation | null) => {
  if (talk && talk.id === finished) talk = null;
  if (state.talk?.id !== talk?.id) {
    if (state.talk) emptyThread();
    state.read = 0;
  }
  state.talk = talk;
  state.read = Math.max(state.read, talk?.read_seq ?? 0);
};

/** The first frame of every connection: who, how far, and on which page. */
export const hello = () => ({
  do: "hello",
  ref: 0,
  site,
  lang,
  token: state.token,
  since: lastSeq() || undefined,
  page: view,
});

/** Does what the server says. Unknown events are for a later widget. */
export const hear = (event: ServerEvent) => {
  const { on } = event;
  if (on === "welcome") {
    const { visitor, consents, conversation, entries } = event;
    const since = lastSeq();
    const before = state.talk?.id;
    if (visitor) takeConsents(consents, state.token);
    state.desk = event.desk;
    if (!state.open) state.invitation = event.invitation;
    take(conversation);
    if (state.talk) {
      add(entries);
      if (!since) state.more = entries[0]?.seq > 1;
      // Asked for what came after a number in one conversation, told of another: its beginning is missing.
      else if (before !== conversation.id) older().catch(() => {});
    }
    if (view) greeted();
  } else if (on === "conversation" || on === "started") take(event.conversation);
  // The first entries may come before the answer to the start that they belong to.
  else if (on === "entry" && event.conversation === (state.talk?.id ?? startId)) {
    if (event.entry.by.kind === "staff") types(null);
    add([event.entry]);
  } else if (on === "typing") types(event.typing && event.by);
  else if (on === "read" && state.talk) state.talk[event.by === "visitor" ? "read_seq" : "staff_read_seq"] = event.seq;
  else if (on === "invitation" && !state.open) state.invitation = event as never;
  else if (on === "invitation_withdrawn") state.invitation = null;
  else if (on === "desk") state.desk = event.desk;
  else if (on === "consents") takeConsents(event.consents, state.token);
  // Another tab began: ask for what this one has missed.
  else if (on === "begun" && state.token && !state.busy && event.conversation !== state.talk?.id) tell(hello());
  paint();
};
