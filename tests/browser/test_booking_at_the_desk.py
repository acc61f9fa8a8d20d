"""From the conversation to the visit: two presses once it is known who asks, shown to be theirs by a code, received at the front
desk, and told in one timeline."""

import re

from playwright.async_api import expect

from tests.browser.scene import Scene

MOBILE = "13900003333"


async def test_booked_in_two_presses_proved_received_and_told(scene: Scene):
    await scene.phones()
    await scene.clinic_today("lin-yuan")
    visitor, consultant = await scene.talk()
    page = consultant.page
    record = page.get_by_role("complementary", name="访客资料")
    await record.get_by_role("button", name="建档").click()
    maker = page.get_by_role("dialog", name="新建患者")
    await expect(maker.get_by_label("姓名")).to_have_value("宋女士")
    await maker.get_by_label("手机号").fill(MOBILE)
    await maker.get_by_role("button", name="保存").click()
    await expect(record.get_by_role("link", name="宋女士")).to_be_visible()

    await consultant.thread.get_by_role("button", name="预约").click()
    drawer = page.get_by_role("dialog", name="为 宋女士 预约")
    await expect(drawer).to_contain_text("请先告诉患者公示价格")
    await expect(drawer).to_contain_text("可以用短信或邮件告诉我这次就诊的安排")
    await drawer.get_by_role("radio", name="同意", exact=True).check(force=True)
    # Whose time is the soonest hangs on the weekday: what the desk is shown is what must be told.
    department, doctor = (await drawer.locator("p").filter(has_text=" · ").first.inner_text()).split(" · ")[:2]
    await drawer.get_by_role("button", name="确认预约").click()
    await expect(page.get_by_text("已预约：").first).to_be_visible()
    await expect(record.get_by_role("listitem").filter(has_text="已预约")).to_be_visible()
    await consultant.say("已经为您约好了。")
    await visitor.sees("已经为您约好了。")

    # The visitor shows that the phone is theirs, and sees what was booked for them.
    patient = await scene.patient(context=visitor.page.context)
    await patient.button("我的预约").click()
    await patient.prove(MOBILE, scene.code)
    await expect(patient.cards.filter(has_text="已预约")).to_contain_text(f"{department} · {doctor.split()[0]}")

    desk = await scene.staff("an", "/front-desk")
    row = desk.get_by_role("row").filter(has_text="宋女士")
    await expect(row).to_contain_text("已预约")
    await row.get_by_role("button", name="到院 宋女士").click()
    await expect(row).to_contain_text("已到院")
    await row.get_by_role("link", name=re.compile("宋女士")).click()
    timeline = desk.locator("section").filter(has=desk.get_by_role("heading", name="时间线"))
    for told in (
        "同意：记录浏览", "浏览了", "同意：处理健康信息", "开始咨询", "建立就诊人资料", "同意：就诊提醒", "已发送短信：预约成功",
        "预约成功", "到诊",
    ):  # fmt: skip
        await expect(timeline.get_by_role("listitem").filter(has_text=told).first).to_be_visible()
