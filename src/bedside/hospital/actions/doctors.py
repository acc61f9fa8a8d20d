"""Doctors: set up, verified, and called doctors only once they are (rule L05)."""

from itertools import pairwise
from uuid import UUID

import msgspec

from bedside.hospital.actions.audit import record
from bedside.hospital.actions.places import require_departments
from bedside.hospital.actions.sessions import look_again
from bedside.hospital.facts import DeskChanged, PlaceChanged, RolesChanged, place
from bedside.hospital.model import Doctor, DoctorHours, Viewer
from bedside.hospital.problems import ALREADY_SET_UP, NOT_VERIFIED
from bedside.hospital.public_words import public_words
from bedside.hospital.rights import Right, Role
from bedside.hospital.store import doctors as store
from bedside.hospital.store import staff as staff_store
from bedside.hospital.titles import require_honest
from bedside.kit.database import Transaction
from bedside.kit.ids import new_id
from bedside.kit.problems import CONFLICT, INVALID, NOT_FOUND, Problem
from bedside.kit.services import Services


async def add_doctor(services: Services, viewer: Viewer, given: Doctor) -> UUID:
    """`given.verified` says that the licence was checked already. Raises Problem NOT_VERIFIED, ALREADY_SET_UP, or
    claims_blocked for what may not be said of them."""
    viewer.require(Right.MANAGE_HOSPITAL, given.hospital_id)
    _require_honest(given)
    await public_words(services).check(given.hospital_id, given.focus_zh, given.focus_en)
    async with services.database.transaction([given.hospital_id]) as tx:
        await _require_known(tx, given)
        made = msgspec.structs.replace(given, id=new_id())
        if not await store.add_doctor(tx, made):
            raise Problem(ALREADY_SET_UP, what=given.code)
        await _changed(tx, viewer, made.hospital_id, made.id, "doctor_added")
        if given.verified:
            await store.set_verified(tx, made.hospital_id, made.id, 1, services.clock.now(), viewer.staff_id)
            await _changed(tx, viewer, made.hospital_id, made.id, "doctor_verified")
    return made.id


async def change_doctor(services: Services, viewer: Viewer, given: Doctor) -> None:
    """Change or retire; `given.verified` is not looked at. Another licence, name or account ends the verification."""
    viewer.require(Right.MANAGE_HOSPITAL, given.hospital_id)
    if not given.retired:
        await public_words(services).check(given.hospital_id, given.focus_zh, given.focus_en)
    async with services.database.transaction([given.hospital_id]) as tx:
        before = await store.doctor(tx, given.hospital_id, given.id)
        if before is None:
            raise Problem(NOT_FOUND)
        if before.version != given.version:
            raise Problem(CONFLICT, what=before.name_zh)
        await _require_known(tx, given)
        same = (before.licence, before.name_zh, before.staff_id) == (given.licence, given.name_zh, given.staff_id)
        now = msgspec.structs.replace(given, verified=before.verified and same)
        _require_honest(now)
        if before.verified and not same:
            await store.set_verified(tx, given.hospital_id, given.id, given.version, None, None)
            now = msgspec.structs.replace(now, version=given.version + 1)
        await store.change_doctor(tx, now, services.clock.now())
        if before.verified and (given.retired or not same) and before.staff_id:
            await _end_doctor_role(services, tx, viewer, given.hospital_id, before.staff_id)
        await _changed(tx, viewer, given.hospital_id, given.id, "doctor_retired" if given.retired else "doctor_changed")


async def verify_doctor(
    services: Services, viewer: Viewer, hospital_id: int, id: UUID, version: int, verified: bool
) -> None:
    """Say that the licence was checked (or no longer holds: titles and the doctor role end at once)."""
    viewer.require(Right.MANAGE_HOSPITAL, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        doctor = await store.doctor(tx, hospital_id, id)
        if doctor is None:
            raise Problem(NOT_FOUND)
        if verified and not doctor.licence:
            raise Problem(NOT_VERIFIED, what=doctor.name_zh)
        at = services.clock.now() if verified else None
        if not await store.set_verified(tx, hospital_id, id, version, at, viewer.staff_id if verified else None):
            raise Problem(CONFLICT, what=doctor.name_zh)
        if not verified and doctor.staff_id:
            await _end_doctor_role(services, tx, viewer, hospital_id, doctor.staff_id)
        await _changed(tx, viewer, hospital_id, id, "doctor_verified" if verified else "doctor_verification_withdrawn")


async def set_clinic_hours(
    services: Services, viewer: Viewer, hospital_id: int, doctor_id: UUID, version: int, hours: list[DoctorHours]
) -> None:
    """Replace a doctor's weekly hours. Raises Problem INVALID when two overlap."""
    viewer.require(Right.MANAGE_HOSPITAL, hospital_id)
    ordered = sorted(hours, key=lambda each: (each.weekday, each.starts))
    for earlier, later in pairwise(ordered):
        if earlier.weekday == later.weekday and later.starts < earlier.ends:
            raise Problem(INVALID, what=f"weekday {later.weekday}")
    if any(each.ends <= each.starts for each in hours):
        raise Problem(INVALID, what="ends ≤ starts")
    async with services.database.transaction([hospital_id]) as tx:
        if await store.doctor(tx, hospital_id, doctor_id) is None:
            raise Problem(NOT_FOUND)
        if not await store.next_list_version(tx, hospital_id, f"doctor_hours:{doctor_id}", version):
            raise Problem(CONFLICT, what="doctor hours")
        await store.replace_doctor_hours(tx, hospital_id, doctor_id, ordered)
        await _changed(tx, viewer, hospital_id, doctor_id, "doctor_hours_changed")


def _require_honest(given: Doctor) -> None:
    if given.verified and not given.licence:
        raise Problem(NOT_VERIFIED, what=given.name_zh)
    require_honest(given.verified, given.name_zh, given.name_en, given.title_zh, given.title_en)


async def _require_known(tx: Transaction, given: Doctor) -> None:
    await require_departments(tx, given.hospital_id, given.department_id)
    if given.staff_id is None:
        return
    if not await staff_store.staff(tx, only=given.staff_id, hospital_id=given.hospital_id, left=True):
        raise Problem(INVALID, what=f"staff {given.staff_id}")
    doctors = await store.doctors(tx, [given.hospital_id], retired=True)
    if any(each.staff_id == given.staff_id and each.id != given.id for each in doctors):
        raise Problem(ALREADY_SET_UP, what=f"doctor of staff {given.staff_id}")


async def _end_doctor_role(
    services: Services, tx: Transaction, viewer: Viewer, hospital_id: int, staff_id: UUID
) -> None:
    await staff_store.end_roles(tx, hospital_id, staff_id, [Role.DOCTOR], services.clock.now())
    found = await staff_store.staff(tx, only=staff_id, left=True)
    left = (
        [str(role) for post in found[0].posts if post.hospital_id == hospital_id for role in post.roles]
        if found
        else []
    )
    tx.announce(hospital_id, staff_id, RolesChanged(staff=staff_id, roles=left), actor=viewer.actor)
    tx.announce(hospital_id, staff_id, DeskChanged(staff=staff_id), actor=viewer.actor)
    tx.after_commit(lambda: look_again(services, staff_id))


async def _changed(tx: Transaction, viewer: Viewer, hospital_id: int, doctor: UUID, action: str) -> None:
    tx.announce(hospital_id, place(hospital_id), PlaceChanged(what="doctors"), actor=viewer.actor)
    await record(tx, viewer, hospital_id, action, f"doctor:{doctor}")
