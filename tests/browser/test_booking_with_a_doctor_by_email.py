"""Somebody who knows the doctor's name and has no phone at hand: the doctor is found over all departments, the code comes by
email, and so does what was booked."""

from playwright.async_api import expect

from tests.browser.scene import Scene

ADDRESS = "song@visitor.example"


async def test_found_by_name_and_proved_by_email(scene: Scene):
    await scene.phones()
    await scene.clinic_today("shen-zhiyao")
    patient = await scene.patient()
    page = patient.page
    await patient.button("按医生").click()
    await expect(patient.title).to_have_text("选择医生与项目")
    doctor = page.locator(".departments > li").filter(has_text="沈知遥")
    await expect(doctor).to_contain_text("心内科")
    elsewhere = page.locator(".departments > li").filter(has_text="消化内科")
    await expect(elsewhere.filter(has_text="顾思源")).to_be_visible()
    await doctor.get_by_role("button").click()
    service = doctor.get_by_role("button", name="主任医师门诊诊查")
    await expect(service).to_contain_text("¥60")
    await service.click()
    await expect(page.locator(".chosen")).to_contain_text("¥60")
    await expect(patient.times.first).to_be_visible()
    await patient.take()
    await patient.prove_by_email(ADDRESS, scene.code_by_email)
    await expect(page.locator(".card")).to_contain_text("沈知遥")
    await patient.name("宋知秋")
    await patient.agree()
    await patient.confirm()
    assert await scene.letter(ADDRESS, "已预约|预约成功")

    await patient.button("我的预约").last.click()
    await expect(patient.cards.filter(has_text="已预约")).to_have_count(1)
    desk = await scene.staff("an", "/front-desk")
    await expect(desk.get_by_role("row").filter(has_text="宋知秋")).to_contain_text("已预约")
