"""A doctor falls ill whose seats are the hospital's own system's: everybody is told and may choose, in one action."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bedside.appointment import duties
from bedside.appointment.actions import changing
from bedside.appointment.actions.absence import Absence, doctor_unavailable
from bedside.appointment.store import slots as slot_store
from tests.appointment.his_house import NOW, House, his_owned
from tests.support.his_server import His


@pytest.fixture
async def house(database_url: str, tmp_path: Path, his: His) -> AsyncIterator[House]:
    async with his_owned(database_url, tmp_path, his, "A", "B", "C", seats=2) as opened:
        yield opened


async def ill(house: House) -> Absence:
    """All of tomorrow morning."""
    since, until = NOW + timedelta(hours=12), NOW + timedelta(hours=36)
    return await doctor_unavailable(house.services, house.viewer, house.hospital, house.doctor, since, until, "生病")


async def test_all_are_told_and_what_they_choose_ends_the_seat_there(house: House, his: His) -> None:
    slots = await house.slots()
    booked = await house.book(slots[0])
    await house.ask()
    his.down = True
    asked = await house.book(slots[1])
    await house.ask()
    done = await ill(house)
    assert (done.closed, done.theirs, done.moved) == (3, 3, [])
    assert set(done.displaced) == {booked.id, asked.id}
    # They still offer it there; here the doctor stays away, and nobody is told "booked" of it any more.
    his.down = False
    await house.mirror()
    await house.ask(until=timedelta(minutes=6))
    assert await house.slots() == []
    assert {(await house.appointment(each.id)).status for each in (booked, asked)} == {"booked", "requested"}
    assert await house.kinds() == set()
    house.offer(his, "X", doctor="d2", days=2)
    await house.mirror()
    chosen = await changing.reschedule(
        house.services, house.hospital, booked.id, (await house.slots())[0].id, "visitor:guest"
    )
    await house.ask(until=timedelta(minutes=1))
    assert [(await house.appointment(each)).status for each in (booked.id, chosen.id)] == ["cancelled", "booked"]
    assert [each.status for each in his.of(booked.id)] == ["cancelled"]
    # Who chooses nothing is seen to when the time has come.
    house.clock.move(timedelta(days=1))
    await duties.left_behind(house.services)
    assert (await house.appointment(asked.id)).status == "cancelled"


async def test_should_the_action_die_the_duty_tells_the_rest(house: House) -> None:
    await ill(house)
    async with house.services.database.transaction([house.hospital]) as tx:
        slot = (
            await slot_store.of_doctor(tx, house.hospital, house.doctor, NOW.date(), NOW.date() + timedelta(days=2))
        )[0]
        await tx.run("UPDATE appointment.slots SET closed_at = NULL WHERE id = %s", (slot.id,))
    mine = await house.book(slot)
    await house.ask()
    await house.mirror()
    house.clock.move(duties.GRACE + timedelta(seconds=1))
    await duties.left_behind(house.services)
    assert (await house.appointment(mine.id)).displaced_at is not None
