"""A department's seats go from one owner to the other: who has a seat keeps it, and nobody new gets one from the former."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from bedside.appointment import duties
from bedside.appointment.actions import changing
from bedside.appointment.actions.planning import make_slots, save_schedule
from bedside.appointment.his.managing import Given, save
from bedside.appointment.model import Slot
from bedside.appointment.problems import SEAT_TAKEN
from bedside.appointment.store import slots as slot_store
from bedside.appointment.store.slots import Wanted
from bedside.appointment.weeks import Line
from bedside.kit.ids import new_id
from tests.appointment.his_house import NOW, House, his_owned
from tests.appointment.test_one_seat_one_person import refused
from tests.support.his_server import His


@pytest.fixture
async def house(database_url: str, tmp_path: Path, his: His) -> AsyncIterator[House]:
    async with his_owned(database_url, tmp_path, his, "A", seats=2) as opened:
        yield opened


async def own_slots(house: House, *, closed: bool = False) -> list[Slot]:
    """The free ones of the department that is ours; `closed`: all of the doctor's, whatever became of them."""
    async with house.services.database.transaction([house.hospital]) as tx:
        if closed:
            day = NOW.date() + timedelta(days=1)
            return await slot_store.of_doctor(tx, house.hospital, house.other_doctor, day, day)
        wanted = Wanted(since=NOW, until=NOW + timedelta(days=7), department=house.own_department)
        return await slot_store.find(tx, house.hospital, wanted, 100)


async def tuesdays(house: House) -> None:
    """Nine to ten, two slots of three seats, from tomorrow on."""
    line = Line(
        id=new_id(), service_id=house.service, department_id=house.own_department, weekday=2, starts=540, ends=600,
        slot_minutes=30, seats=3, green_seats=0,
    )  # fmt: skip
    await save_schedule(house.services, house.viewer, house.hospital, house.other_doctor, 0, [line], [])


async def hand_over(house: House, *, theirs: bool) -> None:
    now = await house.connection()
    departments = [house.department, *([house.own_department] if theirs else [])]
    given = Given(name=now.name, departments=departments, settings=now.settings)
    await save(house.services, house.viewer, house.hospital, now.id, now.rev, given)


async def test_who_has_a_seat_with_us_keeps_it_when_the_department_becomes_theirs(house: House) -> None:
    await tuesdays(house)
    first, _ = await own_slots(house)
    mine = await house.book(first)
    assert mine.status == "booked"
    await hand_over(house, theirs=True)
    assert await own_slots(house) == []
    await refused(SEAT_TAKEN, house.book(first))
    # The duties that look after seats leave them alone, however often they come by.
    for _ in range(2):
        await make_slots(house.services, house.hospital)
        house.clock.move(duties.GRACE + timedelta(seconds=1))
        await duties.left_behind(house.services)
    kept = await house.appointment(mine.id)
    assert (kept.status, kept.displaced_at) == ("booked", None)
    assert [(slot.seats, slot.taken, slot.closed_at is None) for slot in await own_slots(house, closed=True)][:1] == [
        (1, 1, True)
    ]
    # What is given back is nobody's, and makes room for a slot of theirs.
    await changing.cancel(house.services, house.hospital, mine.id, by="person", actor="visitor:guest")
    assert await own_slots(house) == []
    assert [slot.closed_at is None for slot in await own_slots(house, closed=True)] == [False, False]


async def test_a_department_that_comes_back_has_all_its_seats_again(house: House) -> None:
    await tuesdays(house)
    mine = await house.book((await own_slots(house))[0])
    await hand_over(house, theirs=True)
    await make_slots(house.services, house.hospital)
    await hand_over(house, theirs=False)
    await make_slots(house.services, house.hospital)
    assert [(slot.seats, slot.left) for slot in await own_slots(house)] == [(3, 2), (3, 3)]
    assert msgspec.structs.replace(await house.appointment(mine.id), rev=mine.rev) == mine
