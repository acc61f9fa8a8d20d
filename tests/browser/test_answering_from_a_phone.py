"""Consultants answer from phones, visitors ask from them."""

from playwright.async_api import Page, expect

from tests.browser.scene import PHONE, QUESTION, Scene


async def _fits(page: Page) -> bool:
    return not await page.evaluate("document.documentElement.scrollWidth > innerWidth")


async def test_a_consultant_answers_and_closes_on_a_phone(scene: Scene):
    phone = await scene.context(PHONE, touch=True)
    visitor, consultant = await scene.talk(consultant=phone)
    assert await _fits(consultant.page)
    await expect(consultant.mine).to_be_hidden()
    await consultant.box.tap()
    await consultant.page.keyboard.insert_text("按时刷牙，少吃甜。")
    await consultant.thread.get_by_role("button", name="发送", exact=True).tap()
    await visitor.sees("按时刷牙，少吃甜。")

    await consultant.thread.get_by_role("button", name="访客资料").tap()
    await expect(consultant.page.get_by_role("complementary", name="访客资料")).to_be_visible()
    await consultant.page.get_by_role("button", name="返回会话").tap()
    await expect(consultant.log).to_be_visible()
    await consultant.close("已解答")
    await consultant.thread.get_by_role("button", name="返回列表").tap()
    await expect(consultant.mine).to_contain_text("您手上没有会话")
    assert await _fits(consultant.page)


async def test_a_visitor_asks_on_a_phone(scene: Scene):
    phone = await scene.context(PHONE, touch=True)
    visitor, consultant = await scene.talk(visitor=phone)
    await consultant.say("请问孩子几岁？")
    await visitor.sees("请问孩子几岁？")
    assert await _fits(visitor.page)
    box = await visitor.chat.bounding_box()
    assert box == {"x": 0, "y": 0, **PHONE}
    await visitor.chat.get_by_role("button", name="关闭").tap()
    await consultant.say("不急，想好再说")
    await expect(visitor.launcher).to_contain_text("1")
    await visitor.launcher.tap()
    await visitor.sees(QUESTION)
    await visitor.sees("不急，想好再说")
