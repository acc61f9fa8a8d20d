import { expect, test } from "vitest";
import { stage } from "./stage";

const words = async (lang: string) => {
  await stage(lang);
  return (await import("../src/words")) as unknown as Record<string, string>;
};

test("every word is there in both languages, with the same gaps", async () => {
  const zh = await words("zh-CN");
  const en = await words("en");
  expect(Object.keys(zh).length).toBeGreaterThan(30);
  for (const name of Object.keys(zh)) {
    expect(zh[name], name).toMatch(/[\u4e00-\u9fff]/);
    expect(en[name], name).toMatch(/^[^\u4e00-\u9fff]+$/);
    expect(zh[name]!.includes("{}"), name).toBe(en[name]!.includes("{}"));
  }
});

test("Chinese is spoken where the page names no language, English on any other", async () => {
  for (const [tag, lang] of [["", "zh"], ["zh-TW", "zh"], ["en-US", "en"], ["fr", "en"]] as const) {
    await stage(tag);
    expect((await import("../src/setting")).lang).toBe(lang);
  }
});
