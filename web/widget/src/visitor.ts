import { take } from "./hear";
import { keep, keepToken, NO, OPEN, otherToken, read, TOKEN, trackedToken, UNSENT } from "./keep";
import type { Consents, Purpose } from "./protocol";
import { call, doing } from "./server";
import { lang, site } from "./setting";
import { ask, connect, hangUp, lose } from "./socket";
import { change, paint, state } from "./state";
import { emptyThread, resend, seen, write } from "./thread";
import { uuid } from "./uuid";
import { beacon, stopTracking, trackPages } from "./views";

export let startId = uuid();
let messageId = uuid();

/** Who one is (a token, or nobody), and what was agreed to. */
export const takeConsents = (consents: Consents, token: string | null) => {
  const { tracking } = consents;
  keepToken(token, tracking);
  if (token && tracking) trackPages();
  else stopTracking();
  change({ token, consents, asking: tracking == null && !read(NO) });
};

const takeToken = (token: string | null) => token && takeConsents(state.consents, token);

const body = () => ({ site, lang, token: state.token, version: state.site!.consent.version });

export const consent = (choice: Partial<Record<Purpose, boolean>>) =>
  doing(async () => {
    const also = choice.group_sharing ? otherToken() : undefined;
    const { token, consents } = await call("consents", { ...body(), ...choice, also });
    takeConsents(consents, token);
    // The hello says who one is and which page one is on: say it anew.
    hangUp();
    if (token || state.open) connect();
  });

/** A plain no needs no server, as there is nothing to tell. */
export const refuse = () => {
  keep(NO, 1);
  change({ asking: false });
  if (state.token) void consent({ tracking: false });
};

export const openPanel = (open: boolean) => {
  if (open) connect();
  else if (!state.token) hangUp();
  if (state.token) keep(OPEN, open);
  if (open && state.invitation) answer("accepted");
  change({ open, menu: 0, problem: "", received: false, kept: null });
  seen();
};

export const begin = (form: Record<string, string>) =>
  doing(async () => {
    const { token } = await ask({
      do: "start",
      conversation: startId,
      department: form.department || undefined,
      name: form.name,
      health_consent: state.site!.consent.version,
    });
    startId = uuid();
    state.consents = { ...state.consents, health: true };
    takeToken(token);
    keep(OPEN, 1);
    const text = form.text!.trim();
    if (text) write(text);
  });

export const leaveMessage = (form: Record<string, string>) =>
  doing(async () => {
    const { token, emergency } = await call("messages", { ...body(), ...form, id: messageId, health_consent: state.site!.consent.version });
    messageId = uuid();
    takeToken(token);
    change({ received: true, emergency });
    // Whoever is paged writes at once: the thread is shown, not a thank-you.
    if (emergency) {
      hangUp();
      connect();
    }
  });

export const rate = (score: number, comment: string) =>
  doing(async () => {
    await ask({ do: "rate", score, comment });
    state.talk!.rated = score;
  });

export const end = () =>
  doing(async () => {
    await ask({ do: "goodbye" });
    change({ menu: 0 });
  });

export const answer = (answer: "accepted" | "declined") => {
  void ask({ do: "invited", invitation: state.invitation!.id, answer }).catch(() => {});
  change({ invitation: null });
};

/** This browser knows nothing any more. */
const forgetHere = () => {
  hangUp(true);
  take(null);
  emptyThread();
  for (const name of [NO, UNSENT, OPEN]) keep(name, 0);
  takeConsents({}, null);
  change({ invitation: null });
};

/** The token is no longer valid: begin anew. */
export const expired = () => {
  forgetHere();
  if (state.open) connect();
};

export const forget = () =>
  doing(async () => {
    const { kept } = await call("forget", { token: state.token });
    forgetHere();
    change({ kept, asking: false });
  });

/** On phones a page that is hidden may never be told that it ends. */
const turned = () => (document.hidden ? beacon() : wake());

/** The page became visible, or the network came back: do not wait for the timer. */
const wake = () => {
  if (state.link === "lost") connect();
  seen();
  paint();
};

/** Asks for the site's words and hours; knows nobody yet, unless somebody agreed earlier. */
export const load = async (retry = 1) => {
  try {
    const loaded = await call(`sites/${site}`);
    change({ site: loaded, desk: loaded.desk, asking: !state.token && !read(NO) });
  } catch (problem) {
    // An answer is final (no such site); silence is not.
    if (!(problem as { title?: string }).title) setTimeout(load, retry * 1000, retry * 2);
    return;
  }
  if (state.token) {
    if (trackedToken()) trackPages();
    connect();
    resend();
    if (read(OPEN)) openPanel(true);
  }
};

export const listen = () => {
  addEventListener("online", wake);
  addEventListener("offline", () => lose(1006));
  addEventListener("pagehide", beacon);
  document.addEventListener("visibilitychange", turned);
  // Another tab of this visitor agreed, started, or asked to be forgotten.
  addEventListener("storage", ({ key, newValue: token }) => {
    if (key !== TOKEN || token === state.token) return;
    if (!token) return forgetHere();
    takeConsents({ ...state.consents, tracking: true }, token);
    hangUp();
    connect();
  });
};
