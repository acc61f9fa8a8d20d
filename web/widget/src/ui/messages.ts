import type { App } from "../app";
import { type Child, h } from "../dom";
import { pieces } from "../links";
import type { Entry, FileInfo, Lang, Person } from "../protocol";
import { WORDS, type Word } from "../text";
import type { Pending } from "../thread";
import { avatar, named } from "./parts";
import { page } from "./icons";

const locale = (lang: Lang) => (lang === "zh" ? "zh-CN" : "en-GB");
const clock = (time: string, lang: Lang) =>
  new Date(time).toLocaleTimeString(locale(lang), { hour: "2-digit", minute: "2-digit" });
const day = (time: string, lang: Lang) =>
  new Date(time).toLocaleDateString(locale(lang), { month: "long", day: "numeric", weekday: "short" });

const linked = (text: string): Child[] =>
  pieces(text).map(({ text, href }) =>
    href ? h("a", { href, target: "_blank", rel: "noopener nofollow noreferrer" }, text) : text);

const size = (bytes: number) => (bytes < 2 ** 20 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 2 ** 20).toFixed(1)} MB`);

const fileChip = (name: string, detail: string, extra?: Child) =>
  h("span", { class: "file" }, page(), h("span", null, h("b", null, name), h("small", null, detail)), extra);

const attachment = ({ name, type, size: bytes, url }: FileInfo, origin: string) => {
  const href = new URL(url, origin).href;
  const isPicture = type.startsWith("image/");
  return h("a", { class: isPicture ? "picture" : "", href, target: "_blank", rel: "noopener noreferrer" },
    isPicture
      ? h("img", {
          src: href,
          alt: name,
          // A host page's policy may forbid foreign pictures: the link remains.
          onerror: ({ target }: Event) => (target as Element).replaceWith(name),
        })
      : fileChip(name, size(bytes)));
};

const EVENTS = ["started", "assigned", "transferred", "joined", "left", "taken_over", "requeued", "closed", "reopened"];

/** An event as one line, or nothing when it is not for a visitor's eyes. */
const eventLine = ({ event, by }: Entry, { say }: App): Child => {
  const name = event!.name;
  if (!EVENTS.includes(name) || !(name in WORDS)) return null;
  const other = (event!.to ?? event!.colleague) as Person | undefined;
  return say(name as Word, named(other?.name ? other : by));
};

const failed = (message: Pending, { say, retry, drop, wording }: App) =>
  h("div", { class: "meta bad", role: "alert" },
    h("span", null, `${say("failed")}: ${wording(message.problem!)}`),
    h("button", { type: "button", onclick: () => retry(message.id) }, say("retry")),
    h("button", { type: "button", onclick: () => drop(message.id) }, say("remove")));

const waitingMessage = (message: Pending, app: App): Child => {
  const { file, text, problem, progress } = message;
  return h("div", { class: "row mine", key: message.id },
    h("div", { class: "bubble" },
      file
        ? fileChip(file.name, size(file.size), !problem && h("progress", { max: 1, value: progress, "aria-label": file.name }))
        : text),
    problem ? failed(message, app) : h("div", { class: "meta" }, app.say("sending")));
};

/** The thread: days, events, and messages gathered by who speaks. */
export const messages = (app: App): Child[] => {
  const { thread, lang, say, state } = app;
  const all = thread.entries();
  const shown: Child[] = [];
  const lastMine = [...all].reverse().find(({ by, kind }) => by.kind === "visitor" && kind !== "event");
  let today = "";
  let speaker = "";
  all.forEach((entry, i) => {
    const date = day(entry.at, lang);
    if (date !== today) shown.push(h("div", { class: "event", key: `d${(today = date)}` }, date));
    if (entry.kind === "event") {
      speaker = "";
      const line = eventLine(entry, app);
      if (line) shown.push(h("div", { class: "event", key: entry.id }, line));
      return;
    }
    const mine = entry.by.kind === "visitor";
    const who = mine ? "me" : `${entry.by.id}${entry.by.name}`;
    const first = who !== speaker;
    const next = all[i + 1];
    const last = !next || next.kind === "event" || next.by.kind !== entry.by.kind || next.by.id !== entry.by.id;
    speaker = who;
    const status = entry === lastMine ? say(entry.seq <= state.conversation!.staff_read_seq ? "read" : "sent") : "";
    shown.push(
      h("div", { class: `row ${mine ? "mine" : "theirs"}`, key: entry.id },
        first && !mine && h("div", { class: "who" }, avatar(entry.by), h("b", null, entry.by.name), h("i", null, entry.by.title)),
        h("div", { class: "bubble" }, entry.file ? attachment(entry.file, app.origin) : linked(entry.text ?? "")),
        (last || status) && h("div", { class: "meta" }, clock(entry.at, lang), status && ` · ${status}`)),
    );
  });
  for (const message of thread.pending()) shown.push(waitingMessage(message, app));
  return shown;
};
