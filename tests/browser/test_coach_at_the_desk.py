"""The coach beside the consultant: hints under a draft, taken and dismissed by keys; what it reads, live, corrected by a key."""

import os
import signal

from playwright.async_api import expect

from bedside.coach import questions
from bedside.conversation.reading import readings_of
from tests.browser.scene import Scene

DEAR = "种植牙太贵了，我实在做不起。"


async def test_a_hint_is_shown_taken_and_gone(scene: Scene):
    song, meng = await scene.talk()
    keys, hints = meng.page.keyboard, meng.thread.get_by_role("status", name="说话的建议")
    await meng.box.click()
    await keys.insert_text("你说呀")
    await expect(hints.locator("[data-hint=cold]")).to_contain_text("您请讲，我在听。")
    await expect(hints.locator("[data-hint=no_greeting]")).to_be_visible()
    await keys.press("Tab")
    await keys.press("Enter")
    await expect(meng.box).to_have_value("您请讲，我在听。")
    await expect(meng.box).to_be_focused()
    await expect(hints.locator("[data-hint=cold]")).to_have_count(0)
    await hints.get_by_role("button", name="采用").click()
    await expect(meng.box).to_have_value("您好，您请讲，我在听。")
    await expect(hints).to_have_count(0)
    await keys.press("Enter")
    await song.sees("您好，您请讲，我在听。")
    # Never in the way: what is dismissed stays away, and anything may be sent.
    await song.say("要不要拍片？")
    await meng.sees("要不要拍片？")
    await keys.insert_text("多大了？发烧吗？疼吗？")
    await hints.locator("[data-hint=many_questions]").get_by_role("button", name="知道了").click()
    await expect(hints.locator("[data-hint=many_questions]")).to_have_count(0)
    await keys.press("Enter")
    await song.sees("多大了？发烧吗？疼吗？")


async def test_what_is_read_appears_and_is_corrected_by_a_key(coached: Scene):
    song, meng = await coached.talk()
    coach = meng.page.get_by_role("region", name="教练的推测")
    worry = coach.locator("[data-task=worry]")
    await song.say(DEAR)
    await expect(worry).to_contain_text("费用")
    await worry.hover()
    await expect(meng.bubble(DEAR).locator("mark").first).to_be_visible()
    await worry.get_by_role("button").first.focus()
    await meng.page.keyboard.press("x")
    await worry.get_by_role("button", name="不敢相信").click()
    await expect(worry.get_by_role("button", name="不敢相信")).to_have_attribute("aria-pressed", "true")
    await meng.log.click()
    await meng.page.keyboard.press("y")
    await expect(coach.locator("[data-task=stage] [aria-pressed=true]")).to_be_visible()
    async with coached.services.database.transaction([1, 2]) as tx:
        kept = {each.task: (each.label, each.guessed) for h in (1, 2) for each in await questions.labels(tx, h)}
    assert kept["worry"] == ("trust", "cost")
    assert kept["stage"][0] == kept["stage"][1]

    for pid in readings_of(coached.services).coaching.pids:
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
    await song.say("还在吗？")
    await expect(coach).to_contain_text("教练暂时不在")
    await song.say("怎么停车？")
    await expect(coach).not_to_contain_text("教练暂时不在")
    await expect(coach.locator("[data-task=intent]")).to_contain_text("怎么走")
