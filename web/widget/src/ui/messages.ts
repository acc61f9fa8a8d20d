import type { Tree } from "../dom";
import { linked, OUT } from "../links";
import type { Entry, FileInfo, Person } from "../protocol";
import { wording } from "../server";
import { origin } from "../setting";
import { state } from "../state";
import { discard, entries, type Pending, pending, retry } from "../thread";
import { AI, CLOSE, CLOSED, FAILED, JOINED, LEFT, READ, RETRY, SENDING, SENT, WAITING } from "../words";
import { fill } from "../fill";
import { avatar, named, when } from "./parts";

const chip = (name: string, bytes: number): Tree =>
  ["span file", name, ["small", `${Math.ceil(bytes / 1024)} KB`]];

const attachment = ({ name, type, size, url }: FileInfo): Tree => {
  const src = new URL(url, origin).href;
  // A host page's policy may forbid foreign pictures: then the alternative text stands in the link.
  return ["a", { ...OUT, href: src }, /^image/.test(type) ? ["img", { src, alt: name }] : chip(name, size)];
};

const EVENTS: Record<string, string> = {
  assigned: JOINED, transferred: JOINED, joined: JOINED, taken_over: JOINED, left: LEFT, requeued: WAITING, closed: CLOSED,
};

const eventLine = ({ event, by }: Entry) => {
  const { name, to, from } = event as { name: string; to?: Person; from?: Person };
  const who = to ?? from ?? by;
  // The role stands beside the name wherever it is known.
  return fill(EVENTS[name] ?? "", named(state.talk!.with.find((one) => one.name === who.name) ?? who));
};

const onItsWay = (message: Pending): Tree => {
  const { id, file, text, problem, progress } = message;
  return ["div row mine", { key: id },
    ["div bubble", file ? chip(file.name, file.size) : text, file && !problem && ["progress", { value: progress, title: file.name }]],
    problem
      ? ["div meta bad", { role: "alert" }, `${FAILED}: ${wording(problem)} `, ["button", { onclick: () => retry(message) }, RETRY], " ",
        ["button", { key: CLOSE, onclick: () => discard(message) }, CLOSE]]
      : ["div meta", SENDING]];
};

/** The thread: days, events, and messages gathered by who speaks. */
export const messages = (): Tree[] => {
  const all = entries();
  const mine = ({ by, kind }: Entry) => by.kind === "visitor" && kind !== "event";
  const speaker = (entry?: Entry) => entry && (entry.kind === "event" ? entry.seq : mine(entry) || entry.by.name);
  const last = all.filter(mine).pop();
  let today = "";
  return [
    ...all.flatMap((entry, i): Tree[] => {
      const { ai, at, by, id: key, kind, file, text, seq } = entry;
      const day = when(at, "dateStyle");
      const heading: Tree = day !== today && ["div event", { key: (today = day) }, day];
      if (kind === "event") return [heading, ["div event", { key }, eventLine(entry)]];
      const status = entry === last && (seq > state.talk!.staff_read_seq ? SENT : READ);
      return [heading, [`div row${mine(entry) ? " mine" : ""}`, { key },
        !mine(entry) && speaker(all[i - 1]) !== by.name && ["div who", avatar(by.name), ["b", by.name], by.title && ["small", by.title]],
        ["div bubble", ...(file ? [attachment(file)] : linked(text ?? ""))],
        (status || ai || speaker(all[i + 1]) !== speaker(entry)) &&
          ["div meta", when(at, "timeStyle"), (status || ai) && ` · ${status || AI}`]]];
    }),
    ...[...pending.values()].map(onItsWay),
  ];
};
