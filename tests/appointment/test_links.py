"""A link shows one appointment to whoever has it, changes nothing by being opened, and ends."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from bedside.appointment import links
from bedside.appointment.actions import changing
from bedside.appointment.actions.waiting import NewWait, join
from bedside.appointment.feeds import link_of
from bedside.appointment.links import Link, appointment_link
from bedside.appointment.model import Appointment
from bedside.kit.ids import new_id
from bedside.kit.secret import Signer
from tests.appointment.desk_house import Desk, opened_desk
from tests.appointment.his_house import NOW
from tests.visit.conftest import make_site


@pytest.fixture
async def desk(database_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened_desk(database_url, tmp_path) as opened:
        yield opened


def of(desk: Desk, about: Appointment) -> str:
    return appointment_link(desk.services, desk.hospital, about.id, about.starts_at)


def rev_in(page: httpx.Response) -> str:
    found = re.search(r"name='rev' value='(\d+)'", page.text)
    assert found, page.text
    return found[1]


async def press(desk: Desk, link: str, answer: str, rev: str) -> httpx.Response:
    return await desk.http.post(link, data={"answer": answer, "rev": rev}, follow_redirects=True)


async def test_opening_it_shows_and_changes_nothing(desk: Desk) -> None:
    about = await desk.booked(NOW + timedelta(days=2), await desk.house.person(name="王小满"))
    assert (await desk.http.get(of(desk, about))).status_code == 200
    page = await desk.http.get(of(desk, about))
    assert page.headers["content-type"].startswith("text/html")
    for words in (
        "已预约",
        "Booked",
        "王*满",
        "11月25日（周三）10:00",
        "口腔科",
        "沈明",
        "25 元",
        "我会来",
        "取消预约",
    ):
        assert words in page.text
    assert "王小满" not in page.text
    assert (await desk.house.appointment(about.id)) == about


async def test_the_link_of_the_message_is_the_link(desk: Desk) -> None:
    await desk.booked(NOW + timedelta(days=2))
    await desk.house.hear()
    found = re.search(r"http://\S+/a/[\w-]+", (await desk.told())[0].text)
    assert found
    assert (await desk.http.get(found[0])).status_code == 200


async def test_i_will_come_is_kept_once(desk: Desk) -> None:
    about = await desk.booked(NOW + timedelta(days=2))
    rev = rev_in(await desk.http.get(of(desk, about)))
    for _ in range(2):
        page = await press(desk, of(desk, about), "come", rev)
        assert page.status_code == 200
        assert "您会来" in page.text
    async with desk.services.database.transaction([desk.hospital]) as tx:
        told = await tx.value("SELECT count(*) FROM kit.facts WHERE kind = 'appointment.coming'")
    assert told == 1


async def test_cancelled_by_link_and_replayed(desk: Desk) -> None:
    about = await desk.booked(NOW + timedelta(days=2))
    site = await make_site(desk.services, desk.hospital)
    page = await desk.http.get(of(desk, about))
    assert "在预约页面查看全部时间" in page.text
    rev = rev_in(page)
    for _ in range(3):
        page = await press(desk, of(desk, about), "cancel", rev)
        assert page.status_code == 200
        assert re.search(rf"<a href='[^']+/book/{site.key}'>重新预约", page.text)
        assert "已取消" in page.text
        assert "<form" not in page.text
    now = await desk.house.appointment(about.id)
    assert (now.status, now.rev) == ("cancelled", about.rev + 1)
    page = await press(desk, of(desk, about), "come", rev)
    assert page.status_code == 409


async def test_an_answer_to_a_state_that_is_past_is_not_taken(desk: Desk) -> None:
    about = await desk.booked(NOW + timedelta(days=2))
    rev = rev_in(await desk.http.get(of(desk, about)))
    later = await desk.slot(NOW + timedelta(days=4))
    await changing.reschedule(desk.services, desk.hospital, about.id, later.id, "staff:x")
    for answer in ("come", "cancel"):
        assert (await press(desk, of(desk, about), answer, rev)).status_code == 409
    now = await desk.house.appointment(about.id)
    assert now.status == "booked"
    assert "11月27日" in (await desk.http.get(of(desk, about))).text


async def test_expired_forged_and_strange_links_show_nothing(desk: Desk) -> None:
    about = await desk.booked(NOW + timedelta(days=2), await desk.house.person(name="王小满"))
    link = of(desk, about)
    other = Signer(b"another key of thirty-two bytes!").sign(
        Link(desk.hospital, "appointment", about.id, NOW + timedelta(days=9))
    )
    unknown = appointment_link(desk.services, desk.hospital, new_id(), about.starts_at)
    wrong = links.sign(desk.services, Link(desk.hospital, "offer", about.id, NOW + timedelta(days=9)))
    for strange in (link[:-3] + "abc", f"/a/{other}", "/a/x", unknown, wrong):
        for page in (await desk.http.get(strange), await press(desk, strange, "cancel", str(about.rev))):
            assert page.status_code in (404, 410), strange
            assert "口腔科" not in page.text
    desk.clock.move(timedelta(days=2, hours=13))
    page = await desk.http.get(link)
    assert page.status_code == 410
    assert "链接已失效" in page.text
    assert (await press(desk, link, "cancel", str(about.rev))).status_code == 410
    assert (await desk.house.appointment(about.id)).status == "booked"


HOSTILE = (
    "%00", "a%00b", "x" * 599, "x" * 5_000, "%F0%9F%8F%A5", "%E2%80%AE", "%FF%FE", "%EF%BC%91.%C2%B2", "..%2F..%2Fetc",
    "%22%3E%3Cb%3E", "a.b.c", "-", "%25", "1.ics",
)  # fmt: skip
"""Path segments as no program of ours writes them."""


async def test_hostile_addresses_and_answers_break_nothing(desk: Desk) -> None:
    about = await desk.booked(NOW + timedelta(days=2))
    link = of(desk, about)
    feed = await link_of(desk.services, desk.house.viewer, desk.hospital, desk.house.doctor)
    for strange in HOSTILE:
        for page in (
            await desk.http.get(f"/a/{strange}"),
            await press(desk, f"/a/{strange}", "cancel", "1"),
            await desk.http.get(f"/calendar/{strange}"),
            await desk.http.get(f"/calendar/{strange}.ics"),
        ):
            assert page.status_code in (400, 404, 410), page.url
        for altered in (link + strange, feed.replace(".ics", strange)):
            assert (await desk.http.get(altered)).status_code < 500, altered
    for answer, rev in (
        ("cancel", "²"),
        ("cancel", "９" * 10),
        ("\0", "1"),
        ("cancel", "-1"),
        ("move", str(about.rev)),
    ):
        assert (await press(desk, link, answer, rev)).status_code < 500, (answer, rev)
    assert (await desk.http.post(link, content=b"\xff=%00&" * 300)).status_code < 500
    assert (await desk.house.appointment(about.id)).status == "booked"


async def test_after_it_began_it_can_be_seen_and_not_cancelled(desk: Desk) -> None:
    about = await desk.booked(NOW + timedelta(days=2))
    desk.clock.move(timedelta(days=2, minutes=5))
    page = await desk.http.get(of(desk, about))
    assert page.status_code == 200
    assert "<form" not in page.text
    assert (await press(desk, of(desk, about), "cancel", str(about.rev))).status_code == 409


async def test_an_offer_is_accepted_by_link_and_the_second_keeps_what_they_had(desk: Desk) -> None:
    about = await desk.booked(NOW + timedelta(days=2))
    for n in range(2):
        wait = NewWait(
            hospital_id=desk.hospital, person=await desk.house.person(name=f"候补{n}"), department=desk.house.own_department,
            from_at=NOW, to_at=NOW + timedelta(days=5),
        )  # fmt: skip
        await join(desk.services, wait, "system:test")
    await desk.house.hear()
    await changing.cancel(desk.services, desk.hospital, about.id, by="person", actor="visitor:guest")
    await desk.house.hear()
    offers = [re.search(r"http://\S+/a/[\w-]+", each.text) for each in await desk.told() if each.template == "offer"]
    first, second = [found[0] for found in offers if found]
    page = await desk.http.get(first)
    assert "候补有号" in page.text
    won = await press(desk, first, "accept", rev_in(page))
    assert "您已接受这个号" in won.text
    assert "您已接受这个号" in (await press(desk, first, "accept", "0")).text
    lost = await press(desk, second, "accept", "0")
    assert (lost.status_code, "另一位候补" in lost.text) == (409, True)
    assert "另一位候补者先接受" in (await desk.http.get(second)).text
