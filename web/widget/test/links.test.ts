import { expect, test } from "vitest";
import { draw } from "../src/dom";
import { linked } from "../src/links";

const links = (text: string) => linked(text).flatMap((tree) => (Array.isArray(tree) ? [(tree[1] as { href: string }).href] : []));

test("addresses are found and closing punctuation stays outside", () => {
  expect(links("见 https://a.example.org/x?y=1。")).toEqual(["https://a.example.org/x?y=1"]);
  expect(links("(https://a.example.org/x), then")).toEqual(["https://a.example.org/x"]);
  expect(links("www.example.org/导航")).toEqual(["https://www.example.org/"]);
  expect(links("https://a.example.org 和 http://b.example.org/")).toEqual(["https://a.example.org", "http://b.example.org/"]);
});

test("nothing but http and https becomes a link", () => {
  expect(links("javascript:alert(1) data:text/html,x ftp://a.b mailto:a@b.c 120")).toEqual([]);
});

test("no text is lost", () => {
  const text = "a https://a.example.org, b www.b.example.org!";
  expect(linked(text).map((tree) => (Array.isArray(tree) ? tree[2] : tree)).join("")).toBe(text);
});

test("markup in a message stays text", () => {
  const bubble = document.createElement("div");
  const text = `<img src=x onerror="alert(1)"><script>alert(1)</script> https://a.example.org/"><b>x</b>`;
  draw(bubble, linked(text));
  expect(bubble.textContent).toBe(text);
  expect([...bubble.children].map(({ tagName }) => tagName)).toEqual(["A"]);
});
