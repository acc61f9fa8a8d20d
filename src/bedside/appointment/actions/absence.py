"""A doctor will not be there: everybody is moved, or told and offered a choice, in one action."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from bedside.appointment.actions.changing import move
from bedside.appointment.actions.planning import local_days
from bedside.appointment.book import Book
from bedside.appointment.counter import Needs, counter_of
from bedside.appointment.facts import Displaced, DoctorAway
from bedside.appointment.model import STANDING, Appointment, Slot, doctor_day
from bedside.appointment.store import appointments as store
from bedside.appointment.store import schedules, slots
from bedside.appointment.store.slots import Wanted
from bedside.appointment.weeks import Exceptional
from bedside.hospital.actions.audit import record
from bedside.hospital.model import Viewer
from bedside.hospital.questions.catalogue import Catalogue, catalogue
from bedside.hospital.rights import Right
from bedside.kit.ids import new_id
from bedside.kit.problems import INVALID, NOT_FOUND, Problem
from bedside.kit.services import Services

CHOICES = 3
NEAR = timedelta(days=14)
LONGEST = timedelta(days=91)
MIDNIGHT = 1440


class Absence(msgspec.Struct, frozen=True):
    """What came of it: who was moved to another doctor, and who was told and has a choice.

    `theirs`: so many of the closed slots are the hospital's own system's, which nobody but its people can close there.
    """

    closed: int
    theirs: int
    moved: list[UUID]
    displaced: list[UUID]


async def doctor_unavailable(
    services: Services,
    viewer: Viewer,
    hospital_id: int,
    doctor: UUID,
    since: datetime,
    until: datetime,
    reason: str,
    move_to: UUID | None = None,
) -> Absence:
    """Close the doctor's slots in [since, until), whoever owns them, and see to everybody in them.

    With `move_to` each goes to that doctor's nearest free seat of the same service on the same day, as far as there are any.
    The others are told, with free times to choose from, and keep their record until they choose or cancel; then the hospital's
    own system is asked to cancel what it has. Should the
    process die in between, the duty `appointment.left_behind` tells the rest. Raises Problem refused, not_found, invalid.
    """
    viewer.require(Right.MANAGE_SCHEDULES, hospital_id)
    known = await catalogue(services, hospital_id)
    if doctor not in known.doctors or (move_to and (move_to not in known.doctors or move_to == doctor)):
        raise Problem(NOT_FOUND)
    if not since < until <= since + LONGEST:
        raise Problem(INVALID, what="from, to")
    closed = await _close(services, viewer, known, doctor, since, until, reason)
    async with services.database.transaction([hospital_id]) as tx:
        standing = await store.standing_in(tx, hospital_id, [slot.id for slot in closed])
    left = [each for each in standing if each.status in STANDING]
    seen = await asyncio.gather(*(see_to(services, known, each, viewer.actor, move_to) for each in left))
    moved = [each.id for each in seen if each and each.displaced_at is None]
    displaced = [each.id for each in seen if each and each.displaced_at]
    async with services.database.transaction([hospital_id]) as tx:
        fact = DoctorAway(doctor=doctor, from_at=since, to_at=until, moved=len(moved), displaced=len(displaced))
        tx.announce(hospital_id, doctor, fact, actor=viewer.actor)
        await record(tx, viewer, hospital_id, "doctor_unavailable", f"doctor:{doctor}", reason)
    return Absence(len(closed), sum(slot.owner == "his" for slot in closed), moved, displaced)


async def _close(
    services: Services, viewer: Viewer, known: Catalogue, doctor: UUID, since: datetime, until: datetime, reason: str
) -> list[Slot]:
    hospital_id, days = known.hospital.id, local_days(known, since, until)
    async with services.database.transaction([hospital_id]) as tx:
        await tx.lock(doctor, *(doctor_day(hospital_id, doctor, day) for day in days))
        standing = await slots.of_doctor(tx, hospital_id, doctor, days[0], days[-1])
        touched = [s for s in standing if s.starts_at < until and since < s.ends_at and s.starts_at > tx.clock.now()]
        await schedules.make_book(tx, hospital_id, doctor)
        await schedules.add_exceptions(tx, hospital_id, doctor, _exceptions(known, since, until, reason), viewer.actor)
        await slots.close(tx, hospital_id, [slot.id for slot in touched], tx.clock.now())
    return touched


def _exceptions(known: Catalogue, since: datetime, until: datetime, reason: str) -> list[Exceptional]:
    """One for each local day of the span: the hours off that day, so that the slots are not made again."""
    zone, found = known.zone, list[Exceptional]()
    first, last = since.astimezone(zone), until.astimezone(zone)
    for n in range((last.date() - first.date()).days + 1):
        day = first.date() + timedelta(days=n)
        starts = first.hour * 60 + first.minute if day == first.date() else 0
        ends = last.hour * 60 + last.minute if day == last.date() else MIDNIGHT
        if ends > starts:
            found.append(Exceptional(id=new_id(), day=day, kind="off", starts=starts, ends=ends, reason=reason))
    return found


async def see_to(
    services: Services, known: Catalogue, left: Appointment, actor: str, move_to: UUID | None = None
) -> Appointment | None:
    """Move somebody whose slot was closed, or tell them and offer a choice; None if they have moved themselves."""
    hospital_id = left.hospital_id
    near, choices = await _candidates(services, known, left, move_to)

    def run(book: Book) -> Appointment | None:
        mine = book.appointments.get(left.id)
        if mine is None or mine.status not in STANDING or mine.displaced_at or not book.slots[mine.slot_id].closed_at:
            return None
        for slot_id in near if book.successor(mine.id) is None else ():  # they asked for another time themselves
            try:
                return move(book, mine, slot_id, known, actor, absence=True)
            except Problem:
                continue
        mine = book.put(msgspec.structs.replace(mine, displaced_at=book.now))
        book.say(Displaced, mine, actor, alternatives=choices)
        book.note("displaced", mine, actor)
        return mine

    needs = Needs(slots=tuple(near), appointments=(left.id,), moving=True)
    return await counter_of(services).do(hospital_id, needs, run)


async def _candidates(
    services: Services, known: Catalogue, left: Appointment, move_to: UUID | None
) -> tuple[list[UUID], list[UUID]]:
    """Seats of the other doctor on that day, nearest first; and free times to choose from."""
    now, zone = services.clock.now(), known.zone
    async with services.database.transaction([left.hospital_id]) as tx:
        near = []
        if move_to:
            wanted = Wanted(
                since=max(now, left.starts_at - timedelta(hours=24)), until=left.starts_at + timedelta(hours=24),
                doctor=move_to, service=left.service_id, green=left.green,
            )  # fmt: skip
            found = await slots.find(tx, left.hospital_id, wanted, 200)
            day = left.starts_at.astimezone(zone).date()
            same = [s for s in found if s.starts_at.astimezone(zone).date() == day and s.owner == "own"]
            near = sorted(same, key=lambda slot: abs(slot.starts_at - left.starts_at))[:50]
        around = Wanted(
            since=max(now, left.starts_at - timedelta(days=2)), until=left.starts_at + NEAR,
            department=left.department_id, service=left.service_id, green=left.green,
        )  # fmt: skip
        free = await slots.find(tx, left.hospital_id, around, 60)
    choices = sorted(free, key=lambda slot: abs(slot.starts_at - left.starts_at))[:CHOICES]
    return [slot.id for slot in near], [slot.id for slot in sorted(choices, key=lambda slot: slot.starts_at)]
