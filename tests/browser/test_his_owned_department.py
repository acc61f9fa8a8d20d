"""A department whose seats are the hospital's own system's: while that does not answer nobody is told that they are booked."""

from datetime import timedelta

from playwright.async_api import expect

from bedside.appointment.his.managing import Given, save
from bedside.appointment.his.settings import HisSettings
from bedside.demo.furnish.places import found_group, furnish_places
from tests.browser.scene import Scene
from tests.browser.seats import seats_of
from tests.support.his_server import SECRET, His, his_server

MOBILE = "13900006543"


async def test_requested_until_the_system_answers_then_booked(scene: Scene):
    await scene.phones()
    async with his_server() as his:
        await _cardiology_is_theirs(scene, his)
        patient = await scene.patient()
        price = await patient.choose("心内科", "主任医师门诊诊查")
        when = await patient.take()
        await patient.prove(MOBILE, scene.code)
        await patient.name("程愿")
        await patient.agree()
        his.down = True
        await patient.button("确认预约").click()
        await expect(patient.title).to_have_text("已提交，等待医院确认")
        await expect(patient.page.get_by_text("收到确认前，请不要前往。")).to_be_visible()
        for words in (when, price):
            await expect(patient.page.locator(".card")).to_contain_text(words)
        assert await scene.sms(MOBILE, "还不算预约成功")
        await patient.button("我的预约").last.click()
        await expect(patient.cards.first).to_contain_text("等待医院确认")
        await expect(patient.cards.filter(has_text="已预约")).to_have_count(0)

        his.down = False
        assert await scene.sms(MOBILE, "您已预约")
        await expect(patient.cards.filter(has_text="已预约")).to_have_count(1)  # the page hears of it by itself
        assert [each.status for each in his.booked] == ["booked"]


async def _cardiology_is_theirs(scene: Scene, his: His) -> None:
    """Its only free time is tomorrow morning's, in the system's own book."""
    await scene.one_seat_tomorrow("shen-zhiyao")
    holder, _ = await found_group(scene.services)
    east = (await furnish_places(scene.services, holder))["east"]
    starts = (scene.services.clock.now() + timedelta(days=1)).replace(minute=0, second=0, microsecond=0)
    his.offer(
        "A1", starts, starts + timedelta(minutes=30), 1, department="cardiology", doctor="shen-zhiyao", service="reg-chief"
    )  # fmt: skip
    settings = HisSettings(url=his.url, timeout=2, mirror_seconds=5)
    given = Given(name="院内系统", departments=[east.departments["cardiology"]], secret=SECRET, settings=settings)
    await save(scene.services, holder, east.hospital_id, None, 1, given)
    assert (await (await seats_of(scene.services)).free_of("沈知遥")).owner == "his"
