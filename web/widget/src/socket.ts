import { hear, hello } from "./hear";
import type { ClientFrame, Problem, ServerEvent } from "./protocol";
import { PREFIX } from "./server";
import { change, state } from "./state";
import { expired } from "./visitor";

/*
 * One connection that heals itself: back-off with jitter, and the close codes of docs/protocol.md. What was asked is
 * kept until it is answered and asked again on every new connection: the ids in it make that safe.
 */
interface Asked {
  frame: ClientFrame;
  resolve(event: ServerEvent): void;
  reject(problem: Problem): void;
}

const PATIENCE_MS = 10_000;
const asked = new Map<number, Asked>();
let socket: WebSocket | null = null;
let tries = 0;
let retryAfter = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let lastRef = 0;

const isOpen = () => state.link === "open";

const send = (frame: ClientFrame) => socket!.send(JSON.stringify(frame));

/** An answer that does not come is the only sign of a network that died without a word. */
const expect = (answered: () => boolean) => {
  const current = socket;
  setTimeout(() => current && current === socket && !answered() && lose(1006), PATIENCE_MS);
};

const put = ({ frame }: Asked, ref: number) => {
  send({ ...frame, ref });
  expect(() => !asked.has(ref));
};

const receive = (event: ServerEvent) => {
  const { on, ref } = event;
  if (on === "bye") retryAfter = event.retry_after;
  hear(event);
  if (on === "welcome") {
    tries = 0;
    change({ link: "open" });
    asked.forEach(put);
  }
  const one = asked.get(ref!);
  asked.delete(ref!);
  if (on === "error") one?.reject(event.problem);
  else one?.resolve(event);
};

const drop = () => {
  clearTimeout(timer);
  if (socket) socket.onclose = socket.onmessage = null;
  socket?.close();
  socket = null;
};

export const lose = (code: number) => {
  if (!socket) return;
  drop();
  const stop = code === 4400 || code === 4403;
  change({ link: stop ? "refused" : "lost", typing: null });
  if (stop) console.warn("bedside: refused", code);
  else if (code === 4401) expired();
  else {
    const wait = retryAfter || Math.min(15, 0.5 * 2 ** tries) * (0.5 + Math.random() / 2);
    timer = setTimeout(connect, wait * 1000);
  }
  tries++;
  retryAfter = 0;
};

/** Connects, or hastens a reconnect that waits. */
export const connect = () => {
  clearTimeout(timer);
  if (socket || state.link === "refused") return;
  socket = new WebSocket(`${PREFIX.replace("http", "ws")}socket`);
  expect(isOpen);
  socket.onopen = () => send(hello());
  socket.onmessage = ({ data }) => JSON.parse(data).forEach(receive);
  socket.onclose = ({ code }) => lose(code);
};

/** Hangs up; with `forget`, what was asked and not answered is dropped too. */
export const hangUp = (forget?: boolean) => {
  drop();
  if (forget) asked.clear();
  change({ link: "" });
};

/** Sends, as often as needed, and resolves with the answer; rejects only with the server's Problem. */
export const ask = (frame: ClientFrame) =>
  new Promise<ServerEvent>((resolve, reject) => {
    const one = { frame, resolve, reject };
    asked.set(++lastRef, one);
    if (isOpen()) put(one, lastRef);
    else connect();
  });

/** Sends without wanting an answer; dropped when not connected. */
export const tell = (frame: ClientFrame) => isOpen() && send(frame);
