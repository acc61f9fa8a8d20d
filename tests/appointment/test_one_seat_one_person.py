"""Hold, confirm, replay, forge, expire: a seat is one person's, and only while it was told so."""

from datetime import timedelta
from typing import LiteralString
from uuid import UUID

import msgspec
import psycopg
import pytest

from bedside.appointment import duties
from bedside.appointment.actions import changing, confirming, holding
from bedside.appointment.problems import (
    HOLD_EXPIRED,
    HOLD_UNKNOWN,
    HOLD_USED,
    HOLDS_MANY,
    NO_SEAT,
    SEAT_TAKEN,
    SLOT_PAST,
)
from bedside.appointment.store import appointments as store
from bedside.appointment.store.slots import Wanted
from bedside.kit.ids import new_id
from bedside.kit.problems import NOT_FOUND, Problem
from bedside.kit.secret import Signer
from tests.appointment.clinic import Clinic


async def refused(code: str, doing: object) -> None:
    with pytest.raises(Problem) as told:
        await doing  # pyright: ignore[reportGeneralTypeIssues]
    assert told.value.code == code


async def test_a_seat_is_held_at_the_published_price_and_confirmed(clinic: Clinic) -> None:
    await clinic.schedule(clinic.line())
    first, *others = await clinic.slots()
    assert len(others) == 3
    held = await clinic.hold(first)
    assert held.appointment.price_fen == 2500
    assert [slot.id for slot in await clinic.slots()] == [slot.id for slot in others]
    person = await clinic.person()
    mine = await clinic.confirm(held, person)
    assert (mine.status, mine.person_id) == ("booked", person)
    assert await clinic.facts(person) == ["booked"]
    await refused(SEAT_TAKEN, clinic.hold(first))


async def test_a_replayed_token_is_the_same_answer_and_nobody_elses(clinic: Clinic) -> None:
    await clinic.schedule(clinic.line())
    held = await clinic.hold((await clinic.slots())[0])
    person = await clinic.person()
    mine = await clinic.confirm(held, person)
    assert await clinic.confirm(held, person) == mine
    await refused(HOLD_USED, clinic.confirm(held, await clinic.person()))
    assert await clinic.facts(person) == ["booked"]


async def test_forged_and_borrowed_tokens_find_nothing(clinic: Clinic) -> None:
    await clinic.schedule(clinic.line(seats=5))
    slot = (await clinic.slots())[0]
    visitor = new_id()
    held = await clinic.hold(slot, f"visitor:{visitor}", visitor=visitor)
    good = holding.read_token(clinic.services, held.token)
    assert good
    forged = Signer(b"x" * 32).sign(good)
    for text, holder in (
        (forged, f"visitor:{visitor}"),
        (held.token[:-2] + "AA", f"visitor:{visitor}"),
        ("", f"visitor:{visitor}"),
        (held.token, f"visitor:{new_id()}"),
        (held.token, f"staff:{visitor}"),
    ):
        with pytest.raises(Problem) as told:
            confirming.token_of(clinic.services, text, holder)
        assert told.value.code == HOLD_UNKNOWN
    # A token for a revision that never was, and for a hold that never was.
    later = msgspec.structs.replace(good, rev=7)
    await refused(HOLD_EXPIRED, confirming.confirm(clinic.services, later, await clinic.person(), "x:y"))
    stray = msgspec.structs.replace(good, appointment_id=new_id())
    await refused(HOLD_UNKNOWN, confirming.confirm(clinic.services, stray, await clinic.person(), "x:y"))


async def test_an_expired_hold_keeps_nobody_out_and_confirms_nothing(clinic: Clinic) -> None:
    await clinic.schedule(clinic.line())
    slot = (await clinic.slots())[0]
    late = await clinic.hold(slot)
    clinic.clock.move(holding.LASTS - timedelta(seconds=1))
    await refused(SEAT_TAKEN, clinic.hold(slot))
    clinic.clock.move(timedelta(seconds=1))
    # No duty has run: the time alone releases it.
    mine = await clinic.book(slot)
    await refused(HOLD_EXPIRED, clinic.confirm(late, await clinic.person()))
    assert (await clinic.appointment(late.appointment.id)).status == "expired"
    assert mine.status == "booked"


async def test_the_duty_releases_what_was_not_confirmed(clinic: Clinic) -> None:
    await clinic.schedule(clinic.line(seats=3))
    slot = (await clinic.slots())[0]
    held = [await clinic.hold(slot) for _ in range(3)]
    assert slot.id not in {each.id for each in await clinic.slots()}
    clinic.clock.move(holding.LASTS)
    assert await duties.expire(clinic.services) == 3
    assert {(await clinic.appointment(each.appointment.id)).status for each in held} == {"expired"}
    assert next(each for each in await clinic.slots() if each.id == slot.id).left == 3
    assert await duties.expire(clinic.services) == 0


async def test_any_doctor_is_the_soonest_free_seat(clinic: Clinic) -> None:
    await clinic.schedule(clinic.line(starts=600))
    await clinic.schedule(clinic.line(starts=540, ends=570), doctor=1)
    now = clinic.clock.now()
    wanted = Wanted(since=now, until=now + timedelta(days=8), service=clinic.service)
    taken = [(await clinic.hold(any=wanted)).appointment for _ in range(3)]
    assert [each.doctor_id for each in taken] == [clinic.doctors[1], clinic.doctors[0], clinic.doctors[0]]
    assert [each.starts_at for each in taken] == sorted(each.starts_at for each in taken)
    await refused(NO_SEAT, clinic.hold(any=wanted))


async def test_a_time_that_is_past_cannot_be_held(clinic: Clinic) -> None:
    await clinic.schedule(clinic.line())
    slot = (await clinic.slots())[0]
    clinic.clock.move(slot.starts_at - clinic.clock.now())
    await refused(SLOT_PAST, clinic.hold(slot))


async def test_cancelling_gives_the_seat_back_once(clinic: Clinic) -> None:
    await clinic.schedule(clinic.line())
    slot = (await clinic.slots())[0]
    mine = await clinic.book(slot)
    for _ in range(2):
        gone = await changing.cancel(clinic.services, clinic.hospital, mine.id, by="person", actor="visitor:guest")
        assert gone.status == "cancelled"
    assert (await clinic.book(slot)).status == "booked"
    person = mine.person_id
    assert person
    assert await clinic.facts(person) == ["booked", "cancelled"]


async def test_moving_takes_the_new_seat_first(clinic: Clinic) -> None:
    await clinic.schedule(clinic.line())
    one, two, *_ = await clinic.slots()
    mine, other = await clinic.book(one), await clinic.book(two)
    await refused(SEAT_TAKEN, changing.reschedule(clinic.services, clinic.hospital, mine.id, two.id, "x:y"))
    assert (await clinic.appointment(mine.id)).slot_id == one.id
    await changing.cancel(clinic.services, clinic.hospital, other.id, by="staff", actor="x:y")
    for _ in range(2):
        moved = await changing.reschedule(clinic.services, clinic.hospital, mine.id, two.id, "x:y")
        assert (moved.id, moved.slot_id, moved.starts_at) == (mine.id, two.id, two.starts_at)
    assert {slot.id for slot in await clinic.slots()} >= {one.id}


async def test_a_hold_said_again_with_its_id_is_the_same_hold(clinic: Clinic) -> None:
    await clinic.schedule(clinic.line(seats=2))
    slot = (await clinic.slots())[0]
    id = new_id()
    once, again = await clinic.hold(slot, id=id), await clinic.hold(slot, id=id)
    assert (once.appointment, once.token) == (again.appointment, again.token)
    await refused(NOT_FOUND, clinic.hold(slot, "visitor:other", id=id))


async def test_choosing_another_time_gives_the_first_back(clinic: Clinic) -> None:
    await clinic.schedule(clinic.line())
    one, two, *_ = await clinic.slots()
    first = await clinic.hold(one)
    await clinic.hold(two, instead=holding.read_token(clinic.services, first.token))
    assert (await clinic.hold(one)).appointment.status == "held"


async def test_a_visitor_keeps_three_seats_at_most(clinic: Clinic) -> None:
    await clinic.schedule(clinic.line(seats=9))
    slot = (await clinic.slots())[0]
    visitor = new_id()
    for _ in range(holding.MOST_OF_A_VISITOR):
        await clinic.hold(slot, f"visitor:{visitor}", visitor=visitor)
    await refused(HOLDS_MANY, clinic.hold(slot, f"visitor:{visitor}", visitor=visitor))


async def test_another_hospitals_slots_are_not_there(clinics: list[Clinic]) -> None:
    east, west = clinics
    await east.schedule(east.line())
    slot = (await east.slots())[0]
    mine = await east.book(slot)
    assert await west.slots() == []
    await refused(NOT_FOUND, west.hold(slot))
    await refused(NOT_FOUND, changing.cancel(west.services, west.hospital, mine.id, by="staff", actor="x:y"))
    await refused(NOT_FOUND, changing.reschedule(west.services, west.hospital, mine.id, slot.id, "x:y"))
    assert await east.appointment(mine.id) == mine


async def test_the_database_itself_refuses_two_in_a_seat_and_one_too_many(clinic: Clinic) -> None:
    """Whatever the code thinks: the last guards."""
    await clinic.schedule(clinic.line())
    slot = (await clinic.slots())[0]
    mine = await clinic.book(slot)
    tries: tuple[tuple[LiteralString, type[Exception]], ...] = (
        ("UPDATE appointment.slots SET taken = taken + 1 WHERE id = %s", psycopg.errors.CheckViolation),
        (
            "INSERT INTO appointment.slots (hospital_id, id, doctor_id, doctor_number, service_id, department_id, day,"
            " starts_at, ends_at, seats) SELECT hospital_id, gen_random_uuid(), doctor_id, doctor_number, service_id,"
            " department_id, day, starts_at + interval '10 minutes', ends_at, 1 FROM appointment.slots WHERE id = %s",
            psycopg.errors.ExclusionViolation,
        ),
    )
    for sql, guard in tries:
        with pytest.raises(guard):
            async with clinic.services.database.transaction([clinic.hospital]) as tx:
                await tx.run(sql, (slot.id,))
    twin = msgspec.structs.replace(mine, id=UUID(int=1))
    with pytest.raises(psycopg.errors.UniqueViolation):
        async with clinic.services.database.transaction([clinic.hospital]) as tx:
            await store.insert(tx, [twin])
