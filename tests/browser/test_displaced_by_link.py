"""The doctor falls ill: who was booked is told, and chooses another time behind the link, on a phone."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from playwright.async_api import expect

from tests.browser.morning import ZONE
from tests.browser.scene import PHONE, Scene

MOBILE = "13900004321"


async def test_told_and_moved_by_one_press(scene: Scene):
    await scene.phones()
    await scene.clinic_today("shen-zhiyao")
    await scene.one_seat_tomorrow("luo-jingming")
    patient = await scene.patient()
    await patient.book("心内科", "主任医师门诊诊查", "苏念", MOBILE, scene.code)

    lead = await scene.staff("admin", "/settings/clinics")
    await lead.get_by_role("combobox", name="医生").press("Enter")
    await lead.get_by_role("option", name="沈知遥").click()
    await lead.get_by_role("button", name="医生停诊").click()
    drawer = lead.get_by_role("dialog", name="医生停诊 · 沈知遥")
    tomorrow = scene.services.clock.now().astimezone(ZoneInfo(ZONE)) + timedelta(days=1)
    until = drawer.get_by_role("combobox", name="到", exact=True)
    await until.fill(f"{tomorrow:%Y-%m-%d} 23:59")
    await until.press("Enter")
    await drawer.get_by_label("原因").fill("发热，今天不能出诊")
    await drawer.get_by_role("button", name="停诊", exact=True).click()
    await expect(lead.get_by_text("1 位收到消息自己选择")).to_be_visible()

    link = (await scene.sms(MOBILE, r"不出诊.*?(http://\S+/a/[\w-]+)"))[1]
    phone = await (await scene.context(PHONE, touch=True)).new_page()
    await phone.goto(link)
    await expect(phone.get_by_role("heading")).to_contain_text("医生当时不出诊，请另选时间，或取消")
    choice = phone.locator("label")
    await expect(choice).to_have_count(1)
    await expect(choice).to_contain_text("罗景明")
    await expect(choice).to_contain_text("元")
    assert not await phone.evaluate("document.documentElement.scrollWidth > innerWidth")
    await choice.click()
    await phone.get_by_role("button", name="改到这个时间").click()
    await expect(phone.get_by_role("heading")).to_contain_text("已预约")
    await expect(phone.locator("dl")).to_contain_text("罗景明")
    assert await scene.sms(MOBILE, "罗景明")
