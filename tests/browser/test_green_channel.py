"""The green channel: asked for by clinical urgency with a reason, confirmed by a doctor, never by value."""

from playwright.async_api import expect

from tests.browser.scene import Scene


async def test_asked_at_the_desk_and_confirmed_by_the_doctor(scene: Scene):
    await scene.clinic_today("shen-zhiyao", seats=0, green=1)
    desk = await scene.staff("an", "/front-desk")
    await desk.get_by_role("button", name="新预约").click()
    drawer = desk.get_by_role("dialog", name="新预约")
    await drawer.get_by_label("姓名").fill("程急")
    await drawer.get_by_label("手机号").fill("13900002222")
    await drawer.get_by_text("走绿色通道").click()
    confirm = drawer.get_by_role("button", name="申请绿色通道")
    await expect(confirm).to_be_disabled()
    await drawer.get_by_role("combobox", name="急缓").press("Enter")
    await desk.get_by_role("option", name="当天").click()
    await drawer.get_by_label("临床理由").fill("活动后胸闷两天，外院心电图有改变")
    await expect(drawer.get_by_role("region", name="最早的空号")).to_contain_text("沈知遥")
    await confirm.click()
    await expect(desk.get_by_text("已提交，等待确认")).to_be_visible()
    row = desk.get_by_role("row").filter(has_text="程急")
    await expect(row).to_contain_text("待确认")
    await expect(row).to_contain_text("绿色通道 · 当天")

    doctor = await scene.staff("shen", "/doctor-day")
    await doctor.get_by_role("link", name="1 个绿色通道待确认").click()
    asked = doctor.get_by_role("row").filter(has_text="程急")
    await expect(asked).to_contain_text("活动后胸闷两天")
    await asked.get_by_role("button", name="确认").click()
    await expect(doctor.get_by_text("没有待确认的绿色通道")).to_be_visible()
    await expect(row).to_contain_text("已预约")
