"""A visitor books alone: from the widget, in its frame on the hospital's own website, on a phone."""

from playwright.async_api import expect

from tests.browser.patient import Patient
from tests.browser.scene import PHONE, Scene

MOBILE = "13900007777"


async def test_from_the_widget_in_a_frame_on_a_phone(scene: Scene):
    await scene.phones()
    await scene.clinic_today("shen-zhiyao")
    visitor = await scene.visitor(await scene.context(PHONE, touch=True))
    await visitor.arrive()
    await visitor.agree()
    await visitor.launcher.tap()
    await visitor.chat.get_by_role("button", name="预约").tap()
    frame = visitor.page.frame_locator("bedside-chat iframe")
    patient = Patient(frame)
    await expect(patient.title).to_have_text("选择科室与项目")
    price = await patient.choose("心内科", "主任医师门诊诊查")
    when = await patient.take()
    await patient.prove(MOBILE, scene.code)
    await patient.name("江一舟")
    # Without a yes to what is kept, nothing is sent; reminders are free to decline.
    await patient.button("确认预约").click()
    await expect(patient.title).to_have_text("为谁预约？")
    await patient.agree(care=False)
    await patient.confirm()
    card = patient.page.locator(".card")
    await expect(card).to_contain_text(price)
    await expect(card).to_contain_text(when)
    width = await frame.locator("html").evaluate("root => [root.scrollWidth, innerWidth]")
    assert width[0] <= width[1]

    # Back to the chat, which knows nothing of the appointment and stands as it was.
    await visitor.chat.get_by_role("button", name="返回").first.tap()
    await expect(visitor.chat.get_by_label("您想咨询什么？")).to_be_visible()

    desk = await scene.staff("an", "/front-desk")
    await expect(desk.get_by_role("row").filter(has_text="江一舟")).to_contain_text("已预约")


async def test_only_the_hospitals_own_pages_may_frame_it(scene: Scene):
    context = await scene.context()
    answer = await context.request.get(f"{scene.origin}/book/{scene.site()}")
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors" in policy
    assert "frame-ancestors 'none'" not in policy
    assert (await context.request.get(f"{scene.origin}/book/nowhere")).status == 404


async def test_changing_and_cancelling(scene: Scene):
    await scene.phones()
    await scene.clinic_today("shen-zhiyao")
    patient = await scene.patient()
    await patient.choose("心内科", "主任医师门诊诊查")
    first = await patient.take()
    await patient.prove(MOBILE, scene.code)
    await patient.name("江一舟")
    await patient.agree()
    await patient.confirm()
    await patient.button("我的预约").last.click()
    await patient.button("改时间").click()
    await expect(patient.title).to_have_text("改到什么时间？")
    second = await patient.take(3)
    assert second != first
    await expect(patient.page.get_by_role("status")).to_contain_text("时间已更改")
    card = patient.cards.filter(has_text="已预约")
    await expect(card).to_have_count(1)
    await card.get_by_role("button", name="取消预约").click()
    await card.get_by_role("button", name="确定取消").click()
    await expect(patient.page.get_by_role("status")).to_contain_text("预约已取消")
    await expect(patient.cards.filter(has_text="已预约")).to_have_count(0)
