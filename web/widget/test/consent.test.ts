import { beforeEach, expect, test, vi } from "vitest";
import { answering, beacons, FakeSocket, requests, settle, stage, YES } from "./stage";

beforeEach(() => void vi.useFakeTimers());

const stored = () => [...Object.keys(localStorage), ...Object.keys(sessionStorage), document.cookie].filter(Boolean);

test("before a yes nothing is kept, connected or told", async () => {
  const { load, listen, state } = await stage();
  listen();
  await load();
  await vi.advanceTimersByTimeAsync(60_000);
  dispatchEvent(new Event("pagehide"));
  expect(state.asking).toBe(true);
  expect(requests.map(({ path }) => path)).toEqual(["sites/demo"]);
  expect(FakeSocket.all).toEqual([]);
  expect(beacons).toEqual([]);
  expect(stored()).toEqual([]);
});

test("a no is a flag without an id, told to nobody, and the chat stays open", async () => {
  const { load, refuse, openPanel, state } = await stage();
  await load();
  refuse();
  expect(state.asking).toBe(false);
  expect(Object.entries(sessionStorage)).toEqual([["bedside:demo:no", "1"]]);
  expect(Object.keys(localStorage)).toEqual([]);
  expect(requests.length).toBe(1);
  openPanel(true);
  FakeSocket.last.welcomes();
  expect(state.open && state.desk!.open).toBe(true);
  expect(FakeSocket.last.frames[0]).toMatchObject({ do: "hello", token: null });
  expect(FakeSocket.last.frames[0]!.page).toBeUndefined();
  openPanel(false);
  expect(FakeSocket.last.closed).toBe(true);
});

test("after a yes the page is told with the hello, and the reading time by beacon", async () => {
  const { load, listen, consent, state } = await stage();
  listen();
  await load();
  await consent({ tracking: true, health: false, marketing: false });
  expect(requests[1]).toMatchObject({ path: "consents", body: { tracking: true, health: false, marketing: false, version: "1" } });
  expect(localStorage.getItem("bedside:demo")).toBe("t1");
  const page = FakeSocket.last;
  page.welcomes({ visitor: { id: "v" }, consents: YES });
  expect(page.frames[0]).toMatchObject({ do: "hello", token: "t1", page: { url: location.href } });
  await vi.advanceTimersByTimeAsync(7_000);
  dispatchEvent(new Event("pagehide"));
  expect(beacons[0]).toMatchObject({ token: "t1", views: [], dwell: [{ view: (page.frames[0]!.page as { id: string }).id, seconds: 7 }] });
  expect(state.asking).toBe(false);
});

test("a page that changes its address without loading is a new page", async () => {
  const { load, consent } = await stage();
  await load();
  await consent({ tracking: true });
  FakeSocket.last.welcomes({ visitor: { id: "v" }, consents: YES });
  history.pushState(null, "", "#/next");
  await vi.advanceTimersByTimeAsync(1_000);
  history.pushState(null, "", "#");
  expect(FakeSocket.last.sent("view")[0]).toMatchObject({ view: { url: expect.stringContaining("#/next") } });
});

test("a chat without tracking keeps its token for this browser session only, and tells no page", async () => {
  const { load, refuse, openPanel, begin } = await stage();
  await load();
  refuse();
  openPanel(true);
  FakeSocket.last.welcomes();
  const begun = begin({ name: "", text: "", department: "" });
  FakeSocket.last.says({ on: "started", ref: FakeSocket.last.sent("start")[0]!.ref as number, token: "chat", conversation: { id: "c1", status: "waiting", with: [], read_seq: 0 } });
  await begun;
  expect(sessionStorage.getItem("bedside:demo")).toBe("chat");
  expect(Object.keys(localStorage)).toEqual([]);
});

test("withdrawn tracking stops the page views and moves the token out of lasting storage", async () => {
  const { load, consent } = await stage("zh", () => localStorage.setItem("bedside:demo", "t1"));
  await load();
  FakeSocket.last.welcomes({ visitor: { id: "v" }, consents: YES });
  answering({ consents: { token: "t1", consents: { ...YES, tracking: false } } });
  await consent({ tracking: false });
  expect(Object.keys(localStorage)).toEqual([]);
  expect(sessionStorage.getItem("bedside:demo")).toBe("t1");
  FakeSocket.last.welcomes({ visitor: { id: "v" }, consents: { ...YES, tracking: false } });
  expect(FakeSocket.last.frames[0]!.page).toBeUndefined();
});

test("forget me leaves nothing behind and says what the law keeps", async () => {
  const { load, forget, state } = await stage("zh", () => localStorage.setItem("bedside:demo", "t1"));
  await load();
  FakeSocket.last.welcomes({ visitor: { id: "v" }, consents: YES });
  answering({ forget: { forgotten: true, kept: ["咨询记录"] } });
  await forget();
  await settle();
  expect(stored()).toEqual([]);
  expect(state).toMatchObject({ token: null, kept: ["咨询记录"], consents: {} });
});

test("the token of the group's other hospital is shown only with a yes to sharing", async () => {
  const { load, consent } = await stage("zh", () => {
    localStorage.setItem("bedside:demo", "t1");
    localStorage.setItem("bedside:west", "t2");
  });
  await load();
  await consent({ marketing: true });
  await consent({ group_sharing: true });
  expect(requests.slice(1).map(({ body }) => body!.also)).toEqual([undefined, "t2"]);
});
