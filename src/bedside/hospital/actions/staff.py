"""Staff: accounts, roles and posts. What touches a whole account needs the right at all hospitals that it serves."""

from uuid import UUID

import msgspec

from bedside.hospital import passwords
from bedside.hospital.actions.audit import record
from bedside.hospital.actions.places import require_departments
from bedside.hospital.actions.sessions import end_sessions, look_again
from bedside.hospital.facts import DeskChanged, RolesChanged, StaffAdded
from bedside.hospital.model import Post, Staff, Viewer
from bedside.hospital.problems import LAST_ADMIN, LOGIN_TAKEN, NOT_ALL_HOSPITALS, NOT_VERIFIED
from bedside.hospital.rights import Right, Role
from bedside.hospital.store import doctors as doctors_store
from bedside.hospital.store import places as places_store
from bedside.hospital.store import sign_in as sign_in_store
from bedside.hospital.store import staff as store
from bedside.hospital.titles import require_honest
from bedside.kit.database import Transaction
from bedside.kit.ids import new_id
from bedside.kit.problems import CONFLICT, INVALID, NOT_FOUND, REFUSED, Problem
from bedside.kit.services import Services


class FirstPassword(msgspec.Struct, frozen=True):
    """Shown once, to whoever made it; it must be changed at the first sign-in."""

    staff_id: UUID
    password: str


async def add_staff(services: Services, viewer: Viewer, given: Staff, password: str | None = None) -> FirstPassword:
    """Make an account with its roles. A password given here is taken as it is chosen and need not be changed.

    Raises Problem REFUSED, LOGIN_TAKEN, NOT_VERIFIED (the doctor role comes after the doctor is verified), INVALID.
    """
    login = given.login.strip().lower()
    if not given.posts or not all(post.roles for post in given.posts):
        raise Problem(INVALID, what="roles")
    for post in given.posts:
        viewer.require(Right.MANAGE_STAFF, post.hospital_id)
    require_honest(False, given.name_zh, given.name_en)
    if password is not None:
        passwords.require_good(password, login)
    async with services.database.system() as tx:
        if await store.login_exists(tx, login):
            raise Problem(LOGIN_TAKEN, login=login)
    made = msgspec.structs.replace(given, id=new_id(), login=login, group_id=viewer.group_id)
    async with services.database.transaction(viewer.hospitals) as tx:
        await store.add(tx, made)
        for post in sorted(made.posts, key=lambda each: each.hospital_id):
            tx.announce(post.hospital_id, made.id, StaffAdded(staff=made.id), actor=viewer.actor)
            await _set_post(services, tx, viewer, made, None, post)
    first = password or passwords.invented()
    await _set_password(services, viewer, made.id, first, must_change=password is None)
    return FirstPassword(made.id, first)


async def change_staff(services: Services, viewer: Viewer, given: Staff) -> None:
    """Names, languages, capacity, email, disabled. Raises Problem NOT_ALL_HOSPITALS, CONFLICT, LAST_ADMIN."""
    hospitals = await require_all_hospitals(services, viewer, given.id)
    async with services.database.transaction(viewer.hospitals) as tx:
        before = await _one(tx, given.id)
        verified = [await doctors_store.is_verified_doctor(tx, each, given.id) for each in hospitals]
        require_honest(any(verified), given.name_zh, given.name_en)
        for each in hospitals:
            await store.lock_roles(tx, each)
            if given.disabled and not before.disabled:
                await _require_another_admin(tx, each, given.id)
        if not await store.change(tx, given, services.clock.now()):
            raise Problem(CONFLICT, what=given.name_zh)
        for each in hospitals:
            tx.announce(each, given.id, DeskChanged(staff=given.id), actor=viewer.actor)
        action = "staff_changed"
        if given.disabled != before.disabled:
            action = "staff_disabled" if given.disabled else "staff_enabled"
        await record(tx, viewer, hospitals, action, f"staff:{given.id}")
        tx.after_commit(lambda: look_again(services, given.id))
    if given.disabled:
        async with services.database.system() as tx:
            await end_sessions(services, tx, given.id)


async def set_post(services: Services, viewer: Viewer, staff_id: UUID, post: Post) -> None:
    """Give a person roles, title, departments and skills at one hospital; no roles means that they left it.

    Raises Problem REFUSED, NOT_VERIFIED, INVALID, LAST_ADMIN.
    """
    viewer.require(Right.MANAGE_STAFF, post.hospital_id)
    async with services.database.transaction(viewer.hospitals) as tx:
        found = await _one(tx, staff_id)
        before = next((each for each in found.posts if each.hospital_id == post.hospital_id), None)
        await _set_post(services, tx, viewer, found, before, post)
        tx.after_commit(lambda: look_again(services, staff_id))


async def reset_password(services: Services, viewer: Viewer, staff_id: UUID) -> FirstPassword:
    """A new first password; all the person's sessions end."""
    await require_all_hospitals(services, viewer, staff_id)
    first = passwords.invented()
    await _set_password(services, viewer, staff_id, first, must_change=True)
    return FirstPassword(staff_id, first)


async def reset_second_factor(services: Services, viewer: Viewer, staff_id: UUID) -> None:
    """The phone is lost: the next sign-in enrols a new one. All the person's sessions end."""
    hospitals = await require_all_hospitals(services, viewer, staff_id)
    async with services.database.system() as tx:
        await sign_in_store.set_secret(tx, staff_id, None)
        await end_sessions(services, tx, staff_id)
        await record(tx, viewer, hospitals or [0], "second_factor_reset", f"staff:{staff_id}")


async def end_all_sessions(services: Services, viewer: Viewer, staff_id: UUID) -> int:
    """Sign a person out everywhere; returns how many sessions ended."""
    hospitals = await require_all_hospitals(services, viewer, staff_id)
    async with services.database.system() as tx:
        ended = await end_sessions(services, tx, staff_id)
        await record(tx, viewer, hospitals or [0], "sessions_revoked", f"staff:{staff_id}", detail={"sessions": ended})
    return ended


async def choose_lang(services: Services, viewer: Viewer, lang: str) -> None:
    """One's own language in the console and in problems."""
    async with services.database.transaction(viewer.hospitals) as tx:
        await store.set_lang(tx, viewer.staff_id, lang)
        tx.after_commit(lambda: look_again(services, viewer.staff_id))


async def require_all_hospitals(services: Services, viewer: Viewer, staff_id: UUID) -> list[int]:
    """The hospitals of a person whom the viewer sees, if the viewer manages staff at each of them.

    Otherwise a hospital's administrator could, by way of a shared colleague, enter the other hospital. Raises Problem
    NOT_FOUND, REFUSED, NOT_ALL_HOSPITALS.
    """
    if not viewer.anywhere(Right.MANAGE_STAFF):
        raise Problem(REFUSED)
    async with services.database.transaction(viewer.hospitals) as tx:
        await _one(tx, staff_id)
    async with services.database.system() as tx:
        hospitals = await store.hospitals_of(tx, staff_id)
    if not all(viewer.may(Right.MANAGE_STAFF, each) for each in hospitals):
        raise Problem(NOT_ALL_HOSPITALS)
    return hospitals


async def _set_post(
    services: Services, tx: Transaction, viewer: Viewer, staff: Staff, before: Post | None, post: Post
) -> None:
    await store.lock_roles(tx, post.hospital_id)
    wanted, held = set(post.roles), set(before.roles if before else ())
    verified = await doctors_store.is_verified_doctor(tx, post.hospital_id, staff.id)
    if Role.DOCTOR in wanted - held and not verified:
        raise Problem(NOT_VERIFIED, what=staff.name_zh)
    require_honest(verified, post.title_zh, post.title_en)
    await require_departments(tx, post.hospital_id, *post.departments)
    known = {skill.id for skill in await places_store.skills(tx, [post.hospital_id], retired=True)}
    if not known.issuperset(post.skills):
        raise Problem(INVALID, what="skill")
    if Role.ADMIN in held - wanted:
        await _require_another_admin(tx, post.hospital_id, staff.id)
    now = services.clock.now()
    for role in sorted(wanted - held):
        await store.grant(tx, post.hospital_id, staff.id, Role(role), now)
    await store.end_roles(tx, post.hospital_id, staff.id, sorted(held - wanted), now)
    await store.set_post(tx, staff.id, post)
    if wanted != held:
        tx.announce(post.hospital_id, staff.id, RolesChanged(staff=staff.id, roles=sorted(wanted)), actor=viewer.actor)
    tx.announce(post.hospital_id, staff.id, DeskChanged(staff=staff.id), actor=viewer.actor)
    await record(
        tx, viewer, post.hospital_id, "roles_changed" if wanted != held else "post_changed", f"staff:{staff.id}",
        detail={"granted": sorted(wanted - held), "ended": sorted(held - wanted)},
    )  # fmt: skip


async def _set_password(
    services: Services, viewer: Viewer, staff_id: UUID, password: str, *, must_change: bool
) -> None:
    hash = await passwords.hasher(services).hashed(password)
    async with services.database.system() as tx:
        await sign_in_store.set_password(tx, staff_id, hash, must_change, services.clock.now())
        await end_sessions(services, tx, staff_id)
        places = await store.hospitals_of(tx, staff_id)
        await record(tx, viewer, places or [0], "password_set", f"staff:{staff_id}")


async def _require_another_admin(tx: Transaction, hospital_id: int, staff_id: UUID) -> None:
    if await store.admins(tx, hospital_id) == [staff_id]:
        raise Problem(LAST_ADMIN)


async def _one(tx: Transaction, staff_id: UUID) -> Staff:
    found = await store.staff(tx, only=staff_id, left=True)
    if not found:
        raise Problem(NOT_FOUND)
    return found[0]
