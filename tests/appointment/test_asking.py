"""Questions to a hospital's own system: a slow one keeps no other waiting, one is never asked twice at once, and a seat is
given back over there before the next asks for it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bedside.appointment.actions import changing
from bedside.appointment.his import leases
from bedside.appointment.his.asker import Asker
from bedside.appointment.his.duties import mirror_due
from bedside.appointment.his.leases import LEASE
from bedside.appointment.his.store.asks import PATIENCE
from tests.appointment.his_house import House, his_owned
from tests.support.his_server import His


@pytest.fixture
async def house(database_url: str, tmp_path: Path, his: His) -> AsyncIterator[House]:
    async with his_owned(database_url, tmp_path, his, "A", "B") as opened:
        yield opened
        his.over.set()


async def until(true: Callable[[], Awaitable[Any]]) -> None:
    async with asyncio.timeout(20):
        while not await true():  # noqa: ASYNC110 - what is awaited stands in the database
            await asyncio.sleep(0.02)


async def test_a_question_that_hangs_keeps_no_other_waiting(house: House, his: His) -> None:
    await house.connect_again(timeout=60)
    first, second = await house.slots()
    hangs = await house.book(first)
    his.silent = {f"{hangs.id}:lock"}
    ours = house.services.get(Asker)
    assert await ours.look() == 1
    quick = await house.book(second)

    async def booked() -> bool:
        await ours.look()
        return (await house.appointment(quick.id)).status == "booked"

    await until(booked)
    assert his.unheard == [f"{hangs.id}:lock"]
    assert (await house.appointment(hangs.id)).status == "requested"


async def test_who_asks_is_alone_with_it_however_long_it_takes_and_stops_when_it_is_anothers(
    house: House, his: His, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "BEAT", 0.02)
    await house.connect_again(timeout=60)
    hangs = await house.book((await house.slots())[0])
    his.silent = {f"{hangs.id}:lock"}
    ours, others = house.services.get(Asker), Asker(house.services)
    assert await ours.look() == 1

    async def due_in(least: timedelta) -> bool:
        async with house.services.database.transaction([house.hospital]) as tx:
            return await tx.value("SELECT due_at FROM appointment.his_asks") >= house.clock.now() + least

    for _ in range(3):
        house.clock.move(LEASE * 0.6)
        await until(lambda: due_in(LEASE))
        assert await others.look() == 0
    assert len(his.unheard) == 1
    async with house.services.database.transaction([house.hospital]) as tx:
        await tx.run("UPDATE appointment.his_asks SET due_at = due_at + interval '1 second', tries = tries + 1")
    await asyncio.wait_for(ours.idle(), 20)
    assert await due_in(LEASE), "what is another's is left as it is"


async def test_a_seat_is_given_back_there_before_the_next_asks_for_it(house: House, his: His) -> None:
    slot = (await house.slots())[0]
    gone = await house.book(slot)
    await house.ask()
    await changing.cancel(house.services, house.hospital, gone.id, by="person", actor="visitor:guest")
    after = await house.book(slot)
    await house.ask(until=timedelta(seconds=20))
    assert (await house.appointment(after.id)).status == "booked"
    assert [each.key for each in his.live("A")] == [str(after.id)]


async def test_where_another_seat_is_left_nobody_waits_for_one_to_be_given_back(house: House, his: His) -> None:
    await house.connect_again(timeout=60)
    house.offer(his, "A", seats=2)
    await house.mirror()
    slot = (await house.slots())[0]
    gone = await house.book(slot)
    await house.ask()
    his.faults = ["fail"]
    await changing.cancel(house.services, house.hospital, gone.id, by="person", actor="visitor:guest")
    after = await house.book(slot)
    await house.ask()
    assert (await house.appointment(after.id)).status == "booked"
    last = await house.book((await house.slots())[0])
    await house.ask()
    assert (await house.appointment(last.id)).status == "requested", (
        "this one wants the seat that is not given back yet"
    )
    await house.ask(until=timedelta(seconds=40))
    assert (await house.appointment(last.id)).status == "booked"


async def test_a_seat_that_they_will_not_take_back_holds_nobody_up_for_ever(house: House, his: His) -> None:
    slot = (await house.slots())[0]
    gone = await house.book(slot)
    await house.ask()
    await changing.cancel(house.services, house.hospital, gone.id, by="person", actor="visitor:guest")
    after = await house.book(slot)
    his.faults, his.asked = ["fail"] * PATIENCE, []
    for _ in range(PATIENCE + 1):
        await house.ask()
        house.clock.move(timedelta(seconds=10))
    assert [each.method for each in his.asked if each.method != "GET"] == ["DELETE"] * PATIENCE + ["PUT"]
    assert (await house.appointment(after.id)).status == "cancelled"


async def test_a_reading_of_slots_is_one_process_work_while_it_lives_and_anothers_soon_after(
    house: House, his: His, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.connect_again(timeout=60)
    house.clock.move(timedelta(minutes=2))
    his.silent = {"/slots"}
    dies = asyncio.create_task(mirror_due(house.services))

    async def read_until(least: timedelta) -> bool:
        return (await house.connection()).mirror_at >= house.clock.now() + least

    await until(lambda: read_until(LEASE))
    dies.cancel()  # its beat is no more, as after a kill
    house.clock.move(LEASE * 0.6)
    assert await mirror_due(house.services) == 0, "the dead one's lease holds"
    house.clock.move(LEASE)
    monkeypatch.setattr(leases, "BEAT", 0.02)
    lives = asyncio.create_task(mirror_due(house.services))
    for _ in range(2):
        await until(lambda: read_until(LEASE))
        assert await mirror_due(house.services) == 0
        house.clock.move(LEASE * 0.6)
    await house.connect_again(days_ahead=3)  # asks for it anew: what is read by the old settings is read no more
    assert await asyncio.wait_for(lives, 20) == 1
    his.silent = set()
    assert await mirror_due(house.services) == 1
    assert (await house.connection()).error == ""
