"""The coach and the claims gate beside the consultant: hints and claims under a draft, taken, dismissed and sent to the lead by
keys; what the coach reads, live, corrected by a key."""

import os
import signal

from playwright.async_api import expect

from bedside.coach import questions
from bedside.conversation.reading import readings_of
from tests.browser.consultant import Consultant
from tests.browser.scene import Scene
from tests.browser.visitor import Visitor

CLAIM = "我们保证根治，以后不会再犯。"
DEAR = "种植牙太贵了，我实在做不起。"


async def test_hints_are_taken_or_dismissed_and_a_claim_goes_out_only_when_a_lead_releases_it(scene: Scene):
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
    await claims_it(scene, song, meng)


async def claims_it(scene: Scene, song: Visitor, meng: Consultant) -> None:
    """What may not be said is not sent, reworded by one key, and sent as it is once a lead released it."""
    keys, notes = meng.page.keyboard, meng.thread.get_by_role("status").filter(has_text="这样说不合规")
    await keys.insert_text(CLAIM)
    await expect(notes).to_contain_text("L01.effect")
    await expect(notes).to_contain_text("可以这样说")
    await keys.press("Enter")
    await expect(meng.box).to_have_value(CLAIM)
    await keys.press("Control+Enter")
    await expect(notes).to_have_count(0)
    lawful = await meng.box.input_value()
    assert lawful
    assert "根治" not in lawful
    await keys.press("Enter")
    await song.sees(lawful)

    await keys.insert_text(CLAIM)
    await notes.get_by_role("button", name="认为是误判？请主管放行").click()
    await expect(notes).to_contain_text("已请主管放行")
    ye = await scene.consultant("ye")
    asked = ye.page.get_by_role("listitem").filter(has_text=CLAIM)
    await expect(asked.get_by_role("button", name="误判，放行")).to_be_disabled()
    await asked.get_by_label("理由").click()
    await ye.page.keyboard.insert_text("引用访客带来的广告语")
    await asked.get_by_role("button", name="误判，放行").click()
    await expect(asked).to_have_count(0)
    await expect(meng.thread.get_by_text("主管已放行，可以发送")).to_be_visible()
    await expect(song.bubble(CLAIM)).to_have_count(0)
    await meng.box.click()
    await keys.press("Enter")
    await song.sees(CLAIM)
    await meng.sees(CLAIM)


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
    await expect(coach).to_contain_text("介绍医院")
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
    await song.say("我爸现在胸口痛得厉害，出冷汗，快不行了")
    await expect(coach).to_contain_text("急症优先")
    await expect(coach).not_to_contain_text("介绍医院")
    await expect(coach.get_by_role("list", name="可以这样做")).to_have_count(0)
