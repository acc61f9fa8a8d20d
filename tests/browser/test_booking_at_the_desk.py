"""From the conversation to a seat: two presses once it is known who asks."""

from playwright.async_api import expect

from tests.browser.scene import Scene


async def test_booked_in_two_presses(scene: Scene):
    await scene.clinic_today("shen-zhiyao")
    visitor, consultant = await scene.talk()
    page = consultant.page
    record = page.get_by_role("complementary", name="访客资料")
    await record.get_by_role("button", name="建档").click()
    maker = page.get_by_role("dialog", name="新建患者")
    await expect(maker.get_by_label("姓名")).to_have_value("宋女士")
    await maker.get_by_label("手机号").fill("13900003333")
    await maker.get_by_role("button", name="保存").click()
    await expect(record.get_by_role("link", name="宋女士")).to_be_visible()

    await consultant.thread.get_by_role("button", name="预约").click()
    drawer = page.get_by_role("dialog", name="为 宋女士 预约")
    await expect(drawer).to_contain_text("请先告诉患者公示价格")
    await drawer.get_by_role("button", name="确认预约").click()
    await expect(page.get_by_text("已预约：").first).to_be_visible()
    await expect(record.get_by_role("listitem").filter(has_text="已预约")).to_be_visible()
    await consultant.say("已经为您约好了。")
    await visitor.sees("已经为您约好了。")
