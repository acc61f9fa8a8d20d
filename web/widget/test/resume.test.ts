import { beforeEach, expect, test, vi } from "vitest";
import { entry, FakeSocket, settle, stage, talk, YES } from "./stage";

const known = () => localStorage.setItem("bedside:demo", "t1");
const visitor = { visitor: { id: "v" }, consents: YES };

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(console, "warn").mockImplementation(() => {});
});

const arrive = async () => {
  const widget = await stage("zh", known);
  await widget.load();
  FakeSocket.last.welcomes({ ...visitor, conversation: talk({ last_seq: 2 }), entries: [entry(1), entry(2)] });
  return widget;
};

test("entries come in order, each once, however often they are sent", async () => {
  const { entries } = await arrive();
  FakeSocket.last.says(
    { on: "entry", conversation: "c1", entry: entry(4) },
    { on: "entry", conversation: "c1", entry: entry(3) },
    { on: "entry", conversation: "c1", entry: entry(4, "changed") },
    { on: "entry", conversation: "other", entry: entry(9) },
  );
  expect(entries().map(({ seq, text }) => [seq, text])).toEqual([[1, "text 1"], [2, "text 2"], [3, "text 3"], [4, "text 4"]]);
});

test("a lost connection comes back by itself and asks for what was missed", async () => {
  const { entries, state } = await arrive();
  FakeSocket.last.drops(1006);
  expect(state.link).toBe("lost");
  await vi.advanceTimersByTimeAsync(600);
  expect(FakeSocket.all.length).toBe(2);
  FakeSocket.last.welcomes({ ...visitor, conversation: talk({ last_seq: 3 }), entries: [entry(3)] });
  expect(FakeSocket.last.frames[0]).toMatchObject({ do: "hello", token: "t1", since: 2 });
  expect(entries().length).toBe(3);
  expect(state.link).toBe("open");
});

test("it waits longer after each failure, up to 15 seconds, never in step with others", async () => {
  await arrive();
  vi.spyOn(Math, "random").mockReturnValue(1);
  const waits = [500, 1000, 2000, 4000, 8000, 15_000, 15_000];
  for (const wait of waits) {
    const count = FakeSocket.all.length;
    FakeSocket.last.drops(1006);
    await vi.advanceTimersByTimeAsync(wait - 1);
    expect(FakeSocket.all.length).toBe(count);
    await vi.advanceTimersByTimeAsync(1);
    expect(FakeSocket.all.length).toBe(count + 1);
  }
  vi.mocked(Math.random).mockReturnValue(0);
  const count = FakeSocket.all.length;
  FakeSocket.last.drops(1006);
  await vi.advanceTimersByTimeAsync(7_500);
  expect(FakeSocket.all.length).toBe(count + 1);
  vi.mocked(Math.random).mockRestore();
});

test("a refusal is not tried again; a busy server is, when it says", async () => {
  const { state } = await arrive();
  FakeSocket.last.says({ on: "bye", code: 4429, title: "", retry_after: 30 });
  FakeSocket.last.drops(4429);
  await vi.advanceTimersByTimeAsync(29_000);
  expect(FakeSocket.all.length).toBe(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(FakeSocket.all.length).toBe(2);
  FakeSocket.last.drops(4403);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(FakeSocket.all.length).toBe(2);
  expect(state.link).toBe("refused");
});

test("a token that is no longer valid is dropped: the visitor is new", async () => {
  const { state } = await arrive();
  FakeSocket.last.drops(4401);
  expect(localStorage.length + sessionStorage.length).toBe(0);
  expect(state).toMatchObject({ token: null, talk: null, asking: true });
});

test("a message that is not answered is sent again with the same id", async () => {
  const { write, pending, entries } = await arrive();
  write("在吗");
  const [first] = FakeSocket.last.sent("say");
  expect(pending.size).toBe(1);
  FakeSocket.last.drops(1006);
  await vi.advanceTimersByTimeAsync(600);
  FakeSocket.last.welcomes({ ...visitor, conversation: talk({ last_seq: 2 }), entries: [] });
  const [second] = FakeSocket.last.sent("say");
  expect(second).toMatchObject({ id: first!.id, text: "在吗" });
  FakeSocket.last.says(
    { on: "entry", conversation: "c1", entry: entry(3, "在吗", { id: first!.id as string, by: { kind: "visitor", name: "" } }) },
    { on: "said", ref: second!.ref as number, id: first!.id, seq: 3, at: "2026-11-21T02:11:06Z" },
  );
  await settle();
  expect(pending.size).toBe(0);
  expect(entries().filter(({ id }) => id === first!.id).length).toBe(1);
  expect(sessionStorage.getItem("bedside:demo:unsent")).toBeNull();
});

test("a silent network is noticed by the answer that does not come", async () => {
  const { write, state } = await arrive();
  write("在吗");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(state.link).toBe("lost");
});

test("what was not sent outlives a reload in this tab, and keeps its id", async () => {
  const { write } = await arrive();
  write("还没发出");
  const kept = sessionStorage.getItem("bedside:demo:unsent")!;
  const { load } = await stage("zh", () => {
    known();
    sessionStorage.setItem("bedside:demo:unsent", kept);
  });
  await load();
  FakeSocket.last.welcomes({ ...visitor, conversation: talk() });
  expect(FakeSocket.last.sent("say")).toMatchObject([{ id: JSON.parse(kept)[0].id, text: "还没发出" }]);
});

test("a refused message says why and is tried again with the same id when asked to", async () => {
  const { write, pending, retry } = await arrive();
  write("x");
  const [first] = FakeSocket.last.sent("say");
  FakeSocket.last.says({ on: "error", ref: first!.ref as number, problem: { code: "closed", title: "已结束", way_out: "请重新开始" } });
  await settle();
  const [message] = pending.values();
  expect(message!.problem!.title).toBe("已结束");
  retry(message!);
  expect(FakeSocket.last.sent("say")[1]).toMatchObject({ id: first!.id });
});

test("told of another conversation, the thread begins anew with its beginning", async () => {
  const { entries } = await arrive();
  FakeSocket.last.drops(1012);
  await vi.advanceTimersByTimeAsync(600);
  FakeSocket.last.welcomes({ ...visitor, conversation: talk({ id: "c2", last_seq: 4 }), entries: [entry(3, "new 3"), entry(4, "new 4")] });
  const [ask] = FakeSocket.last.sent("history");
  expect(ask).toMatchObject({ before: 3 });
  FakeSocket.last.says({ on: "history", ref: ask!.ref as number, entries: [entry(1, "new 1"), entry(2, "new 2")], more: false });
  await settle();
  expect(entries().map(({ text }) => text)).toEqual(["new 1", "new 2", "new 3", "new 4"]);
});

test("read marks move only while the thread is in sight, and another tab's reading counts", async () => {
  const { openPanel, unread } = await arrive();
  expect(unread()).toBe(2);
  expect(FakeSocket.last.sent("read")).toEqual([]);
  FakeSocket.last.says({ on: "conversation", conversation: talk({ last_seq: 2, read_seq: 1 }) });
  expect(unread()).toBe(1);
  openPanel(true);
  expect(FakeSocket.last.sent("read")).toMatchObject([{ seq: 2 }]);
  expect(unread()).toBe(0);
});

test("who types is shown until they stop, speak, or fall silent for eight seconds", async () => {
  const { state } = await arrive();
  const by = { kind: "staff", name: "林晓", title: "咨询员" };
  const types = (typing = true) => FakeSocket.last.says({ on: "typing", conversation: "c1", by, typing });
  types();
  expect(state.typing).toEqual(by);
  types(false);
  expect(state.typing).toBeFalsy();
  types();
  FakeSocket.last.says({ on: "entry", conversation: "c1", entry: entry(3) });
  expect(state.typing).toBeFalsy();
  types();
  await vi.advanceTimersByTimeAsync(6_000);
  types();
  await vi.advanceTimersByTimeAsync(7_999);
  expect(state.typing).toEqual(by);
  await vi.advanceTimersByTimeAsync(1);
  expect(state.typing).toBeFalsy();
});

test("what is said before and with the answer to a start belongs to the new thread", async () => {
  const { load, refuse, openPanel, begin, entries, state } = await stage();
  await load();
  refuse();
  openPanel(true);
  FakeSocket.last.welcomes();
  const begun = begin({ name: "", text: "", department: "" });
  const { conversation, ref } = FakeSocket.last.sent("start")[0] as { conversation: string; ref: number };
  FakeSocket.last.says(
    { on: "entry", conversation, entry: entry(1) },
    { on: "started", ref, token: "chat", conversation: talk({ id: conversation, status: "waiting" }) },
    { on: "entry", conversation, entry: entry(2) },
    { on: "conversation", conversation: talk({ id: conversation }) },
  );
  await begun;
  expect(entries().length).toBe(2);
  expect(state.talk!.status).toBe("active");
});
