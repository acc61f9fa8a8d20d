"""Two wait for one seat; it is freed, both are told, the first to accept has it and the other keeps what they had."""

from playwright.async_api import expect

from tests.browser.patient import Patient
from tests.browser.scene import Scene
from tests.browser.seats import seats_of

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


async def test_accepted_and_lost_at_the_desk_for_who_is_on_the_phone(scene: Scene):
    await scene.one_seat_tomorrow("shen-zhiyao")
    seats = await seats_of(scene.services)
    slot = await seats.free_of("沈知遥")
    holder = await seats.book(slot, await seats.person("先到者", HOLDER))
    for name, phone in (("候一", FIRST), ("候二", SECOND)):
        await seats.wait(await seats.person(name, phone), slot)
    await seats.cancel(holder)

    desk, other = [await scene.staff(login, "/front-desk/waitlist") for login in ("an", "meng")]
    await expect(other.get_by_role("row").filter(has_text="候二")).to_contain_text("沈知遥")
    await other.get_by_role("button", name="代为接受 候二").click()
    await expect(other.get_by_role("dialog")).to_be_visible()
    await desk.get_by_role("button", name="代为接受 候一").click()
    asked = desk.get_by_role("dialog")
    await expect(asked).to_contain_text("先告诉对方公示价格 ¥60")
    await asked.get_by_role("button", name="代为接受").click()
    await expect(desk.get_by_text("这个号已归“候一”")).to_be_visible()
    await expect(desk.get_by_role("row").filter(has_text="候一")).to_have_count(0)
    await expect(desk.get_by_role("row").filter(has_text="候二")).to_contain_text("还没有空号")

    # A colleague was asking the other one just then: whoever comes second loses nothing.
    await other.get_by_role("dialog").get_by_role("button", name="代为接受").click()
    await expect(other.get_by_text("这个号已被另一位候补的人先接受")).to_be_visible()
    await expect(other.get_by_role("row").filter(has_text="候二")).to_contain_text("还没有空号")


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
