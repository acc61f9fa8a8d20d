"""Staff connect a hospital system, try it, and settle what the two sides say differently."""

from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

import httpx
import msgspec

from bedside.appointment.actions import changing, receiving
from bedside.appointment.actions.absence import see_to
from bedside.appointment.his import mirror, reaching
from bedside.appointment.his.contract import Asked, No, OwnerAway, Unclear
from bedside.appointment.his.problems import HIS_AWAY, HIS_DEPARTMENT, NOT_THAT_WAY
from bedside.appointment.his.reconciling import next_time
from bedside.appointment.his.settings import Connection, HisSettings
from bedside.appointment.his.store import asks, connections, differences
from bedside.appointment.his.store import slots as slots_store
from bedside.appointment.his.store.differences import Difference
from bedside.appointment.store import appointments
from bedside.hospital.actions.audit import record
from bedside.hospital.model import Viewer
from bedside.hospital.questions import places
from bedside.hospital.questions.catalogue import catalogue
from bedside.hospital.questions.places import asked_for
from bedside.hospital.rights import Right
from bedside.kit.database import Transaction
from bedside.kit.ids import new_id
from bedside.kit.problems import CONFLICT, INVALID, NOT_FOUND, Problem
from bedside.kit.services import Services

Resolution = Literal["ask_again", "release_there", "cancel_here", "arrive_here", "offer_other_time", "dismiss"]
WAYS: dict[str, tuple[Resolution, ...]] = {
    "missing_there": ("ask_again", "cancel_here", "dismiss"),
    "cancelled_there": ("ask_again", "cancel_here", "dismiss"),
    "missing_here": ("release_there", "dismiss"),
    "cancelled_here": ("release_there", "dismiss"),
    "other_time": ("cancel_here", "dismiss"),
    "arrived_there": ("arrive_here", "dismiss"),
    "slot_gone": ("offer_other_time", "cancel_here", "dismiss"),
    "unanswered": ("ask_again", "cancel_here", "dismiss"),
    "unclear": ("ask_again", "cancel_here", "dismiss"),
}
"""How each kind of difference can be settled; any other only by saying what was done about it."""


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What staff set. `secret` None leaves the one that is stored; "" is none."""

    name: str
    departments: list[UUID]
    settings: HisSettings
    secret: str | None = None
    enabled: bool = True


class Tried(msgspec.Struct, frozen=True):
    """What a system answered when it was tried: how many slots, and how many of them are of departments that we know."""

    slots: int
    known: int


async def listed(services: Services, viewer: Viewer, hospital_id: int | None) -> list[Connection]:
    """Raises Problem not_found or refused."""
    asked = [each for each in asked_for(viewer, hospital_id) if viewer.may(Right.MANAGE_HOSPITAL, each)]
    if not asked:
        viewer.require(Right.MANAGE_HOSPITAL, hospital_id or 0)
    async with services.database.transaction(asked) as tx:
        return [each for place in asked for each in await connections.connections(tx, place)]


async def save(services: Services, viewer: Viewer, hospital_id: int, id: UUID | None, rev: int, given: Given) -> UUID:
    """Add (without `id`) or change a connection; the departments' seats change hands at once.

    Raises Problem refused, not_found, invalid, conflict or his_department. The secret is to be given again with a new server.
    """
    viewer.require(Right.MANAGE_HOSPITAL, hospital_id)
    house = await catalogue(services, hospital_id)
    departments = await places.departments(services, viewer, hospital_id)
    if not set(given.departments) <= {each.id for each in departments}:
        raise Problem(INVALID, what="departments")
    try:
        port = httpx.URL(given.settings.url).port
    except (httpx.InvalidURL, ValueError):
        raise Problem(INVALID, what="settings.url") from None
    if port is not None and not 0 < port < 65_536:
        raise Problem(INVALID, what="settings.url")
    async with services.database.transaction([hospital_id]) as tx:
        await tx.lock(_lock(hospital_id))
        known = await connections.connections(tx, hospital_id)
        before = next((each for each in known if each.id == id), None)
        if id is not None and before is None:
            raise Problem(NOT_FOUND)
        if any(each.id != id and set(each.departments) & set(given.departments) for each in known):
            raise Problem(HIS_DEPARTMENT)
        # Or whoever may set an address could have the secret sent to their own.
        if (
            before
            and before.secret_sealed
            and given.secret is None
            and _server(before.settings) != _server(given.settings)
        ):
            raise Problem(INVALID, what="secret")
        now = tx.clock.now()
        sealed = reaching.sealer(services).seal(given.secret) if given.secret is not None else None
        made = Connection(
            hospital_id=hospital_id, id=id or new_id(), name=given.name, departments=given.departments,
            settings=given.settings, secret_sealed=sealed, enabled=given.enabled, rev=rev, mirror_at=now, mirrored_at=None,
            reconcile_at=next_time(now, house.zone, given.settings.reconcile_hour), reconciled_at=None, answered_at=None,
            failing_since=None, error="",
        )  # fmt: skip
        if before is None:
            await connections.insert(tx, made)
        elif not await connections.change(tx, made):
            raise Problem(CONFLICT, what=given.name)
        was = set(before.departments) if before and before.enabled else set[UUID]()
        will = set(given.departments) if given.enabled else set[UUID]()
        await slots_store.plan_anew(tx, hospital_id, list(was ^ will))
        await record(tx, viewer, hospital_id, "his_connection_changed", f"his_connection:{made.id}")
    await mirror.take_over(services, hospital_id, list(will - was))
    await mirror.give_back(services, hospital_id, list(was - will))
    return made.id


async def attempt(services: Services, viewer: Viewer, hospital_id: int, id: UUID) -> Tried:
    """Ask it for the slots of a week. Raises Problem refused, not_found, his_away."""
    viewer.require(Right.MANAGE_HOSPITAL, hospital_id)
    house = await catalogue(services, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        known = {each.id: each for each in await connections.connections(tx, hospital_id)}
    if id not in known:
        raise Problem(NOT_FOUND)
    now = services.clock.now()
    try:
        async with reaching.open_his(services, known[id]) as his:
            found = await his.slots(now, now + timedelta(days=7))
    except OwnerAway as away:
        await reaching.noted(services, known[id], str(away))
        raise Problem(HIS_AWAY, what=str(away)) from away
    await reaching.noted(services, known[id], None)
    codes = reaching.Codes.of(house)
    return Tried(len(found), sum(codes.departments.get(each.department) in known[id].departments for each in found))


async def reconcile_now(services: Services, viewer: Viewer, hospital_id: int, id: UUID) -> None:
    """Compare at the next look of the duty instead of at night. Raises Problem refused or not_found."""
    viewer.require(Right.MANAGE_SCHEDULES, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        if not await connections.reconcile_soon(tx, hospital_id, id, tx.clock.now()):
            raise Problem(NOT_FOUND)


async def differing(
    services: Services, viewer: Viewer, hospital_id: int | None, state: str, before: UUID | None, limit: int
) -> list[Difference]:
    asked = [each for each in asked_for(viewer, hospital_id) if viewer.may(Right.MANAGE_SCHEDULES, each)]
    if not asked:
        viewer.require(Right.MANAGE_SCHEDULES, hospital_id or 0)
    async with services.database.transaction(asked) as tx:
        return await differences.listed(tx, asked, state=state, before=before, limit=limit)


async def resolve(services: Services, viewer: Viewer, id: UUID, how: Resolution, note: str) -> None:
    """Settle a difference. Raises Problem refused, not_found, conflict, his_resolution, his_away or what the action refuses."""
    places = [each for each in viewer.hospitals if viewer.may(Right.MANAGE_SCHEDULES, each)]
    if not places:
        viewer.require(Right.MANAGE_SCHEDULES, 0)
    async with services.database.transaction(places) as tx:
        found = await differences.one(tx, places, id)
        if found is None:
            raise Problem(NOT_FOUND)
        if found.state != "open":
            raise Problem(CONFLICT, what=found.kind)
        known = {each.id: each for each in await connections.connections(tx, found.hospital_id)}
    if how not in WAYS.get(found.kind, ("dismiss",)):
        raise Problem(NOT_THAT_WAY)
    await _do(services, viewer, known.get(found.connection_id), found, how)
    async with services.database.transaction([found.hospital_id]) as tx:
        if await differences.one(tx, [found.hospital_id], id) is None:
            raise Problem(NOT_FOUND)
        await differences.settle(tx, found.hospital_id, id, how, note.strip(), viewer.actor, tx.clock.now())
        await record(
            tx,
            viewer,
            found.hospital_id,
            "his_difference_settled",
            f"difference:{id}",
            note.strip() or None,
            {"how": how},
        )


async def _do(
    services: Services, viewer: Viewer, connection: Connection | None, found: Difference, how: Resolution
) -> None:
    id = found.appointment_id
    if how == "cancel_here" and id:
        await changing.cancel(services, found.hospital_id, id, by="his:differs", actor=viewer.actor)
    elif how == "offer_other_time" and id:
        async with services.database.transaction([found.hospital_id]) as tx:
            about = await appointments.one(tx, found.hospital_id, id)
        if about:  # nothing is left to do for who moved meanwhile
            await see_to(services, await catalogue(services, found.hospital_id), about, viewer.actor)
    elif how == "arrive_here" and id:
        await receiving.arrive(services, found.hospital_id, id, viewer.actor)
    elif how == "ask_again" and id:
        async with services.database.transaction([found.hospital_id]) as tx:
            await _queue(tx, found, id)
    elif how == "release_there":
        await _release(services, connection, found)


async def _queue(tx: Transaction, found: Difference, id: UUID) -> None:
    verb, _, _ = found.about.partition(":")
    await asks.queue(tx, found.hospital_id, id, verb if verb in ("cancel", "arrival") else "confirm", tx.clock.now())


async def _release(services: Services, connection: Connection | None, found: Difference) -> None:
    """Give back there what nobody has here."""
    if connection is None:
        raise Problem(HIS_AWAY, what="no connection")
    theirs: dict[str, Any] = found.theirs
    there = msgspec.convert({"key": found.about, **_member(theirs)}, _There)
    asked = Asked(
        key=there.key, slot=there.slot, department="", doctor=there.doctor, service="", starts_at=found.found_at,
        ends_at=found.found_at, price_fen=0, ref=found.ref,
    )  # fmt: skip
    async with reaching.open_his(services, connection) as his:
        answer = await his.cancel(asked)
    if isinstance(answer, Unclear):
        raise Problem(HIS_AWAY, what=answer.why)
    if isinstance(answer, No):
        raise Problem(HIS_AWAY, what=answer.code)


class _There(msgspec.Struct):
    key: UUID
    slot: str = ""
    doctor: str = ""


def _member(theirs: dict[str, Any]) -> dict[str, Any]:
    return {name: theirs[name] for name in ("slot", "doctor") if name in theirs}


def _server(settings: HisSettings) -> tuple[str, str]:
    at = httpx.URL(settings.url)
    return at.scheme, at.netloc.decode()


def _lock(hospital_id: int) -> UUID:
    """One change of a hospital's connections at a time: a department has one owner."""
    return UUID(int=0x0199C0DE_0051_7000_8000_0000_0000_0000 + hospital_id)
