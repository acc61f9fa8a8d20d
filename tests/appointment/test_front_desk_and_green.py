"""Arrivals, no-shows, walk-ins; the green channel by clinical urgency; a doctor who falls ill."""

from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from bedside.appointment import duties, questions
from bedside.appointment.actions import absence, changing, confirming, receiving
from bedside.appointment.actions.holding import Green
from bedside.appointment.problems import DISPLACED, GREEN_REASON, NO_GREEN_SEAT, NO_SEAT, SEAT_TAKEN, WRONG_STATUS
from bedside.appointment.questions import BEGINNING, Asked
from bedside.appointment.store.slots import Wanted
from bedside.hospital.rights import Role
from bedside.kit.ids import new_id
from bedside.kit.problems import CONFLICT, REFUSED
from tests.appointment.clinic import Clinic
from tests.appointment.test_one_seat_one_person import refused

DESK = f"staff:{new_id()}"


async def test_arrival_visit_and_a_mistake_taken_back(clinic: Clinic) -> None:
    await clinic.schedule(clinic.line())
    mine = await clinic.book((await clinic.slots())[0])
    args = (clinic.services, clinic.hospital, mine.id, DESK)
    await refused(WRONG_STATUS, receiving.no_show(*args))  # it has not begun
    clinic.clock.move(mine.starts_at - clinic.clock.now())
    assert (await receiving.no_show(*args)).status == "no_show"
    back = await receiving.undo(*args)
    assert (back.status, back.ended_at) == ("booked", None)
    here = await receiving.arrive(*args)
    assert (here.status, here.arrived_at) == ("arrived", clinic.clock.now())
    assert await receiving.arrive(*args, here.rev - 1) == here  # pressed twice
    await refused(CONFLICT, receiving.fulfil(*args, here.rev - 1))  # seen before somebody changed it
    assert (await receiving.fulfil(*args, here.rev)).status == "fulfilled"
    await refused(WRONG_STATUS, changing.cancel(clinic.services, clinic.hospital, mine.id, by="staff", actor=DESK))
    assert (await receiving.undo(*args)).status == "arrived"
    assert mine.person_id
    assert await clinic.facts(mine.person_id) == [
        "booked", "no_show", "undone", "arrived", "fulfilled", "undone",
    ]  # fmt: skip


async def test_a_walk_in_takes_a_free_seat_of_today_and_never_one_too_many(clinic: Clinic) -> None:
    await clinic.schedule(clinic.line(weekday=1, starts=510, ends=570), clinic.line(weekday=2))
    clinic.clock.move(timedelta(minutes=35))  # the first slot runs
    now = clinic.clock.now()
    wanted = Wanted(since=now, until=now + timedelta(hours=24), doctor=clinic.doctors[0])
    running = msgspec.structs.replace(wanted, since=now - timedelta(hours=1), ends_after=now)
    begun, *_ = await questions.find(clinic.services, clinic.hospital, running, 10)
    assert begun.starts_at < now < begun.ends_at, "the front desk may choose what runs"
    assert (await questions.find(clinic.services, clinic.hospital, wanted, 10))[0].starts_at > now, "nobody else"
    got = [
        await receiving.walk_in(clinic.services, clinic.hospital, await clinic.person(), wanted, DESK) for _ in range(2)
    ]
    assert [(each.status, each.walk_in, each.price_fen) for each in got] == [("arrived", True, 2500)] * 2
    assert got[0].starts_at < now < got[1].starts_at
    today = msgspec.structs.replace(wanted, until=now + timedelta(hours=12))
    await refused(NO_SEAT, receiving.walk_in(clinic.services, clinic.hospital, await clinic.person(), today, DESK))


async def test_green_needs_a_reason_and_a_clinician(clinic: Clinic) -> None:
    await clinic.schedule(clinic.line(seats=1, green=1))
    slot = (await clinic.slots(green=True))[0]
    await clinic.book(slot)
    await refused(SEAT_TAKEN, clinic.hold(slot))  # the reserved seat is nobody's who only asks
    await refused(GREEN_REASON, clinic.hold(slot, green=Green("urgent", "  ")))
    held = await clinic.hold(slot, green=Green("urgent", "新发胸闷，活动后加重"))
    await refused(NO_GREEN_SEAT, clinic.hold(slot, green=Green("emergent", "另一位")))
    person = await clinic.person()
    mine = await clinic.confirm(held, person)
    assert (mine.status, mine.waits_for_clinician) == ("requested", True)
    doctor = new_id()
    for _ in range(2):
        mine = await changing.confirm_green(clinic.services, clinic.hospital, mine.id, doctor, f"staff:{doctor}")
        assert (mine.status, mine.green_confirmed_by) == ("booked", doctor)
    assert await clinic.facts(person) == ["green_asked", "requested", "green_confirmed", "booked"]


async def test_a_clinician_may_decline_and_the_reserved_seat_is_free(clinic: Clinic) -> None:
    await clinic.schedule(clinic.line(green=1))
    slot = (await clinic.slots(green=True))[0]
    mine = await clinic.confirm(await clinic.hold(slot, green=Green("semi", "复查")), await clinic.person())
    gone = await changing.decline_green(clinic.services, clinic.hospital, mine.id, DESK, "可走普通门诊")
    assert (gone.status, gone.cancel_reason) == ("cancelled", "可走普通门诊")
    assert (await clinic.slots(green=True))[0].green_left == 1
    await refused(WRONG_STATUS, changing.confirm_green(clinic.services, clinic.hospital, mine.id, new_id(), DESK))


async def test_what_no_clinician_answers_ends_at_its_hour_and_is_listed(clinic: Clinic) -> None:
    await clinic.schedule(clinic.line(green=1))
    slot = (await clinic.slots(green=True))[0]
    person = await clinic.person()
    mine = await clinic.confirm(await clinic.hold(slot, green=Green("urgent", "新发胸闷")), person)
    assert await duties.green_unanswered(clinic.services) == 0
    clinic.clock.move(slot.starts_at - clinic.clock.now())
    assert await duties.green_unanswered(clinic.services) == 1
    assert await duties.green_unanswered(clinic.services) == 0
    assert (await clinic.appointment(mine.id)).status == "cancelled"
    asked = Asked(status="unanswered")
    viewer = msgspec.structs.replace(clinic.viewer, roles={clinic.hospital: frozenset({Role.FRONT_DESK})})
    (shown,) = await questions.listed(clinic.services, viewer, clinic.hospital, asked, 10, (BEGINNING, mine.id))
    assert (shown.id, shown.reason) == (mine.id, "新发胸闷")


async def test_a_clinician_who_books_has_confirmed(clinic: Clinic) -> None:
    await clinic.schedule(clinic.line(green=1))
    held = await clinic.hold((await clinic.slots(green=True))[0], DESK, green=Green("emergent", "意识模糊后清醒"))
    token = confirming.token_of(clinic.services, held.token, DESK)
    doctor = new_id()
    mine = await confirming.confirm(clinic.services, token, await clinic.person(), DESK, confirms_green=doctor)
    assert (mine.status, mine.green_confirmed_by) == ("booked", doctor)


async def away(clinic: Clinic, move_to: int | None = None, hours: int = 48) -> absence.Absence:
    now = clinic.clock.now()
    return await absence.doctor_unavailable(
        clinic.services, clinic.viewer, clinic.hospital, clinic.doctors[0], now, now + timedelta(hours=hours), "生病",
        clinic.doctors[move_to] if move_to is not None else None,
    )  # fmt: skip


async def test_an_ill_doctors_patients_are_moved_or_offered_a_choice_in_one_action(clinic: Clinic) -> None:
    await clinic.schedule(clinic.line())
    await clinic.schedule(clinic.line(starts=570, ends=630), doctor=1)  # two seats that day
    mine = [await clinic.book(slot) for slot in await clinic.slots(2, doctor=0)]
    seen = await away(clinic, move_to=1)
    assert (seen.closed, len(seen.moved), len(seen.displaced)) == (4, 2, 2)
    now = [await clinic.appointment(each.id) for each in mine]
    moved = [each for each in now if each.id in seen.moved]
    assert {each.doctor_id for each in moved} == {clinic.doctors[1]}
    assert len({each.slot_id for each in moved}) == 2
    for each in now:
        assert each.person_id
        kinds = await clinic.facts(each.person_id)
        assert kinds == ["booked", "moved" if each in moved else "displaced"]
    assert await clinic.slots(2) == []
    # The next days' slots are made without the hours of the absence.
    await duties.make_ahead(clinic.services)
    assert await clinic.slots(2) == []


async def test_who_was_told_may_choose_or_it_ends_when_the_time_comes(clinic: Clinic) -> None:
    await clinic.schedule(clinic.line(), clinic.line(weekday=4))
    one, two = [await clinic.book(slot) for slot in (await clinic.slots(2))[:2]]
    seen = await away(clinic)
    assert set(seen.displaced) == {one.id, two.id}
    await refused(DISPLACED, receiving.arrive(clinic.services, clinic.hospital, one.id, DESK))
    thursday = (await clinic.slots())[0]
    chosen = await changing.reschedule(clinic.services, clinic.hospital, one.id, thursday.id, "person:x")
    assert (chosen.slot_id, chosen.displaced_at) == (thursday.id, None)
    clinic.clock.move(two.starts_at - clinic.clock.now())
    await duties.left_behind(clinic.services)
    assert (await clinic.appointment(two.id)).status == "cancelled"
    assert (await clinic.appointment(one.id)).status == "booked"


async def test_the_duty_tells_whom_a_crash_or_a_changed_week_left_behind(clinic: Clinic) -> None:
    await clinic.schedule(clinic.line())
    mine = await clinic.book((await clinic.slots())[0])
    await clinic.schedule(version=1)  # the clinic is given up altogether
    await duties.left_behind(clinic.services)
    assert (await clinic.appointment(mine.id)).displaced_at is None  # the action itself comes first
    clinic.clock.move(duties.GRACE)
    await duties.left_behind(clinic.services)
    assert (await clinic.appointment(mine.id)).displaced_at == clinic.clock.now()


async def test_only_who_manages_schedules_may(clinic: Clinic) -> None:
    await clinic.schedule(clinic.line())
    clinic.viewer = msgspec.structs.replace(
        clinic.viewer, staff_id=UUID(int=7), roles={clinic.hospital: frozenset({Role.CONSULTANT, Role.FRONT_DESK})}
    )
    with pytest.raises(Exception, match=REFUSED):
        await away(clinic)
    await refused(REFUSED, clinic.schedule(clinic.line(), version=1))
    assert len(await clinic.slots()) == 4
