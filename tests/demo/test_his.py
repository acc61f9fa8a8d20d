"""The demo hospital's own system keeps the contract of docs/his.md, and its department is booked by way of "requested"."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bedside.appointment import questions
from bedside.appointment.actions import confirming, holding
from bedside.appointment.his.asker import Asker
from bedside.appointment.his.contract import Asked, Bill, BillLine, No, OwnerAway, Yes
from bedside.appointment.his.duties import mirror_due
from bedside.appointment.his.http import HttpHis
from bedside.appointment.his.reconciling import reconcile
from bedside.appointment.his.settings import HisSettings
from bedside.appointment.his.store import connections
from bedside.appointment.questions import Wanted
from bedside.console import rooms
from bedside.demo.furnish import PostOffice, furnish, his_secret
from bedside.demo.furnish.places import found_group, furnish_places
from bedside.demo.furniture import load
from bedside.demo.gateway import Gateway
from bedside.demo.his import DemoHis
from bedside.demo.mailbox import Mailbox
from bedside.demo.post import Counter
from bedside.kit.clock import SetClock
from bedside.kit.ids import new_id
from bedside.kit.services import Services, open_services
from bedside.kit.settings import Settings
from bedside.people.person import NewPerson
from bedside.people.persons import make_person
from tests.support.asgi import over_http

NOW = datetime(2027, 3, 10, 4, 0, tzinfo=UTC)
"""A Wednesday, noon in the demo's city."""
SECRET = "the demo's own"


class Town:
    """The system, and Bedside's own way of talking to it."""

    def __init__(self, port: int, file: Path, clock: SetClock) -> None:
        self.port, self.file, self.clock = port, file, clock

    def client(self, secret: str = SECRET) -> HttpHis:
        return HttpHis(HisSettings(url=PostOffice(sms=self.port, mail=9).his, timeout=5), secret)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    clock, file = SetClock(NOW), tmp_path / "his.sqlite"
    with closing(DemoHis(SECRET, file, now=clock.now, slow=0)) as his:
        async with over_http(Counter(Gateway({}), Mailbox(), his), lifespan="off") as port:
            yield Town(port, file, clock)


async def _asked(his: HttpHis, n: int = 0) -> Asked:
    slot = [each for each in await his.slots(NOW, NOW + timedelta(days=7)) if each.left][n]
    return Asked(
        key=new_id(), slot=slot.ref, department=slot.department, doctor=slot.doctor, service=slot.service,
        starts_at=slot.starts_at, ends_at=slot.ends_at, price_fen=6000,
    )  # fmt: skip


async def test_it_offers_its_doctors_hours_and_sells_at_its_own_window_too(town: Town) -> None:
    async with town.client() as his:
        slots = await his.slots(NOW, NOW + timedelta(days=14))
        sold = await his.bookings(NOW, NOW + timedelta(days=14))
    furniture = load()
    assert {each.department for each in slots} == {furniture.his.department}
    doctors = {one.key for one in furniture.doctors if one.department == furniture.his.department and one.hours}
    assert {each.doctor for each in slots} == doctors
    assert all(each.starts_at.astimezone(UTC).hour < 10 for each in slots), "clinics are by day"
    assert len(sold) == sum(each.seats - each.left for each in slots) > 0
    assert {each.key for each in sold} == {None}


async def test_a_booking_stands_is_charged_for_on_arrival_and_paid_after_the_visit(town: Town) -> None:
    async with town.client() as his:
        asked = await _asked(his)
        assert isinstance(await his.confirm(asked), Yes)
        assert await his.confirm(asked) == await his.confirm(asked), "said again it is the same"
        assert await his.bill(asked) is None
        assert isinstance(await his.arrival(asked), Yes)
        line = BillLine(asked.service, "诊查费", 1, 6000)
        assert await his.bill(asked) == Bill([line], 6000, 0)
        town.clock.move(asked.ends_at - NOW)
        assert await his.bill(asked) == Bill([line], 6000, 6000)
        assert [each.key for each in await his.bookings(NOW, NOW + timedelta(days=7)) if each.key] == [asked.key]


async def test_a_full_slot_is_refused_and_a_cancelled_seat_is_free_again(town: Town) -> None:
    async with town.client() as his:
        asked = await _asked(his)
        taken = [msgspec.structs.replace(asked, key=new_id()) for _ in range(3)]
        answers = [await his.confirm(each) for each in taken]
        assert answers[-1] == No("taken")
        assert isinstance(await his.cancel(taken[0]), Yes)
        assert isinstance(await his.confirm(asked), Yes)
        assert await his.confirm(msgspec.structs.replace(asked, key=new_id(), slot="no-such:202703101400")) == No(
            "gone"
        )


async def test_its_books_outlive_it_and_strangers_read_nothing(town: Town) -> None:
    async with town.client() as his:
        asked = await _asked(his)
        await his.confirm(asked)
    with closing(DemoHis(SECRET, town.file, now=town.clock.now, slow=0)) as again:
        async with (
            over_http(Counter(Gateway({}), Mailbox(), again), lifespan="off") as port,
            Town(port, town.file, town.clock).client() as his,
        ):
            assert asked.key in {each.key for each in await his.bookings(NOW, NOW + timedelta(days=7))}
    async with town.client("another") as his:
        with pytest.raises(OwnerAway):
            await his.bookings(NOW, NOW + timedelta(days=7))


@pytest.fixture
async def hospital(database_url: str, tmp_path: Path) -> AsyncIterator[tuple[Services, Any]]:
    clock = SetClock(NOW)
    async with AsyncExitStack() as stack:
        services = await stack.enter_async_context(open_services(Settings(home=tmp_path), database_url, clock))
        rooms.start(services)
        stack.push_async_callback(rooms.stop, services)
        his = stack.enter_context(
            closing(DemoHis(his_secret(services), tmp_path / "his.sqlite", now=clock.now, slow=0))
        )
        port = await stack.enter_async_context(over_http(Counter(Gateway({}), Mailbox(), his), lifespan="off"))
        await furnish(services, PostOffice(sms=port, mail=9))
        holder, _ = await found_group(services)
        yield services, (await furnish_places(services, holder))[load().his.campus]


async def test_in_its_department_a_visitor_is_told_requested_and_then_booked(hospital: tuple[Services, Any]) -> None:
    services, place = hospital
    at, department = place.hospital_id, place.departments[load().his.department]
    week = Wanted(since=NOW, until=NOW + timedelta(days=7), department=department)
    assert await questions.find(services, at, week, 10) == []
    assert await mirror_due(services) == 1
    slot = (await questions.find(services, at, week, 10))[0]
    held = await holding.hold(services, holding.Asked(hospital_id=at, actor=confirming.GUEST, slot=slot.id))
    async with services.database.transaction([at]) as tx:
        person = (await make_person(tx, services, at, NewPerson("杉听雨"), "system:test")).id
    token = confirming.token_of(services, held.token, confirming.GUEST)
    mine = await confirming.confirm(services, token, person, confirming.GUEST)
    assert mine.status == "requested"
    await services.get(Asker).look()
    await services.get(Asker).idle()
    async with services.database.transaction([at]) as tx:
        now = await questions.appointment(tx, at, mine.id)
        (connection,) = await connections.connections(tx, at)
    assert now
    assert now.status == "booked"
    assert now.his_ref
    assert await reconcile(services, connection) == 0
