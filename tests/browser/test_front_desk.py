"""The front desk's day: who booked alone is expected, arrives, is seen; who walks in gets a time of today."""

import re

from playwright.async_api import expect

from tests.browser.patient import Patient
from tests.browser.scene import PHONE, Scene

DEPARTMENT, SERVICE = "心内科", "主任医师门诊诊查"
MOBILE = "13900005678"


async def test_booked_online_arrives_and_the_timeline_shows_it(scene: Scene):
    await scene.phones()
    await scene.clinic_today("shen-zhiyao")
    patient = await _booked(scene, "宋知秋")
    desk = await scene.staff("an", "/front-desk")
    row = desk.get_by_role("row").filter(has_text="宋知秋")
    await expect(row).to_contain_text("已预约")
    await row.get_by_role("button", name="到院 宋知秋").click()
    await expect(row).to_contain_text("已到院")

    doctor = await scene.staff("shen", "/doctor-day", await scene.context(PHONE, touch=True))
    here = doctor.get_by_role("row").filter(has_text="宋知秋")
    await expect(here).to_contain_text("已到院")
    await here.get_by_role("button", name="就诊完成").click()
    await expect(here).to_contain_text("已就诊")
    assert not await doctor.evaluate("document.documentElement.scrollWidth > innerWidth")

    # The desk hears of it by itself.
    await expect(row).to_contain_text("已就诊")
    await row.get_by_role("link", name=re.compile("宋知秋")).click()
    timeline = desk.locator("section").filter(has=desk.get_by_role("heading", name="时间线"))
    for told in ("预约成功", "验证了手机号", "到"):
        await expect(timeline.get_by_role("listitem").filter(has_text=told).first).to_be_visible()
    await expect(desk.get_by_text("139****5678")).to_be_visible()
    await patient.button("我的预约").last.click()
    await expect(patient.cards.filter(has_text="已就诊")).to_be_visible()


async def test_somebody_walks_in_and_a_slip_is_undone(scene: Scene):
    await scene.clinic_today("shen-zhiyao")
    desk = await scene.staff("an", "/front-desk")
    await desk.get_by_role("button", name="现场挂号").click()
    drawer = desk.get_by_role("dialog", name="现场挂号")
    await drawer.get_by_role("button").filter(has_text="沈知遥").first.click()
    await drawer.get_by_label("姓名").fill("何来")
    await drawer.get_by_label("手机号").fill("13900005679")
    await expect(drawer).to_contain_text("公示价格")
    await drawer.get_by_role("button", name="现场挂号").click()
    row = desk.get_by_role("row").filter(has_text="何来")
    await expect(row).to_contain_text("已到院")
    await expect(row).to_contain_text("现场")
    await row.get_by_role("button", name="何来 的更多操作").click()
    await desk.get_by_role("menuitem", name="撤销").click()
    await expect(row).to_contain_text("已预约")


async def _booked(scene: Scene, name: str) -> Patient:
    patient = await scene.patient()
    price = await patient.book(DEPARTMENT, SERVICE, name, MOBILE, scene.code)
    assert price == "¥60"
    await expect(patient.page.locator(".card")).to_contain_text(price)
    assert await scene.sms(MOBILE, "已预约")
    return patient
