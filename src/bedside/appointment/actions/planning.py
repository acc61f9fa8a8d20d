"""A doctor's book: weekly schedule, exceptions, and the slots that follow from them, thirteen weeks ahead."""

import logging
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec
import psycopg

from bedside.appointment import owners
from bedside.appointment.facts import ScheduleChanged
from bedside.appointment.model import doctor_day
from bedside.appointment.problems import OVERLAPPING
from bedside.appointment.store import appointments as store
from bedside.appointment.store import schedules, slots
from bedside.appointment.weeks import (
    Difference,
    Exceptional,
    Line,
    Planned,
    difference,
    new_slot,
    planned,
    refuse_overlaps,
)
from bedside.hospital.actions.audit import record
from bedside.hospital.model import Viewer
from bedside.hospital.questions.catalogue import Catalogue, catalogue
from bedside.hospital.questions.places import calendar
from bedside.hospital.rights import Right
from bedside.kit.database import Transaction
from bedside.kit.problems import CONFLICT, INVALID, NOT_FOUND, Problem
from bedside.kit.services import Services

log = logging.getLogger(__name__)
WEEKS = 13
AHEAD = timedelta(weeks=WEEKS)


class Changed(msgspec.Struct, frozen=True):
    """What a change of the schedule comes to: slots made, resized, closed; appointments that stand in closed ones."""

    version: int
    made: int
    resized: int
    closed: int
    appointments: int


async def save_schedule(
    services: Services,
    viewer: Viewer,
    hospital_id: int,
    doctor: UUID,
    version: int,
    lines: list[Line],
    exceptions: list[Exceptional],
    *,
    preview: bool = False,
) -> Changed:
    """Replace the weekly lines and the exceptions from today on, and make the slots at once.

    `preview` answers what would come of it and changes nothing. People who stand in a closed slot are told by the duty and
    have a choice. Raises Problem refused, not_found, invalid, overlapping, conflict.
    """
    viewer.require(Right.MANAGE_SCHEDULES, hospital_id)
    # A doctor or service may have been added this second.
    known = await catalogue(services, hospital_id, fresh=True)
    _check(known, doctor, lines, exceptions)
    today = services.clock.now().astimezone(known.zone).date()
    try:
        async with services.database.transaction([hospital_id]) as tx:
            await schedules.make_book(tx, hospital_id, doctor)
            await _lock(tx, hospital_id, doctor, today)
            if not await schedules.next_version(tx, hospital_id, doctor, version):
                raise Problem(CONFLICT, what=known.doctors[doctor].name_zh)
            await schedules.replace_lines(tx, hospital_id, doctor, lines)
            await schedules.replace_exceptions(tx, hospital_id, doctor, today, exceptions, viewer.actor)
            changed = await _make(services, tx, known, doctor, today, today + AHEAD, version + 1)
            if preview:
                raise _Previewed(changed)
            tx.announce(hospital_id, doctor, ScheduleChanged(doctor=doctor), actor=viewer.actor)
            await record(tx, viewer, hospital_id, "schedule_changed", f"doctor:{doctor}")
    except _Previewed as shown:
        return msgspec.structs.replace(shown.changed, version=version)
    return changed


class _Previewed(Exception):
    def __init__(self, changed: Changed) -> None:
        self.changed = changed


async def make_slots(services: Services, hospital_id: int, *, doctor: UUID | None = None) -> int:
    """Make what is missing up to thirteen weeks ahead; returns how many slots. Whole books anew where holidays changed."""
    known = await catalogue(services, hospital_id)
    today = services.clock.now().astimezone(known.zone).date()
    async with services.database.transaction([hospital_id]) as tx:
        books = await schedules.books(tx, hospital_id)
    made = 0
    for book in books:
        if book.made_until == today + AHEAD or (doctor and book.doctor_id != doctor):
            continue
        first = today if book.made_until is None else max(today, book.made_until + timedelta(days=1))
        try:
            async with services.database.transaction([hospital_id]) as tx:
                await _lock(tx, hospital_id, book.doctor_id, first)
                changed = await _make(services, tx, known, book.doctor_id, first, today + AHEAD, book.version)
                made += changed.made
        except (
            Problem
        ) as problem:  # one doctor's overlap (a day that clocks make longer) keeps no other from their slots
            log.warning("no slots for doctor %s: %s", book.doctor_id, problem.says("en")["title"])
    return made


async def _lock(tx: Transaction, hospital_id: int, doctor: UUID, first: date) -> None:
    """Every day that may change, from the night before on."""
    days = (doctor_day(hospital_id, doctor, first + timedelta(days=n)) for n in range(-1, AHEAD.days + 1))
    await tx.lock(doctor, *days)


async def _make(
    services: Services, tx: Transaction, known: Catalogue, doctor: UUID, first: date, last: date, version: int
) -> Changed:
    hospital_id = known.hospital.id
    book = await schedules.book(tx, hospital_id, doctor)
    if book is None:
        raise Problem(NOT_FOUND)
    wanted = await _wanted(services, tx, known, doctor, first, last)
    standing = [s for s in await slots.of_doctor(tx, hospital_id, doctor, first, last) if s.owner == "own"]
    lost = await owners.theirs(tx, hospital_id, (s.department_id for s in standing))
    now = tx.clock.now()
    left_over = [s.id for s in standing if s.department_id in lost and s.starts_at > now and not s.emptying]
    await slots.hand_over(tx, hospital_id, left_over, now)
    differs = difference(now, [s for s in standing if s.department_id not in lost], wanted)
    left = await apply(tx, hospital_id, doctor, book.number, differs)
    await schedules.made_until(tx, hospital_id, doctor, last)
    return Changed(version, len(differs.new), len(differs.resized), len(differs.unplanned), left)


async def apply(tx: Transaction, hospital_id: int, doctor: UUID, number: int, differs: Difference) -> int:
    """Write the difference, what goes first; returns how many appointments stand in what was closed.

    Raises Problem overlapping.
    """
    gone = [slot.id for slot in differs.unplanned]
    left = 0
    if gone:
        removed = await slots.remove_unused(tx, hospital_id, gone)
        kept = [id_ for id_ in gone if id_ not in removed]
        await slots.close(tx, hospital_id, kept, tx.clock.now())
        left = sum(each.status != "held" for each in await store.standing_in(tx, hospital_id, kept))
    try:
        if differs.resized:
            sizes = [(slot.id, plan.seats, plan.green_seats) for slot, plan in differs.resized]
            await slots.set_sizes(tx, hospital_id, sizes)
        if differs.new:
            made = [new_slot(hospital_id, doctor, plan, "own") for plan in differs.new]
            await slots.insert(tx, hospital_id, number, made)
    except psycopg.errors.ExclusionViolation as error:
        raise Problem(OVERLAPPING, what=known_day(differs)) from error
    return left


def known_day(differs: Difference) -> str:
    """A day on which something new was to be made, for the message."""
    return differs.new[0].day.isoformat() if differs.new else ""


async def _wanted(
    services: Services, tx: Transaction, known: Catalogue, doctor: UUID, first: date, last: date
) -> list[Planned]:
    hospital_id = known.hospital.id
    if known.doctors[doctor].retired:
        return []
    lines = await schedules.lines(tx, hospital_id, doctor)
    exceptions = await schedules.exceptions(tx, hospital_id, doctor, first)
    holidays = (await calendar(services, hospital_id)).holidays
    found = planned(known.zone, lines, exceptions, holidays, first, last)
    theirs = await owners.theirs(tx, hospital_id, (plan.department_id for plan in found))
    mine = [each for each in found if each.department_id not in theirs]
    refuse_overlaps(mine)
    return mine


def _check(known: Catalogue, doctor: UUID, lines: list[Line], exceptions: list[Exceptional]) -> None:
    if doctor not in known.doctors:
        raise Problem(NOT_FOUND)
    for each in (*lines, *exceptions):
        if isinstance(each, Exceptional) and each.kind == "off":
            continue
        if each.service_id not in known.services or each.department_id not in known.departments:
            raise Problem(INVALID, what="service_id, department_id")
        if not each.slot_minutes or each.seats is None:
            raise Problem(INVALID, what="slot_minutes, seats")


def local_days(zone_of: Catalogue, since: datetime, until: datetime) -> list[date]:
    """The local days that a span touches, and the day before, whose night may reach into it."""
    first, last = since.astimezone(zone_of.zone).date(), until.astimezone(zone_of.zone).date()
    return [first + timedelta(days=n) for n in range(-1, (last - first).days + 1)]
