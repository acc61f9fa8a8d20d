"""Their slots are copied, so that a search over weeks asks nobody; who may sit in one is still asked of them."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from psycopg import errors

from bedside.appointment.his import reaching
from bedside.appointment.his.contract import OfferedSlot, OwnerAway
from bedside.appointment.his.settings import Connection
from bedside.appointment.his.store import connections, differences, own
from bedside.appointment.his.store import slots as store
from bedside.appointment.model import Slot, doctor_day
from bedside.appointment.store import schedules
from bedside.appointment.store import slots as slots_store
from bedside.appointment.weeks import span
from bedside.hospital.questions.catalogue import Catalogue, catalogue
from bedside.kit.database import Transaction
from bedside.kit.ids import new_id
from bedside.kit.services import Services

log = logging.getLogger(__name__)


class Wanted(msgspec.Struct, frozen=True):
    """An offered slot in our words."""

    offered: OfferedSlot
    department: UUID
    doctor: UUID
    service: UUID
    day: date


async def mirror(services: Services, connection: Connection) -> int:
    """Make our copies equal to what they offer; returns how many slots changed. What cannot be used is listed."""
    now = services.clock.now()
    since = now.replace(second=0, microsecond=0)
    try:
        async with reaching.open_his(services, connection) as his:
            offered = await his.slots(since, since + timedelta(days=connection.settings.days_ahead))
    except OwnerAway as away:
        await reaching.noted(services, connection, str(away))
        async with services.database.transaction([connection.hospital_id]) as tx:
            next_at = now + timedelta(seconds=connection.settings.mirror_seconds)
            await connections.mirrored(tx, connection.hospital_id, connection.id, connection.mirrored_at, next_at)
        return 0
    house = await catalogue(services, connection.hospital_id)
    async with services.database.transaction([connection.hospital_id]) as tx:
        copies = {each.ref: each for each in await store.mirrored(tx, connection.hospital_id, connection.id, since)}
        away = await schedules.days_off(
            tx, connection.hospital_id, now.astimezone(house.zone).date() - timedelta(days=1)
        )
    wanted, unusable = _understood(connection, house, offered, away)
    changed = 0
    for (doctor, day), plan in _by_day(wanted, copies).items():
        try:
            changed += await _write(services, connection, doctor, day, plan, unusable)
        except errors.ExclusionViolation:
            for each in plan:
                unusable[each.offered.ref] = _shown(each.offered, "overlap")
    gone = [each.slot_id for ref, each in copies.items() if each.open and ref not in wanted]
    changed += await _close(services, connection.hospital_id, gone)
    async with services.database.transaction([connection.hospital_id]) as tx:
        for ref, shown in unusable.items():
            await differences.found(
                tx, connection.hospital_id, connection.id, "slot_unusable", ref, ref=ref, theirs=shown
            )
        for each in await own.left_in_closed(tx, connection.hospital_id, connection.departments, now):
            await differences.found(
                tx, connection.hospital_id, connection.id, "slot_gone", str(each.id), appointment_id=each.id,
                ref=each.his_ref, ours={"status": each.status, "starts_at": each.starts_at.isoformat()},
            )  # fmt: skip
        await differences.gone(tx, connection.hospital_id, connection.id, ["slot_unusable", "slot_gone"], now)
        next_at = now + timedelta(seconds=connection.settings.mirror_seconds)
        await connections.mirrored(tx, connection.hospital_id, connection.id, now, next_at)
        await connections.went_well(tx, connection.hospital_id, connection.id, now)
    return changed


async def take_over(services: Services, hospital_id: int, departments: list[UUID]) -> None:
    """Our departments become theirs: what we still offer is closed. Who has a seat with us keeps it, in a slot that empties."""
    async with services.database.transaction([hospital_id]) as tx:
        ids = await store.open_to_come(tx, hospital_id, departments, "own", tx.clock.now())
        await _lock(tx, hospital_id, ids)
        await slots_store.hand_over(tx, hospital_id, ids, tx.clock.now())


async def give_back(services: Services, hospital_id: int, departments: list[UUID]) -> None:
    """Their departments become ours: their slots are closed, so that ours have room. Who has a seat with them keeps it."""
    async with services.database.transaction([hospital_id]) as tx:
        ids = await store.open_to_come(tx, hospital_id, departments, "his", tx.clock.now())
    await _close(services, hospital_id, ids)


def _understood(
    connection: Connection, house: Catalogue, offered: Iterable[OfferedSlot], away: list[schedules.DayOff]
) -> tuple[dict[str, Wanted], dict[str, dict[str, Any]]]:
    codes, zone = reaching.Codes.of(house), house.zone
    off: dict[tuple[UUID, date], list[tuple[datetime, datetime]]] = defaultdict(list)
    for gap in away:
        off[gap.doctor_id, gap.day].append(span(zone, gap.day, gap.starts, gap.ends))
    wanted: dict[str, Wanted] = {}
    unusable: dict[str, dict[str, Any]] = {}
    for each in offered:
        department, doctor = codes.departments.get(each.department), codes.doctors.get(each.doctor)
        service = codes.services.get(each.service)
        why = ""
        if department is None or doctor is None or service is None:
            why = "code"
        elif department not in connection.departments:
            continue  # not one of those whose seats are theirs
        elif each.ends_at <= each.starts_at or each.ends_at - each.starts_at > timedelta(hours=24):
            why = "time"
        elif each.left > each.seats or each.seats > 1000:
            why = "seats"
        elif each.ref in wanted:
            why = "twice"
        if why or department is None or doctor is None or service is None:
            unusable[each.ref] = _shown(each, why)
            continue
        day = each.starts_at.astimezone(zone).date()
        # We know that the doctor is away, whether or not they do yet.
        if not any(each.starts_at < ends and begins < each.ends_at for begins, ends in off[doctor, day]):
            wanted[each.ref] = Wanted(each, department, doctor, service, day)
    return wanted, unusable


def _by_day(wanted: dict[str, Wanted], copies: dict[str, store.Mirrored]) -> dict[tuple[UUID, date], list[Wanted]]:
    """Only the doctors' days on which something is different."""
    different: dict[tuple[UUID, date], list[Wanted]] = defaultdict(list)
    for ref, each in wanted.items():
        copy = copies.get(ref)
        if copy is None or not _same(copy, each) or not copy.open or copy.seats != _seats(copy, each):
            different[each.doctor, each.day].append(each)
    return different


def _seats(copy: store.Mirrored, wanted: Wanted) -> int:
    return max(copy.taken, copy.known + wanted.offered.left)


def _same(copy: store.Mirrored, wanted: Wanted) -> bool:
    return (copy.starts_at, copy.ends_at, copy.doctor_id, copy.service_id, copy.department_id) == (
        wanted.offered.starts_at, wanted.offered.ends_at, wanted.doctor, wanted.service, wanted.department,
    )  # fmt: skip


async def _write(
    services: Services,
    connection: Connection,
    doctor: UUID,
    day: date,
    plan: list[Wanted],
    unusable: dict[str, dict[str, Any]],
) -> int:
    hospital_id = connection.hospital_id
    async with services.database.transaction([hospital_id]) as tx:
        await tx.lock(doctor_day(hospital_id, doctor, day))
        now = tx.clock.now()
        refs = [each.offered.ref for each in plan]
        known = await store.mirrored(tx, hospital_id, connection.id, now - timedelta(days=1), refs)
        copies = {each.ref: each for each in known}
        fresh: list[Wanted] = []
        sizes: list[tuple[UUID, int]] = []
        for each in plan:
            copy = copies.get(each.offered.ref)
            if copy is not None and _same(copy, each):
                sizes.append((copy.slot_id, each.offered.left))
                continue
            if copy is not None:  # they moved it: whoever sits in ours is listed by the reconciliation
                await slots_store.close(tx, hospital_id, [copy.slot_id], now)
            fresh.append(each)
        taken = [
            (slot.starts_at, slot.ends_at)
            for slot in await slots_store.of_doctor(
                tx, hospital_id, doctor, day - timedelta(days=1), day + timedelta(days=1)
            )
            if slot.closed_at is None
        ]
        made: list[Slot] = []
        for each in sorted(fresh, key=lambda wanted: wanted.offered.starts_at):
            if any(each.offered.starts_at < ends and starts < each.offered.ends_at for starts, ends in taken):
                unusable[each.offered.ref] = _shown(each.offered, "overlap")
                continue
            taken.append((each.offered.starts_at, each.offered.ends_at))
            made.append(_slot(hospital_id, each))
        await _insert(tx, connection, doctor, made)
        await store.resize(tx, hospital_id, sizes)
        return len(made) + len(sizes)


async def _insert(tx: Transaction, connection: Connection, doctor: UUID, made: list[Slot]) -> None:
    if made:
        number = await store.doctor_number(tx, connection.hospital_id, doctor)
        await slots_store.insert(tx, connection.hospital_id, number, made)
        refs = [(slot.id, slot.his_ref) for slot in made]
        await store.remember(tx, connection.hospital_id, connection.id, refs, tx.clock.now())


async def _close(services: Services, hospital_id: int, slots: list[UUID]) -> int:
    if not slots:
        return 0
    async with services.database.transaction([hospital_id]) as tx:
        await _lock(tx, hospital_id, slots)
        await slots_store.close(tx, hospital_id, slots, tx.clock.now())
    return len(slots)


async def _lock(tx: Transaction, hospital_id: int, slots: list[UUID]) -> None:
    days = await store.doctors_of(tx, hospital_id, slots)
    await tx.lock(*(doctor_day(hospital_id, doctor, date.fromisoformat(day)) for doctor, day in days))


def _slot(hospital_id: int, wanted: Wanted) -> Slot:
    return Slot(
        hospital_id=hospital_id,
        id=new_id(),
        doctor_id=wanted.doctor,
        service_id=wanted.service,
        department_id=wanted.department,
        day=wanted.day,
        starts_at=wanted.offered.starts_at,
        ends_at=wanted.offered.ends_at,
        seats=wanted.offered.left,
        green_seats=0,
        taken=0,
        green_taken=0,
        closed_at=None,
        owner="his",
        his_ref=wanted.offered.ref,
    )


def _shown(offered: OfferedSlot, why: str) -> dict[str, Any]:
    return {
        "why": why, "department": offered.department, "doctor": offered.doctor, "service": offered.service,
        "starts_at": offered.starts_at.isoformat(), "ends_at": offered.ends_at.isoformat(), "seats": offered.seats,
    }  # fmt: skip
