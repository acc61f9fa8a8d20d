"""The whole first stretch of the loop, between two browsers: a visitor's, and a consultant's (and her colleague's)."""

import re

from playwright.async_api import expect

from tests.browser.scene import Scene

QUESTION = "我父亲血压一直偏高，挂哪个科？"
ANSWER = "您好，我是咨询员，不是医生。建议挂心内科，医生看过再定检查。"
WHISPER = "他最担心费用，先把公示价说清楚"


async def test_a_visitor_reads_is_invited_asks_is_answered_and_rates(scene: Scene):
    meng = await scene.consultant("meng")
    visitor = await scene.visitor()

    await visitor.arrive("/zh/")
    await visitor.agree()
    await visitor.read("科室")
    await visitor.page.get_by_role("main").get_by_role("link", name=re.compile("心内科")).first.click()
    await expect(visitor.invitation).to_contain_text("咨询员")
    await visitor.invitation.get_by_role("button", name="开始咨询").click()
    await visitor.ask(QUESTION, name="宋女士")

    await meng.open(meng.mine, "宋女士")
    await meng.sees(QUESTION)
    await meng.say(ANSWER)
    await visitor.sees(ANSWER)
    await expect(visitor.log).to_contain_text(re.compile("孟夏.*咨询员"))

    qiao = await scene.consultant("qiao")
    await meng.transfer("乔安", "家属在问心内科的检查费用")
    await qiao.open(qiao.mine, "宋女士")
    await qiao.sees(QUESTION)
    await expect(qiao.log).to_contain_text("家属在问心内科的检查费用")
    await expect(visitor.log).to_contain_text("乔安")
    await expect(visitor.log).not_to_contain_text("家属在问心内科的检查费用")

    await qiao.whisper(WHISPER)
    await qiao.say("心电图和心脏彩超的价格都在价目页上。")
    # What was said after the whisper is here, so the whisper would be too.
    await visitor.sees("心电图和心脏彩超的价格都在价目页上。")
    await expect(visitor.page.locator("body")).not_to_contain_text(WHISPER)
    assert WHISPER not in await visitor.page.content()
    await expect(visitor.bubble(WHISPER)).to_have_count(0)

    await qiao.close("表示会来")
    await expect(qiao.thread).to_contain_text("会话已结束 · 表示会来")
    await expect(visitor.log).to_contain_text("咨询已结束")
    await visitor.rate(5, "解释得很清楚")
    await expect(qiao.thread).to_contain_text("评价 5 星")
