"""Setting up groups, hospitals and their lists. Every change is audited, announced and guarded by a version."""

from datetime import date, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

import msgspec

from bedside.hospital.actions.audit import Detail, record
from bedside.hospital.actions.sessions import look_again
from bedside.hospital.facts import PlaceChanged, place
from bedside.hospital.hours import Holiday, Span
from bedside.hospital.model import Department, Hospital, Service, Skill, Viewer
from bedside.hospital.problems import ALREADY_SET_UP, NOT_ALL_HOSPITALS
from bedside.hospital.public_words import public_words
from bedside.hospital.questions.places import forget_calendar
from bedside.hospital.rights import Right, Role
from bedside.hospital.settings import HospitalSettings
from bedside.hospital.store import doctors as doctors_store
from bedside.hospital.store import places as store
from bedside.hospital.store import staff as staff_store
from bedside.kit.database import Transaction
from bedside.kit.ids import new_id
from bedside.kit.problems import CONFLICT, INVALID, NOT_FOUND, Problem
from bedside.kit.services import Services


async def require_whole_group(services: Services, viewer: Viewer, right: Right, group_id: int) -> list[int]:
    """The group's hospitals, if the viewer has the right at each. Raises Problem NOT_FOUND, NOT_ALL_HOSPITALS."""
    async with services.database.system() as tx:
        hospitals = await store.hospitals_of_group(tx, group_id)
    if viewer.group_id != group_id:
        raise Problem(NOT_FOUND)
    if not all(viewer.may(right, each) for each in hospitals):
        raise Problem(NOT_ALL_HOSPITALS)
    return hospitals


async def change_group(
    services: Services, viewer: Viewer, group_id: int, version: int, name_zh: str, name_en: str
) -> None:
    hospitals = await require_whole_group(services, viewer, Right.MANAGE_HOSPITAL, group_id)
    async with services.database.transaction(hospitals) as tx:
        if not await store.change_group(tx, group_id, version, name_zh, name_en):
            raise Problem(CONFLICT, what=name_zh)
        await record(tx, viewer, hospitals, "group_changed", f"group:{group_id}")


async def add_hospital(services: Services, viewer: Viewer, given: Hospital) -> int:
    """Found a hospital (campus) in the viewer's group; whoever founds it administers it. Returns its id."""
    await require_whole_group(services, viewer, Right.MANAGE_HOSPITAL, given.group_id)
    _require_zone(given.time_zone)
    async with services.database.system() as tx:
        if given.code in await store.hospital_codes(tx, given.group_id):
            raise Problem(ALREADY_SET_UP, what=given.code)
    async with services.database.transaction(viewer.hospitals) as tx:
        id = await store.next_hospital_id(tx)
    async with services.database.transaction([id]) as tx:
        await store.add_hospital(tx, msgspec.structs.replace(given, id=id))
        if viewer.staff_id.int:
            await staff_store.grant(tx, id, viewer.staff_id, Role.ADMIN, services.clock.now())
        await _changed(tx, viewer, id, "hospital", "hospital_added", f"hospital:{id}", {"code": given.code})
        tx.after_commit(lambda: look_again(services, viewer.staff_id))
    return id


async def change_hospital(services: Services, viewer: Viewer, given: Hospital) -> None:
    """Change or retire. Raises Problem REFUSED, CONFLICT."""
    viewer.require(Right.MANAGE_HOSPITAL, given.id)
    _require_zone(given.time_zone)
    async with services.database.transaction([given.id]) as tx:
        if not await store.change_hospital(tx, given, services.clock.now()):
            raise Problem(CONFLICT, what=given.name_zh)
        action = "hospital_retired" if given.retired else "hospital_changed"
        await _changed(tx, viewer, given.id, "hospital", action, f"hospital:{given.id}")
        tx.after_commit(lambda: look_again(services, viewer.staff_id))
    forget_calendar(services, given.id)


async def change_settings(
    services: Services, viewer: Viewer, hospital_id: int, version: int, settings: HospitalSettings
) -> None:
    viewer.require(Right.MANAGE_HOSPITAL, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        text = msgspec.json.encode(settings).decode()
        if not await store.change_settings(tx, hospital_id, version, text):
            raise Problem(CONFLICT, what="settings")
        await _changed(
            tx, viewer, hospital_id, "settings", "settings_changed", f"hospital:{hospital_id}",
            msgspec.to_builtins(settings),
        )  # fmt: skip


async def add_department(services: Services, viewer: Viewer, given: Department) -> UUID:
    viewer.require(Right.MANAGE_HOSPITAL, given.hospital_id)
    async with services.database.transaction([given.hospital_id]) as tx:
        made = msgspec.structs.replace(given, id=new_id())
        if not await store.add_department(tx, made):
            raise Problem(ALREADY_SET_UP, what=given.code)
        await _listed(tx, viewer, "department", made, "added")
    return made.id


async def change_department(services: Services, viewer: Viewer, given: Department) -> None:
    viewer.require(Right.MANAGE_HOSPITAL, given.hospital_id)
    async with services.database.transaction([given.hospital_id]) as tx:
        if not await store.change_department(tx, given, services.clock.now()):
            raise Problem(CONFLICT, what=given.name_zh)
        await _listed(tx, viewer, "department", given, "retired" if given.retired else "changed")


async def add_skill(services: Services, viewer: Viewer, given: Skill) -> UUID:
    viewer.require(Right.MANAGE_STAFF, given.hospital_id)
    async with services.database.transaction([given.hospital_id]) as tx:
        made = msgspec.structs.replace(given, id=new_id())
        if not await store.add_skill(tx, made):
            raise Problem(ALREADY_SET_UP, what=given.code)
        await _listed(tx, viewer, "skill", made, "added")
    return made.id


async def change_skill(services: Services, viewer: Viewer, given: Skill) -> None:
    viewer.require(Right.MANAGE_STAFF, given.hospital_id)
    async with services.database.transaction([given.hospital_id]) as tx:
        if not await store.change_skill(tx, given, services.clock.now()):
            raise Problem(CONFLICT, what=given.name_zh)
        await _listed(tx, viewer, "skill", given, "retired" if given.retired else "changed")


async def add_service(services: Services, viewer: Viewer, given: Service) -> UUID:
    """Raises Problem refused, invalid, already_set_up, or claims_blocked for a name that may not be published so."""
    viewer.require(Right.MANAGE_HOSPITAL, given.hospital_id)
    await public_words(services).check(given.hospital_id, given.name_zh, given.name_en)
    async with services.database.transaction([given.hospital_id]) as tx:
        await require_departments(tx, given.hospital_id, given.department_id)
        made = msgspec.structs.replace(given, id=new_id())
        if not await store.add_service(tx, made):
            raise Problem(ALREADY_SET_UP, what=given.code)
        await _listed(tx, viewer, "service", made, "added", {"code": made.code, "price_fen": made.price_fen})
    return made.id


async def change_service(services: Services, viewer: Viewer, given: Service) -> None:
    """Change or retire; the audit log keeps the price before and after. Raises Problem as `add_service`, or conflict."""
    viewer.require(Right.MANAGE_HOSPITAL, given.hospital_id)
    if not given.retired:
        await public_words(services).check(given.hospital_id, given.name_zh, given.name_en)
    async with services.database.transaction([given.hospital_id]) as tx:
        await require_departments(tx, given.hospital_id, given.department_id)
        before = await store.change_service(tx, given, services.clock.now())
        if before is None:
            raise Problem(CONFLICT, what=given.name_zh)
        detail: Detail = {"price_fen_before": before, "price_fen": given.price_fen}
        await _listed(tx, viewer, "service", given, "retired" if given.retired else "changed", detail)


async def set_opening_hours(
    services: Services, viewer: Viewer, hospital_id: int, version: int, spans: list[Span]
) -> None:
    """Replace the weekly hours of the hospital and its departments."""
    viewer.require(Right.MANAGE_HOSPITAL, hospital_id)
    for span in spans:
        if span.opens == span.closes:
            raise Problem(INVALID, what="opens = closes")
    async with services.database.transaction([hospital_id]) as tx:
        await _next_version(tx, hospital_id, "opening_hours", version)
        await require_departments(tx, hospital_id, *(span.department_id for span in spans))
        await doctors_store.replace_spans(tx, hospital_id, spans)
        await _changed(tx, viewer, hospital_id, "hours", "opening_hours_changed", f"hospital:{hospital_id}")
    forget_calendar(services, hospital_id)


async def set_holidays(
    services: Services, viewer: Viewer, hospital_id: int, version: int, holidays: list[Holiday]
) -> None:
    """Replace the holidays from yesterday on; earlier ones are history."""
    viewer.require(Right.MANAGE_HOSPITAL, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        hospital = await store.hospital(tx, hospital_id)
        if hospital is None:
            raise Problem(NOT_FOUND)
        today = services.clock.now().astimezone(ZoneInfo(hospital.time_zone)).date()
        since = today - timedelta(days=1)
        kept = [holiday for holiday in holidays if holiday.day >= since]
        _require_one_per_day(kept)
        await _next_version(tx, hospital_id, "holidays", version)
        await require_departments(tx, hospital_id, *(holiday.department_id for holiday in kept))
        await doctors_store.replace_holidays(tx, hospital_id, since, kept)
        await _changed(tx, viewer, hospital_id, "hours", "holidays_changed", f"hospital:{hospital_id}")
    forget_calendar(services, hospital_id)


async def require_departments(tx: Transaction, hospital_id: int, *ids: UUID | None) -> None:
    """Raise Problem INVALID unless each is a department of this hospital (None: the whole hospital)."""
    wanted = {id for id in ids if id is not None}
    if wanted:
        missing = wanted - {each.id for each in await store.departments(tx, [hospital_id], retired=True)}
        if missing:
            raise Problem(INVALID, what=f"department {min(missing)}")


async def _next_version(tx: Transaction, hospital_id: int, name: str, version: int) -> None:
    if not await doctors_store.next_list_version(tx, hospital_id, name, version):
        raise Problem(CONFLICT, what=name)


async def _listed(
    tx: Transaction,
    viewer: Viewer,
    kind: str,
    given: Department | Skill | Service,
    what: str,
    detail: Detail | None = None,
) -> None:
    more = detail or {"code": given.code}
    await _changed(tx, viewer, given.hospital_id, f"{kind}s", f"{kind}_{what}", f"{kind}:{given.id}", more)


async def _changed(
    tx: Transaction,
    viewer: Viewer,
    hospital_id: int,
    what: str,
    action: str,
    object: str,
    detail: Detail | None = None,
) -> None:
    tx.announce(hospital_id, place(hospital_id), PlaceChanged(what=what), actor=viewer.actor)
    await record(tx, viewer, hospital_id, action, object, detail=detail)


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    """Looking for them opens every file of the time zone database."""
    return frozenset(available_timezones())


def _require_zone(name: str) -> None:
    if name not in _zones():
        raise Problem(INVALID, what=f"time zone {name}")


def _require_one_per_day(holidays: list[Holiday]) -> None:
    seen: set[tuple[date, UUID | None]] = set()
    for holiday in holidays:
        key = (holiday.day, holiday.department_id)
        if key in seen or (holiday.opens is None) != (holiday.closes is None):
            raise Problem(INVALID, what=f"{holiday.day}")
        seen.add(key)
