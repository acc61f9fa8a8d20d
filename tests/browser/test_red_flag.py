"""An emergency in a browser: the visitor is shown 120 at once, the desk takes it in hand, nothing is booked for later, and it is
closed with a reason."""

import re

from playwright.async_api import expect

from tests.browser.scene import Scene

DANGER = "我爸胸口痛得厉害，出冷汗，快不行了"


async def test_shown_taken_in_hand_and_closed_with_a_reason(scene: Scene):
    await scene.one_seat_tomorrow("lin-yuan")
    visitor, consultant = await scene.talk()
    page = consultant.page
    await visitor.say(DANGER)
    banner = visitor.chat.get_by_role("alert")
    await expect(banner).to_contain_text("可能很紧急")
    await expect(banner.get_by_role("link", name="拨打 120")).to_have_attribute("href", "tel:120")

    flag = consultant.thread.get_by_role("region", name="急症提醒")
    await expect(flag).to_contain_text("胸痛")
    await expect(consultant.bubble(DANGER).locator("mark").first).to_be_visible()
    await expect(consultant.mine.get_by_text("急症", exact=True)).to_be_visible()
    await flag.get_by_role("button", name="我来处理").click()
    await expect(flag).to_contain_text("接手")

    await consultant.thread.get_by_role("button", name="结束会话").click()
    dialog = page.get_by_role("dialog", name=re.compile("^结束急症提醒"))
    close = dialog.get_by_role("button", name="结束提醒")
    await expect(close).to_be_disabled()
    await dialog.get_by_text("已拨打 120", exact=True).click()
    await close.click()
    await expect(flag).to_be_hidden()
    await expect(banner).to_be_hidden()
    await consultant.close("已转介")
