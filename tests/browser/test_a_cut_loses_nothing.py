"""The network cut, and the server restarted, in the middle: both sides go on by themselves, nothing lost or doubled."""

from playwright.async_api import expect

from tests.browser.consultant import Consultant
from tests.browser.scene import QUESTION, Scene
from tests.browser.visitor import Visitor

SENDING = "发送中"


async def _same_thread(visitor: Visitor, consultant: Consultant, *texts: str) -> None:
    """Both see the question and these, once each, in one order."""
    for text in texts:
        await visitor.sees(text)
        await consultant.sees(text)
    seen = await visitor.bubbles()
    assert sorted(seen) == sorted([QUESTION, *texts])
    assert await consultant.bubbles() == seen


async def test_a_visitor_whose_network_was_cut_misses_nothing(scene: Scene):
    visitor, consultant = await scene.talk()
    await visitor.page.context.set_offline(True)
    await expect(visitor.chat).to_contain_text("正在重新连接")
    await visitor.say("断网时写的第一句")
    await visitor.say("断网时写的第二句")
    await expect(visitor.log).to_contain_text(SENDING)
    await consultant.say("您断网时我回的")
    await consultant.sees("您断网时我回的")
    await visitor.page.context.set_offline(False)
    await _same_thread(visitor, consultant, "您断网时我回的", "断网时写的第一句", "断网时写的第二句")
    await expect(visitor.chat).not_to_contain_text("正在重新连接")


async def test_a_consultant_whose_network_was_cut_misses_nothing(scene: Scene):
    visitor, consultant = await scene.talk()
    await consultant.page.context.set_offline(True)
    await expect(consultant.thread).to_contain_text("连接中断")
    await consultant.say("断网时我写的")
    await expect(consultant.log).to_contain_text(SENDING)
    await visitor.say("您还在吗？")
    await visitor.sees("您还在吗？")
    await consultant.page.context.set_offline(False)
    await _same_thread(visitor, consultant, "您还在吗？", "断网时我写的")
    await expect(consultant.thread).not_to_contain_text("连接中断")


async def test_both_go_on_after_the_server_was_restarted(scene: Scene):
    visitor, consultant = await scene.talk()
    await scene.stop_server()
    await expect(visitor.chat).to_contain_text("正在重新连接")
    await expect(consultant.thread).to_contain_text("连接中断")
    await visitor.say("服务器重启时访客写的")
    await consultant.say("服务器重启时咨询员写的")
    await scene.start_server()
    await _same_thread(visitor, consultant, "服务器重启时访客写的", "服务器重启时咨询员写的")
    await visitor.say("现在好了")
    await consultant.say("好的，请慢慢说")
    await visitor.sees("好的，请慢慢说")
    await consultant.sees("现在好了")
