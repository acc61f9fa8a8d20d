"""Once a day both sides' books are laid side by side, and every difference is listed for a person to settle."""

from collections import defaultdict
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from bedside.appointment.his import reaching
from bedside.appointment.his.contract import Booking, OwnerAway
from bedside.appointment.his.settings import Connection, HisSettings
from bedside.appointment.his.store import asks, connections, differences, own
from bedside.appointment.his.store import slots as slots_store
from bedside.appointment.model import Appointment
from bedside.hospital.questions.catalogue import catalogue
from bedside.kit.services import Services

BACK = timedelta(days=2)
AGAIN = timedelta(minutes=15)
"""When they do not answer, the comparison is tried again so soon."""
KINDS = [
    "missing_there", "missing_here", "cancelled_there", "cancelled_here", "other_time", "other_price", "arrived_there", "twice",
    "unanswered", "unclear",
]  # fmt: skip


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One difference, before it is written."""

    kind: str
    about: str
    appointment_id: UUID | None = None
    ref: str = ""
    ours: dict[str, Any] = {}
    theirs: dict[str, Any] = {}


async def reconcile(services: Services, connection: Connection) -> int | None:
    """Compare the days from the day before yesterday to as far as slots are read. Returns how many differences stand, or
    None if they did not answer (then what was found earlier stays listed)."""
    hospital_id, now = connection.hospital_id, services.clock.now()
    since, until = now - BACK, now + timedelta(days=connection.settings.days_ahead)
    house = await catalogue(services, hospital_id)
    try:
        async with reaching.open_his(services, connection) as his:
            theirs = await his.bookings(since, until)
    except OwnerAway as away:
        await reaching.noted(services, connection, str(away))
        async with services.database.transaction([hospital_id]) as tx:
            await connections.reconciled(tx, hospital_id, connection.id, connection.reconciled_at, now + AGAIN)
        return None
    async with services.database.transaction([hospital_id]) as tx:
        found = await own.standing(tx, hospital_id, "his", since, until)
        ours = [each for each in found if each.department_id in connection.departments]
        known = {each.id for each in ours}
        # Whoever ignores the span must not have old bookings called strange.
        theirs = [each for each in theirs if each.key in known or since <= each.starts_at < until]
        under_way = await asks.verbs_due(tx, hospital_id, [each.id for each in ours])
        mine = {copy.slot_id: copy.ref for copy in await slots_store.mirrored(tx, hospital_id, connection.id, since)}
        seen = compare(ours, theirs, under_way, mine, now, connection.settings)
        for each in seen:
            await differences.found(tx, hospital_id, connection.id, **msgspec.structs.asdict(each))
        await differences.gone(tx, hospital_id, connection.id, KINDS, now)
        next_at = next_time(now, house.zone, connection.settings.reconcile_hour)
        await connections.reconciled(tx, hospital_id, connection.id, now, next_at)
        await connections.went_well(tx, hospital_id, connection.id, now)
    return len(seen)


def compare(
    ours: list[Appointment],
    theirs: list[Booking],
    under_way: dict[UUID, set[str]],
    slots: dict[UUID, str],
    now: datetime,
    settings: HisSettings,
) -> list[Found]:
    """Every difference between two lists of one span. What is being asked this moment is no difference yet. Pure."""
    by_key: dict[UUID, list[Booking]] = defaultdict(list)
    for each in theirs:
        if each.key is not None:
            by_key[each.key].append(each)
    found: list[Found] = []
    known = {each.id for each in ours}
    for mine in ours:
        found += _of_one(mine, by_key.get(mine.id, []), under_way.get(mine.id, set()), slots, now, settings)
    for key, bookings in by_key.items():
        if key not in known:
            found += [
                Found(kind="missing_here", about=str(key), ref=each.ref, theirs=_theirs(each))
                for each in bookings
                if each.status != "cancelled"
            ]
    return found


def next_time(now: datetime, zone: ZoneInfo, hour: int) -> datetime:
    """The next time that a local clock shows this hour, in UTC."""
    local = now.astimezone(zone)
    day = local.date() + timedelta(days=0 if local.time() < time(hour) else 1)
    return datetime.combine(day, time(hour), tzinfo=zone).astimezone(UTC)


def _of_one(
    mine: Appointment,
    theirs: list[Booking],
    under_way: set[str],
    slots: dict[UUID, str],
    now: datetime,
    settings: HisSettings,
) -> list[Found]:
    live = [each for each in theirs if each.status != "cancelled"]

    def differs(kind: str, there: Booking | None = None) -> Found:
        return Found(
            kind=kind, about=str(mine.id), appointment_id=mine.id, ref=there.ref if there else mine.his_ref,
            ours=_ours(mine, slots), theirs=_theirs(there) if there else {},
        )  # fmt: skip

    if mine.displaced_at:  # it ends with the person's own choice
        return []
    if mine.status == "requested":
        waited = now - (mine.confirmed_at or mine.made_at)
        late = waited > timedelta(minutes=settings.unanswered_minutes) and not mine.waits_for_clinician
        return [differs("unanswered", live[0] if live else None)] if late else []
    if mine.status == "cancelled":
        return [] if "cancel" in under_way else [differs("cancelled_here", each) for each in live]
    if not live:
        return [differs("cancelled_there" if theirs else "missing_there", theirs[0] if theirs else None)]
    found = [differs("twice", each) for each in live if each.ref != mine.his_ref] if len(live) > 1 else []
    there = next((each for each in live if each.ref == mine.his_ref), live[0])
    if there.starts_at != mine.starts_at or slots.get(mine.slot_id) not in (None, there.slot):
        found.append(differs("other_time", there))
    if there.price_fen is not None and there.price_fen != mine.price_fen:
        found.append(differs("other_price", there))
    if there.status == "arrived" and mine.status in ("booked", "no_show"):
        found.append(differs("arrived_there", there))
    return found


def _ours(mine: Appointment, slots: dict[UUID, str]) -> dict[str, Any]:
    return {
        "status": mine.status, "starts_at": mine.starts_at.isoformat(), "price_fen": mine.price_fen, "ref": mine.his_ref,
        "slot": slots.get(mine.slot_id, ""),
    }  # fmt: skip


def _theirs(each: Booking) -> dict[str, Any]:
    return {
        "status": each.status, "starts_at": each.starts_at.isoformat(), "price_fen": each.price_fen, "ref": each.ref,
        "slot": each.slot, "doctor": each.doctor,
    }  # fmt: skip
