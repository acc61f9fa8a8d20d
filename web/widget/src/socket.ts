import type { ClientFrame, Problem, ServerEvent } from "./protocol";

/** idle: not wanted; lost: will come back by itself; refused: will not. */
export type LinkState = "idle" | "opening" | "open" | "lost" | "refused";

/** What `ask` rejects with when no answer came; any other rejection is the server's Problem. */
export const LOST: Problem = { code: "lost", title: "" };

const ANSWER_MS = 10_000;

interface Wiring {
  url: string;
  /** The first frame of every connection, so that a reconnect says how far it has come. */
  hello(): ClientFrame;
  event(event: ServerEvent): void;
  changed(state: LinkState): void;
  /** The token is no longer valid (4401). */
  expired(): void;
}

/** One connection to the desk that heals itself: back-off with jitter, and the close codes of docs/protocol.md. */
export const createSocket = (wiring: Wiring) => {
  let socket: WebSocket | null = null;
  let state: LinkState = "idle";
  let tries = 0;
  let retryAfter = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastRef = 0;
  const waiting: (() => void)[] = [];
  const asked = new Map<number, { resolve(event: ServerEvent): void; reject(problem: Problem): void }>();

  const move = (next: LinkState) => {
    if (next !== state) wiring.changed((state = next));
  };

  const dropAsked = () => {
    for (const one of asked.values()) one.reject(LOST);
    asked.clear();
  };

  const later = (seconds: number) => {
    clearTimeout(timer);
    timer = setTimeout(connect, seconds * 1000);
  };

  const send = (frame: ClientFrame) => socket!.send(JSON.stringify(frame));

  const question = (frame: ClientFrame) =>
    new Promise<ServerEvent>((resolve, reject) => {
      const ref = ++lastRef;
      const current = socket!;
      // An answer that does not come is the only sign of a network that died without a word.
      const patience = setTimeout(() => asked.has(ref) && lose(current, 1006), ANSWER_MS);
      const done = (settle: () => void) => {
        clearTimeout(patience);
        settle();
      };
      asked.set(ref, {
        resolve: (event) => done(() => resolve(event)),
        reject: (problem) => done(() => reject(problem)),
      });
      send({ ...frame, ref });
    });

  const receive = (event: ServerEvent) => {
    if (event.on === "bye") retryAfter = event.retry_after || 0;
    if (event.on === "welcome") {
      tries = 0;
      move("open");
    }
    wiring.event(event);
    if (event.on === "welcome") for (const go of waiting.splice(0)) go();
    const one = asked.get(event.ref!);
    if (!one) return;
    asked.delete(event.ref!);
    if (event.on === "error") one.reject(event.problem);
    else one.resolve(event);
  };

  const lose = (which: WebSocket, code: number) => {
    if (which !== socket) return;
    socket = null;
    which.onclose = which.onmessage = null;
    which.close();
    dropAsked();
    if (code === 4400 || code === 4403) {
      console.warn(`bedside: refused (${code})`);
      return move("refused");
    }
    move("lost");
    if (code === 4401) wiring.expired();
    else if (code === 4408 && !tries) later(0);
    else later(retryAfter || Math.min(15, 0.5 * 2 ** tries) * (0.5 + Math.random() / 2));
    tries++;
    retryAfter = 0;
  };

  const connect = () => {
    clearTimeout(timer);
    if (socket) return;
    const fresh = (socket = new WebSocket(wiring.url));
    if (state === "idle") move("opening");
    fresh.onopen = () => question(wiring.hello()).catch(() => lose(fresh, 1006));
    fresh.onmessage = ({ data }) => {
      if (fresh === socket) for (const event of JSON.parse(data) as ServerEvent[]) receive(event);
    };
    fresh.onclose = ({ code }) => lose(fresh, code);
  };

  const close = () => {
    clearTimeout(timer);
    const old = socket;
    socket = null;
    old?.close();
    dropAsked();
    tries = 0;
    move("idle");
  };

  return {
    state: () => state,
    /** Connects, or hastens a reconnect that is waiting. */
    open() {
      if (state !== "refused") connect();
    },
    close,
    /** The network says that it is gone: do not wait to find out. */
    cut: () => socket && lose(socket, 1006),
    /** Sends and resolves with the answer; rejects with a Problem, LOST when the connection is or goes down. */
    ask: (frame: ClientFrame): Promise<ServerEvent> => (state === "open" ? question(frame) : Promise.reject(LOST)),
    /** Resolves when connected, rejects with LOST when that takes too long. */
    ready: () =>
      new Promise<void>((resolve, reject) => {
        if (state === "open") return resolve();
        const patience = setTimeout(() => reject(LOST), ANSWER_MS);
        waiting.push(() => {
          clearTimeout(patience);
          resolve();
        });
      }),
    /** Sends without wanting an answer; dropped when not connected. */
    tell: (frame: ClientFrame) => state === "open" && send(frame),
  };
};

export type Socket = ReturnType<typeof createSocket>;
