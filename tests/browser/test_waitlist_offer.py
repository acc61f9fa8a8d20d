"""Two wait for one seat; it is freed, both are told, the first to accept has it and the other keeps what they had."""

from playwright.async_api import expect

from tests.browser.patient import Patient
from tests.browser.scene import Scene

HOLDER, FIRST, SECOND = "13900001001", "13900001002", "13900001003"


async def test_offer_won_and_lost(scene: Scene):
    await scene.phones()
    await scene.one_seat_tomorrow("shen-zhiyao")
    holder = await scene.patient()
    await holder.choose("心内科", "主任医师门诊诊查")
    await holder.take()
    await holder.prove(HOLDER, scene.code)
    await holder.name("先到者")
    await holder.agree()
    await holder.confirm()
    first, second = [await _waits(scene, phone, name) for phone, name in ((FIRST, "候一"), (SECOND, "候二"))]

    await holder.button("我的预约").last.click()
    await holder.button("取消预约").click()
    await holder.button("确定取消").click()
    await expect(holder.page.get_by_role("status")).to_contain_text("预约已取消")

    for phone in (FIRST, SECOND):
        assert await scene.sms(phone, "候补|空号|有号")
    for patient in (first, second):
        await patient.button("再约一个").click()
        await patient.button("我的预约").click()
        await expect(patient.page.get_by_text("有空号了，先到先得")).to_be_visible()
    await first.button("就要这个时间").click()
    await expect(first.page.get_by_role("status")).to_contain_text("这个号是您的了")
    await expect(first.cards.filter(has_text="已预约")).to_have_count(1)
    await second.button("就要这个时间").click()
    await expect(second.page.get_by_role("alert")).to_be_visible()
    await expect(second.cards.filter(has_text="已预约")).to_have_count(0)
    await expect(second.page.get_by_role("region", name="候补")).to_be_visible()


async def _waits(scene: Scene, phone: str, name: str) -> Patient:
    patient = await scene.patient()
    await patient.choose("心内科", "主任医师门诊诊查", full=True)
    await patient.button("加入候补").click()
    await patient.prove(phone, scene.code)
    await patient.name(name)
    await patient.agree()
    await patient.button("加入候补").click()
    await expect(patient.page.get_by_role("status")).to_contain_text("已加入候补")
    return patient
