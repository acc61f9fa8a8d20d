import { createKeep, type Unsent } from "./keep";
import type {
  ClientFrame, Consents, Conversation, Desk, Entry, FileInfo, Invitation, Lang, Person, Problem, Purpose, ServerEvent, Site, View,
} from "./protocol";
import { createSocket, LOST, type LinkState } from "./socket";
import { type Say, speak } from "./text";
import { createThread } from "./thread";
import { upload } from "./upload";
import { uuid } from "./uuid";
import { createViews, type Dwell } from "./views";

export interface Setting {
  /** where the server is: the script's own origin */
  origin: string;
  site: string;
  lang: Lang;
}

const NOTHING: Consents = { tracking: null, health: null, marketing: null };

/** Everything that the screens show. */
export interface State {
  site: Site | null;
  desk: Desk | null;
  open: boolean;
  page: "talk" | "menu";
  link: LinkState;
  token: string | null;
  consents: Consents;
  /** the consent bar is to be shown */
  asking: boolean;
  conversation: Conversation | null;
  typing: Person | null;
  invitation: Invitation | null;
  /** read up to this sequence number, also when the server was not told yet */
  read: number;
  more: boolean;
  busy: boolean;
  problem: string;
  leftMessage: boolean;
  /** reasons why something was kept, once "forget me" is done */
  forgotten: string[] | null;
}

export const createApp = (setting: Setting, paint: () => void) => {
  const { origin, site, lang } = setting;
  const say: Say = speak(lang);
  const keep = createKeep(site);
  const thread = createThread(keep.unsent());
  let typed = "";
  let typedTimer: ReturnType<typeof setTimeout> | undefined;
  let finished: string | undefined;
  let startId = uuid();
  let messageId = uuid();

  const state: State = {
    site: null,
    desk: null,
    open: false,
    page: "talk",
    link: "idle",
    token: keep.token(),
    consents: { ...NOTHING, tracking: keep.tracked() || null },
    asking: false,
    conversation: null,
    typing: null,
    invitation: null,
    read: 0,
    more: false,
    busy: false,
    problem: "",
    leftMessage: false,
    forgotten: null,
  };

  const change = (changes: Partial<State>) => {
    Object.assign(state, changes);
    paint();
  };

  const wording = (problem: Problem | Error): string =>
    "code" in problem && problem.code !== LOST.code
      ? [problem.detail || problem.title, problem.way_out].filter(Boolean).join(" ")
      : say("trouble");

  const call = async <T>(path: string, body?: object): Promise<T> => {
    const answer = await fetch(`${origin}/v1/visitor/${path}`, {
      method: body ? "POST" : "GET",
      body: body && JSON.stringify(body),
      credentials: "omit",
    });
    const json = (await answer.json()) as T & Problem;
    if (!answer.ok) throw json;
    return json;
  };

  /** Runs what a button asked for, once at a time, and says what went wrong. */
  const doing = async (action: () => Promise<void>) => {
    if (state.busy) return;
    change({ busy: true, problem: "" });
    try {
      await action();
      change({ busy: false });
    } catch (problem) {
      change({ busy: false, problem: wording(problem as Problem) });
    }
  };

  const takeToken = (token: string | null) => {
    state.token = token;
    keep.keepToken(token, !!state.consents.tracking);
    if (token) keep.refuse(false);
    if (token && state.consents.tracking) views.start();
    else views.stop();
  };

  const takeConsents = (consents: Consents, token: string | null) => {
    state.consents = consents;
    takeToken(token);
    change({ asking: consents.tracking === null && !keep.refused() });
  };

  const saveUnsent = () =>
    state.token &&
    keep.keepUnsent(thread.pending().filter(({ file }) => !file).map(({ id, text }): Unsent => ({ id, text })));

  /** Sends what waits, in order; what is not answered stays and is sent again with the same id. */
  const flush = () => {
    if (state.link !== "open" || !state.conversation) return;
    for (const { id, text, sent } of thread.ready()) {
      thread.change(id, { flying: true });
      socket.ask(sent ? { do: "say", id, file: sent.id } : { do: "say", id, text }).then(
        ({ seq, at }) => {
          const by: Person = { kind: "visitor", name: "" };
          thread.add([{ seq, id, at, by, kind: sent ? "file" : "text", text, file: sent ?? null, event: null }]);
          // A tab that had a hole before this message asks for it when it reconnects; mine is read by me.
          seen();
          saveUnsent();
          paint();
        },
        (problem: Problem) => {
          if (problem !== LOST) thread.change(id, { problem });
          paint();
        },
      );
    }
    saveUnsent();
    paint();
  };

  /** The read mark moves only while the thread is really in sight. */
  const seen = () => {
    const last = thread.last();
    const { conversation } = state;
    if (!state.open || state.page !== "talk" || document.visibilityState !== "visible" || !conversation) return;
    if (last <= state.read) return;
    state.read = last;
    socket.tell({ do: "read", seq: last });
  };

  const takeConversation = (conversation: Conversation | null) => {
    const old = state.conversation;
    if (conversation && conversation.id === finished) conversation = null;
    if (old?.id !== conversation?.id) {
      if (old) thread.reset();
      state.read = 0;
    }
    state.conversation = conversation;
    if (conversation) state.read = Math.max(state.read, conversation.read_seq);
  };

  const takeEntries = (entries: Entry[]) => {
    thread.add(entries);
    seen();
    saveUnsent();
  };

  const older = async () => {
    const { entries, more } = await ask({ do: "history", before: thread.first() || state.conversation!.last_seq + 1 });
    takeEntries(entries);
    change({ more });
  };

  const heard: Record<string, (event: ServerEvent) => void> = {
    welcome({ consents, desk, conversation, entries, invitation, visitor }) {
      const missed = thread.last();
      const other = !!state.conversation && state.conversation.id !== conversation?.id;
      takeConversation(conversation);
      if (visitor) takeConsents(consents, state.token);
      takeEntries(entries);
      // With `since` of one conversation and the entries of another, part of it may be missing.
      if (missed && other && conversation) void older().catch(() => {});
      else if (!missed) state.more = entries.length > 0 && entries[0].seq > 1;
      change({ desk, invitation: state.open ? null : invitation, typing: null });
      void views.greeted(views.current()?.id);
      flush();
    },
    conversation(event) {
      takeConversation(event as unknown as Conversation);
    },
    entry({ conversation, entry }) {
      if (conversation !== state.conversation?.id) return;
      if (entry.by.kind !== "visitor") state.typing = null;
      takeEntries([entry]);
    },
    typing({ by, typing }) {
      state.typing = typing ? by : null;
    },
    read({ seq }) {
      if (state.conversation) state.conversation = { ...state.conversation, staff_read_seq: seq };
    },
    invitation(event) {
      if (!state.open) state.invitation = event as unknown as Invitation;
    },
    invitation_withdrawn({ id }) {
      if (state.invitation?.id === id) state.invitation = null;
    },
    desk(event) {
      state.desk = event as unknown as Desk;
    },
  };

  const socket = createSocket({
    url: `${origin.replace(/^http/, "ws")}/v1/visitor/socket`,
    hello: () => ({
      do: "hello",
      site,
      lang,
      token: state.token ?? undefined,
      since: thread.last() || undefined,
      page: views.current() ?? undefined,
    }),
    event(event) {
      heard[event.on]?.(event);
      paint();
    },
    changed(link) {
      if (link !== "open") thread.land();
      change({ link, typing: null });
    },
    expired() {
      forgetHere();
      if (state.open) socket.open();
    },
  });

  const beacon = (views: View[], dwell: Dwell[]) =>
    navigator.sendBeacon?.(
      `${origin}/v1/visitor/pages`,
      JSON.stringify({ site, token: state.token, views, dwell }),
    );

  const views = createViews({
    view: (view) => socket.ask({ do: "view", view }).then(() => true, () => false),
    dwell: (dwell) => socket.tell({ do: "dwell", ...dwell }) !== false,
    beacon,
  });

  /** This browser knows nothing any more. */
  const forgetHere = () => {
    views.stop();
    socket.close();
    keep.forget();
    thread.reset();
    change({ token: null, consents: NOTHING, conversation: null, invitation: null, typing: null, read: 0, asking: true });
  };

  const consent = async (choice: Partial<Record<Purpose, boolean>>) => {
    const body = { site, token: state.token ?? undefined, lang, version: state.site!.consent.version, ...choice };
    const { token, consents } = await call<{ token: string | null; consents: Consents }>("consents", body);
    takeConsents({ ...NOTHING, ...consents }, token);
    // The hello says who one is and which page one is on: say it anew.
    socket.close();
    if (token || state.open) socket.open();
  };

  /** For what a button asked: waits for the connection. */
  const ask = async (frame: ClientFrame) => {
    socket.open();
    await socket.ready();
    return socket.ask(frame);
  };

  const app = {
    state,
    say,
    lang,
    origin,
    thread,
    explain: (problem: string) => change({ problem }),
    consent: (choice: Partial<Record<Purpose, boolean>>) => doing(() => consent(choice)),

    /** A plain no needs no server: there is nothing to tell. */
    refuse() {
      keep.refuse(true);
      change({ asking: false });
      if (state.token) void app.consent({ tracking: false });
    },

    async load(retry = 1): Promise<void> {
      try {
        const loaded = await call<Site>(`sites/${encodeURIComponent(site)}?lang=${lang}`);
        change({ site: loaded, desk: loaded.desk, asking: !state.token && !keep.refused() });
        if (state.token) {
          if (state.consents.tracking) views.start();
          socket.open();
          if (keep.opened()) app.open(true);
        }
      } catch (problem) {
        if ((problem as Problem).code) return console.warn("bedside:", (problem as Problem).title);
        if (retry < 64) setTimeout(() => void app.load(retry * 2), retry * 1000);
      }
    },

    open(open: boolean) {
      if (open) socket.open();
      else if (!state.token) socket.close();
      if (state.token) keep.keepOpened(open);
      if (open && state.invitation) app.invited("accepted");
      change({ open, page: "talk", problem: "", forgotten: null });
      seen();
    },

    page: (page: State["page"]) => {
      change({ page, problem: "", forgotten: null });
      seen();
    },

    begin: (form: { name: string; department: string; text: string }) =>
      doing(async () => {
        const { token, conversation } = await ask({
          do: "start",
          conversation: startId,
          department: form.department || undefined,
          name: form.name || undefined,
          health_consent: state.site!.consent.version,
        });
        startId = uuid();
        state.consents = { ...state.consents, health: true };
        takeToken(token ?? state.token);
        keep.keepOpened(true);
        takeConversation(conversation);
        if (form.text) app.write(form.text);
      }),

    write(text: string) {
      app.type("");
      thread.queue({ id: uuid(), text });
      flush();
    },

    attach(file: File) {
      const types = ["image/jpeg", "image/png", "image/gif", "image/webp", "application/pdf"];
      if (!types.includes(file.type)) return change({ problem: say("fileType") });
      if (file.size > 10 * 2 ** 20) return change({ problem: say("fileSize") });
      change({ problem: "" });
      const id = uuid();
      thread.queue({ id, text: "", file, progress: 0 });
      app.upload(id, file);
    },

    upload(id: string, file: File) {
      // The message's id serves as the file's too: a second try stores nothing twice.
      const query = new URLSearchParams({ token: state.token!, name: file.name, id });
      upload(`${origin}/v1/visitor/files?${query}`, file, (progress) => {
        thread.change(id, { progress });
        paint();
      }).then(
        (sent: FileInfo) => {
          thread.change(id, { sent });
          flush();
        },
        (problem: Problem) => {
          thread.change(id, { problem });
          paint();
        },
      );
      paint();
    },

    retry(id: string) {
      const message = thread.pending().find((one) => one.id === id)!;
      thread.change(id, { problem: undefined, flying: false });
      if (message.file && !message.sent) return app.upload(id, message.file);
      socket.open();
      flush();
      paint();
    },

    drop(id: string) {
      thread.drop(id);
      saveUnsent();
      paint();
    },

    /** What is in the box, shown to the consultant while it is typed and stored nowhere. */
    type(text: string) {
      const now = text.slice(0, 500);
      const send = () => {
        typedTimer = undefined;
        socket.tell({ do: "typing", text: typed });
      };
      if (now === typed) return;
      typed = now;
      if (!typed) clearTimeout(typedTimer), send();
      else typedTimer ??= setTimeout(send, 500);
    },

    older: () => doing(older),
    seen,
    wording,

    rate: (score: number, comment: string) =>
      doing(async () => {
        await ask({ do: "rate", score, comment: comment || undefined });
        change({ conversation: { ...state.conversation!, rated: score } });
      }),

    end: () =>
      doing(async () => {
        await ask({ do: "goodbye" });
        change({ page: "talk" });
      }),

    again() {
      finished = state.conversation?.id;
      takeConversation(null);
      paint();
    },

    invited(answer: "accepted" | "declined") {
      const { id } = state.invitation!;
      socket.ask({ do: "invited", invitation: id, answer }).catch(() => {});
      change({ invitation: null });
    },

    leave: (form: { name: string; contact: string; text: string }) =>
      doing(async () => {
        const health_consent = state.site!.consent.version;
        const { token } = await call<{ token: string | null }>("messages", {
          site, token: state.token ?? undefined, id: messageId, ...form, health_consent,
        });
        messageId = uuid();
        takeToken(token ?? state.token);
        change({ leftMessage: true });
      }),

    another: () => change({ leftMessage: false }),

    forget: () =>
      doing(async () => {
        const { kept } = state.token
          ? await call<{ kept: string[] }>("forget", { token: state.token })
          : { kept: [] as string[] };
        forgetHere();
        change({ asking: false, forgotten: kept });
      }),

    /** The page became visible, or the network came back: do not wait for the timer. */
    wake() {
      if (state.link === "lost") socket.open();
      seen();
      paint();
    },

    cut: () => socket.cut(),

    /** Another tab of this visitor agreed, started, or asked to be forgotten. */
    otherTab(event: StorageEvent) {
      if (event.key !== keep.key || event.newValue === state.token) return;
      if (!event.newValue) return forgetHere();
      state.consents = { ...state.consents, tracking: true };
      takeToken(event.newValue);
      change({ asking: false });
      socket.close();
      socket.open();
    },
  };

  return app;
};

export type App = ReturnType<typeof createApp>;
