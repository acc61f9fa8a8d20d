"""Asking and answering without a mouse."""

import re

from playwright.async_api import Locator, Page, expect

from tests.browser.scene import QUESTION, Scene

MANY = 80


async def _tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until it has the focus."""
    for _ in range(MANY):
        if await wanted.evaluate("element => element === element.getRootNode().activeElement"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {wanted}")


async def test_a_visitor_asks_and_a_consultant_answers_and_closes_by_keys(scene: Scene):
    meng = await scene.consultant("meng")
    keys = meng.page.keyboard
    visitor = await scene.visitor()
    await visitor.arrive()
    await _tab_to(visitor.page, visitor.privacy.get_by_role("button", name="同意"))
    await visitor.page.keyboard.press("Enter")
    await expect(visitor.privacy).to_be_hidden()
    await _tab_to(visitor.page, visitor.launcher)
    await visitor.page.keyboard.press("Enter")
    await expect(visitor.chat.get_by_label("您想咨询什么？")).to_be_focused()
    await visitor.page.keyboard.insert_text(QUESTION)
    await _tab_to(visitor.page, visitor.chat.get_by_role("checkbox"))
    await visitor.page.keyboard.press("Space")
    await visitor.page.keyboard.press("Tab")
    await visitor.page.keyboard.press("Enter")
    await expect(visitor.box).to_be_focused()

    await keys.press("z")
    await expect(meng.page.get_by_role("menuitem", name="在线")).to_be_focused()
    await keys.press("Escape")
    row = meng.mine.get_by_role("link")
    await expect(row).to_contain_text(QUESTION)
    await keys.type("gm")
    await expect(row).to_be_focused()
    await keys.press("Enter")
    await meng.sees(QUESTION)
    await keys.press("r")
    await expect(meng.box).to_be_focused()
    await keys.insert_text("按时刷牙，少吃甜。")
    await keys.press("Enter")
    await visitor.sees("按时刷牙，少吃甜。")
    await visitor.page.keyboard.insert_text("明白了，谢谢")
    await visitor.page.keyboard.press("Enter")
    await meng.sees("明白了，谢谢")

    await keys.press("Escape")
    await keys.press("c")
    dialog = meng.page.get_by_role("dialog", name=re.compile("^结束会话"))
    await _tab_to(meng.page, dialog.get_by_role("radiogroup", name="结果").get_by_role("radio").first)
    await keys.press("ArrowDown")
    await keys.press("ArrowDown")
    await keys.press("Control+Enter")
    await expect(dialog).to_be_hidden()
    await expect(meng.thread).to_contain_text("会话已结束 · 已解答")
    await keys.press("u")
    await expect(meng.page).to_have_url(re.compile("/console/desk$"))

    first = visitor.chat.get_by_role("radio", name="5/5")
    await _tab_to(visitor.page, first)
    await visitor.page.keyboard.press("Space")
    await _tab_to(visitor.page, visitor.chat.get_by_role("button", name="发送"))
    await visitor.page.keyboard.press("Enter")
    await expect(visitor.thanks).to_be_visible()
    await visitor.page.keyboard.press("Escape")
    await expect(visitor.launcher).to_be_focused()
