"""Reads about places, for this room's face and for the rooms above."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec

from bedside.hospital.hours import Calendar
from bedside.hospital.model import Department, Doctor, DoctorHours, Group, Hospital, Service, Skill, Viewer
from bedside.hospital.settings import HospitalSettings
from bedside.hospital.store import doctors as doctors_store
from bedside.hospital.store import places as store
from bedside.kit.database import Transaction
from bedside.kit.problems import NOT_FOUND, Problem
from bedside.kit.services import Services

KEPT_SECONDS = 20.0


def asked_for(viewer: Viewer, hospital_id: int | None) -> list[int]:
    """The hospitals that a list is of: one, or all granted. Raises Problem NOT_FOUND for another's."""
    if hospital_id is None:
        return list(viewer.hospitals)
    if hospital_id not in viewer.hospitals:
        raise Problem(NOT_FOUND)
    return [hospital_id]


async def groups(services: Services, viewer: Viewer) -> list[Group]:
    async with services.database.transaction(viewer.hospitals) as tx:
        return await store.groups(tx)


async def every_hospital(tx: Transaction) -> list[Hospital]:
    """All that are not retired, for due work: in a system transaction."""
    return await store.hospitals(tx)


async def hospitals(services: Services, viewer: Viewer, retired: bool = False) -> list[Hospital]:
    async with services.database.transaction(viewer.hospitals) as tx:
        return await store.hospitals(tx, retired)


async def departments(
    services: Services, viewer: Viewer, hospital_id: int | None = None, retired: bool = False
) -> list[Department]:
    asked = asked_for(viewer, hospital_id)
    async with services.database.transaction(asked) as tx:
        return await store.departments(tx, asked, retired)


async def skills(
    services: Services, viewer: Viewer, hospital_id: int | None = None, retired: bool = False
) -> list[Skill]:
    asked = asked_for(viewer, hospital_id)
    async with services.database.transaction(asked) as tx:
        return await store.skills(tx, asked, retired)


async def priced_services(
    services: Services,
    viewer: Viewer,
    hospital_id: int | None = None,
    *,
    retired: bool = False,
    after: tuple[int, str] = (0, ""),
    limit: int = 10_000,
) -> list[Service]:
    asked = asked_for(viewer, hospital_id)
    async with services.database.transaction(asked) as tx:
        return await store.services(tx, asked, retired=retired, after=after, limit=limit)


async def doctors(
    services: Services,
    viewer: Viewer,
    hospital_id: int | None = None,
    *,
    retired: bool = False,
    after: tuple[int, str] = (0, ""),
    limit: int = 10_000,
) -> list[Doctor]:
    asked = asked_for(viewer, hospital_id)
    async with services.database.transaction(asked) as tx:
        return await doctors_store.doctors(tx, asked, retired=retired, after=after, limit=limit)


class Schedule(msgspec.Struct, frozen=True):
    """A hospital's opening hours and holidays with their versions, and whether it is open now."""

    hospital_id: int
    calendar: Calendar
    hours_version: int
    holidays_version: int
    open_now: bool
    opens_next: datetime | None
    closes_at: datetime | None


async def schedule(services: Services, viewer: Viewer, hospital_id: int) -> Schedule:
    """Raises Problem NOT_FOUND for another's hospital."""
    asked_for(viewer, hospital_id)
    now = services.clock.now()
    async with services.database.transaction([hospital_id]) as tx:
        calendar = await doctors_store.calendar(tx, hospital_id, (now - timedelta(days=2)).date())
        if calendar is None:
            raise Problem(NOT_FOUND)
        return Schedule(
            hospital_id=hospital_id,
            calendar=calendar,
            hours_version=await doctors_store.list_version(tx, hospital_id, "opening_hours"),
            holidays_version=await doctors_store.list_version(tx, hospital_id, "holidays"),
            open_now=calendar.is_open(now),
            opens_next=calendar.next_opening(now),
            closes_at=calendar.closes_at(now),
        )


class ClinicHours(msgspec.Struct, frozen=True):
    doctor_id: UUID
    version: int
    hours: list[DoctorHours]


async def clinic_hours(services: Services, viewer: Viewer, hospital_id: int, doctor_id: UUID) -> ClinicHours:
    """A doctor's weekly hours. Raises Problem NOT_FOUND."""
    asked_for(viewer, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        if await doctors_store.doctor(tx, hospital_id, doctor_id) is None:
            raise Problem(NOT_FOUND)
        return ClinicHours(
            doctor_id,
            await doctors_store.list_version(tx, hospital_id, f"doctor_hours:{doctor_id}"),
            await doctors_store.doctor_hours(tx, hospital_id, doctor_id),
        )


class _Calendars:
    """Calendars kept for seconds by each process: the desk is asked whether it is open at every arrival."""

    def __init__(self) -> None:
        self.kept: dict[int, tuple[datetime, Calendar]] = {}


async def calendar(services: Services, hospital_id: int) -> Calendar:
    """The hospital's calendar, at most 20 seconds old. An unknown hospital is never open."""
    calendars = services.once(_Calendars, _Calendars)
    now = services.clock.now()
    kept = calendars.kept.get(hospital_id)
    if kept and abs((now - kept[0]).total_seconds()) < KEPT_SECONDS:
        return kept[1]
    async with services.database.transaction([hospital_id]) as tx:
        found = await doctors_store.calendar(tx, hospital_id, (now - timedelta(days=2)).date())
    read = found or Calendar("UTC", [], [])
    calendars.kept[hospital_id] = (now, read)
    return read


def forget_calendar(services: Services, hospital_id: int) -> None:
    """After a change, in the process that made it; others follow within 20 seconds."""
    try:
        services.get(_Calendars).kept.pop(hospital_id, None)
    except KeyError:
        return


async def is_open(
    services: Services, hospital_id: int, at: datetime | None = None, department: UUID | None = None
) -> bool:
    """Whether the desk is open at this moment (now by default), by the hospital's own clock and holidays."""
    return (await calendar(services, hospital_id)).is_open(at or services.clock.now(), department)


async def next_opening(
    services: Services, hospital_id: int, at: datetime | None = None, department: UUID | None = None
) -> datetime | None:
    """When the desk opens next, in UTC; None if it never does within a year."""
    found = (await calendar(services, hospital_id)).next_opening(at or services.clock.now(), department)
    return found.astimezone(UTC) if found else None


class SettingsShown(msgspec.Struct, frozen=True):
    hospital_id: int
    version: int
    settings: HospitalSettings


async def settings_of(tx: Transaction, hospital_id: int) -> HospitalSettings:
    """The hospital's settings, for this and other rooms' rules. Raises Problem NOT_FOUND."""
    found = await store.settings(tx, hospital_id)
    if found is None:
        raise Problem(NOT_FOUND)
    return msgspec.convert(found[0], HospitalSettings)


async def settings_shown(services: Services, viewer: Viewer, hospital_id: int) -> SettingsShown:
    asked_for(viewer, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        found = await store.settings(tx, hospital_id)
    if found is None:
        raise Problem(NOT_FOUND)
    return SettingsShown(hospital_id, found[1], msgspec.convert(found[0], HospitalSettings))
