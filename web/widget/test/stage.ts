import { vi } from "vitest";
import type { Entry, ServerEvent } from "../src/protocol";

/** A server's end of the socket, in memory: keeps what it was sent and says what a test tells it to. */
export class FakeSocket {
  static all: FakeSocket[] = [];
  static get last() {
    return FakeSocket.all[FakeSocket.all.length - 1]!;
  }
  onopen?: () => void;
  onmessage?: ((message: { data: string }) => void) | null;
  onclose?: ((event: { code: number }) => void) | null;
  frames: Record<string, unknown>[] = [];
  closed = false;
  constructor(readonly url: string) {
    FakeSocket.all.push(this);
  }
  send(frame: string) {
    this.frames.push(JSON.parse(frame));
  }
  close() {
    this.closed = true;
  }
  says(...events: ServerEvent[]) {
    this.onmessage?.({ data: JSON.stringify(events) });
  }
  drops(code: number) {
    this.onclose?.({ code });
  }
  sent = (verb: string) => this.frames.filter((frame) => frame.do === verb);
  /** Opens and answers the hello. */
  welcomes(more: object = {}) {
    this.onopen?.();
    this.says({ on: "welcome", ref: 0, visitor: null, consents: NONE, desk: SITE.desk, conversation: null, entries: [], invitation: null, ...more });
  }
}

export const NONE = { tracking: null, health: null, marketing: null };
export const YES = { tracking: true, health: true, marketing: null };

export const SITE = {
  hospital: "明溪示范医院",
  lang: "zh",
  desk: { open: true, online: true, opens_at: null, waiting: 0 },
  departments: [],
  consent: { version: "1", tracking: "浏览", health: "健康", marketing: "活动", group_sharing: "共享", typing_notice: "可见" },
  emergency: { text: "请拨打 120", numbers: ["120"] },
  phone: "1",
  greeting: "您好",
  theme: { colour: "#0d7a86" },
};

export const talk = (more: object = {}) => ({
  id: "c1", status: "active", position: null, with: [], last_seq: 0, read_seq: 0, staff_read_seq: 0, rated: null, department: null, ...more,
});

export const entry = (seq: number, text = `text ${seq}`, more: Partial<Entry> = {}): Entry => ({
  seq, id: `e${seq}`, kind: "text", at: "2026-11-21T02:11:05Z", by: { kind: "staff", name: "林晓", title: "咨询员" }, text, file: null, event: null, ...more,
});

export const requests: { path: string; body: Record<string, unknown> | undefined }[] = [];
export const beacons: Record<string, unknown>[] = [];
let answers: Record<string, unknown> = {};

/** What the server answers by path, as far as it differs from a plain success. */
export const answering = (more: Record<string, unknown>) => (answers = { ...answers, ...more });

const reset = (lang: string) => {
  vi.resetModules();
  localStorage.clear();
  sessionStorage.clear();
  FakeSocket.all = [];
  requests.length = beacons.length = 0;
  answers = { "sites/demo": SITE, consents: { token: "t1", consents: { ...NONE, tracking: true } } };
  document.documentElement.lang = lang;
  document.head.innerHTML = `<script src="https://desk.example.org/widget/widget.js" data-site="demo" type="text/plain"></script>`;
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("fetch", async (url: string, { body }: { body?: string } = {}) => {
    const path = url.replace("https://desk.example.org/v1/visitor/", "").replace(/\?.*/, "");
    requests.push({ path, body: body && JSON.parse(body) });
    return { ok: true, json: async () => answers[path] ?? {} };
  });
  navigator.sendBeacon = (_url, body) => !!beacons.push(JSON.parse(body as string));
};

/** The widget's modules, fresh, as on a newly opened page. `before` prepares the browser's storage. */
export const stage = async (lang = "zh-CN", before = () => {}) => {
  reset(lang);
  before();
  const visitor = await import("../src/visitor");
  const thread = await import("../src/thread");
  const { state } = await import("../src/state");
  const socket = await import("../src/socket");
  return { ...visitor, ...thread, ...socket, state };
};

export const settle = () => vi.advanceTimersByTimeAsync(0);
