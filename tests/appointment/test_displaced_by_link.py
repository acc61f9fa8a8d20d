"""The doctor falls ill: the link of the message offers other times, and choosing one loses nothing that somebody has."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from bedside.appointment.actions import absence
from bedside.appointment.model import Appointment, Slot
from tests.appointment.desk_house import Desk, opened_desk
from tests.appointment.his_house import NOW

LATER, SOONER = timedelta(days=6), timedelta(days=2, hours=1)


@pytest.fixture
async def desk(database_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened_desk(database_url, tmp_path) as opened:
        yield opened


async def displaced(desk: Desk) -> tuple[Appointment, str]:
    """Somebody whose doctor fell ill, and the link that they were sent."""
    mine = await desk.booked(NOW + timedelta(days=2))
    house = desk.house
    done = await absence.doctor_unavailable(
        house.services, house.viewer, house.hospital, house.doctor, NOW + timedelta(days=1), NOW + timedelta(days=3), "生病"
    )  # fmt: skip
    assert done.displaced == [mine.id]
    await house.hear()
    told = next(each.text for each in await desk.told() if each.template == "displaced")
    found = re.search(r"http://\S+/a/[\w-]+", told)
    assert found, told
    return await house.appointment(mine.id), found[0]


async def other_times(desk: Desk) -> tuple[Slot, Slot]:
    """The same doctor's next time, and another doctor's sooner one."""
    return await desk.slot(NOW + LATER), await desk.slot(NOW + SOONER, doctor=desk.house.other_doctor)


async def choose(desk: Desk, link: str, slot: UUID, rev: int) -> httpx.Response:
    return await desk.http.post(
        link, data={"answer": "move", "slot": str(slot), "rev": str(rev)}, follow_redirects=True
    )


def offered(page: httpx.Response) -> list[str]:
    return re.findall(r"name='slot' value='([^']+)'", page.text)


async def test_other_times_are_shown_soonest_first_with_doctor_and_price(desk: Desk) -> None:
    later, sooner = await other_times(desk)
    mine, link = await displaced(desk)
    page = await desk.http.get(link)
    assert page.status_code == 200
    assert offered(page) == [str(sooner.id), str(later.id)]
    for words in (
        "请另选时间",
        "choose another time",
        "陆远 主任医师",
        "<i>门诊</i>",
        "<i>25 元</i>",
        "11月25日（周三）11:00",
        "取消预约",
    ):
        assert words in page.text, words
    assert await desk.house.appointment(mine.id) == mine  # opening it changes nothing


async def test_the_chosen_time_is_theirs_once_however_often_it_is_sent(desk: Desk) -> None:
    later, sooner = await other_times(desk)
    mine, link = await displaced(desk)
    for _ in range(3):
        page = await choose(desk, link, sooner.id, mine.rev)
        assert page.status_code == 200
        assert "已预约" in page.text
        assert offered(page) == [str(later.id)]
    now = await desk.house.appointment(mine.id)
    assert (now.status, now.slot_id, now.displaced_at, now.rev) == ("booked", sooner.id, None, mine.rev + 1)
    await desk.house.hear()
    assert [each.template for each in await desk.told() if each.template == "moved"] == ["moved"]
    # The page of before, sent again for another time: it has been answered.
    replayed = await choose(desk, link, later.id, mine.rev)
    assert replayed.status_code == 409
    assert "已有变化" in replayed.text
    assert (await desk.house.appointment(mine.id)).slot_id == sooner.id


async def test_a_time_that_is_gone_meanwhile_costs_nothing(desk: Desk) -> None:
    later, sooner = await other_times(desk)
    mine, link = await displaced(desk)
    assert offered(await desk.http.get(link)) == [str(sooner.id), str(later.id)]
    await desk.house.book(sooner)
    page = await choose(desk, link, sooner.id, mine.rev)
    assert page.status_code == 409
    assert "已被约满" in page.text
    assert offered(page) == [str(later.id)]
    assert await desk.house.appointment(mine.id) == mine
    assert (await choose(desk, link, later.id, mine.rev)).status_code == 200
    assert (await desk.house.appointment(mine.id)).slot_id == later.id


async def test_where_nothing_is_free_the_page_says_to_call(desk: Desk) -> None:
    mine, link = await displaced(desk)
    page = await desk.http.get(link)
    assert "请致电医院改期" in page.text
    assert offered(page) == []
    gone = await desk.http.post(link, data={"answer": "cancel", "rev": str(mine.rev)}, follow_redirects=True)
    assert "已取消" in gone.text


async def test_only_times_of_the_department(desk: Desk) -> None:
    await other_times(desk)
    mine, link = await displaced(desk)
    own, desk.house.own_department = desk.house.own_department, desk.house.department
    elsewhere = await desk.slot(NOW + timedelta(days=4))
    desk.house.own_department = own
    assert (await choose(desk, link, elsewhere.id, mine.rev)).status_code == 404
    strange = await desk.http.post(link, data={"answer": "move", "slot": "x", "rev": str(mine.rev)})
    assert strange.status_code in (400, 422)
    assert await desk.house.appointment(mine.id) == mine


async def test_whoever_may_come_finds_other_times_behind_the_same_link(desk: Desk) -> None:
    """The messages say: move or cancel."""
    later, sooner = await other_times(desk)
    well = await desk.booked(NOW + timedelta(days=5))
    await desk.house.hear()
    told = next(each.text for each in await desk.told() if each.template == "booked")
    assert "改期或取消" in told
    found = re.search(r"http://\S+/a/[\w-]+", told)
    assert found
    page = await desk.http.get(found[0])
    assert offered(page) == [str(sooner.id), str(later.id)]
    assert "改到别的时间" in page.text
    assert "/book/" not in page.text, "no site, no page to book on"
    moved = await choose(desk, found[0], later.id, well.rev)
    assert moved.status_code == 200
    assert (await desk.house.appointment(well.id)).slot_id == later.id
    assert (await choose(desk, found[0], sooner.id, well.rev)).status_code == 409, "it was answered"
    desk.clock.move(timedelta(days=6, minutes=1))
    assert offered(await desk.http.get(found[0])) == []


async def test_when_the_time_has_come_it_is_too_late(desk: Desk) -> None:
    later, _ = await other_times(desk)
    mine, link = await displaced(desk)
    desk.clock.move(timedelta(days=2, minutes=1))
    assert offered(await desk.http.get(link)) == []
    desk.clock.move(timedelta(hours=12))
    for page in (await desk.http.get(link), await choose(desk, link, later.id, mine.rev)):
        assert page.status_code == 410
        assert "链接已失效" in page.text
    assert await desk.house.appointment(mine.id) == mine
