"""Planning shifts, swapping them (调休), and handing over at their end."""

from datetime import timedelta
from uuid import UUID

import msgspec

from bedside.hospital.actions.audit import record
from bedside.hospital.facts import HandedOver, ShiftsChanged
from bedside.hospital.model import Handover, Shift, Staff, Swap, Viewer
from bedside.hospital.problems import NOT_ALL_HOSPITALS, SHIFT_OVERLAPS, SWAP_STALE
from bedside.hospital.questions.places import settings_of
from bedside.hospital.rights import Right, Role, rights_of
from bedside.hospital.store import shifts as store
from bedside.hospital.store import staff as staff_store
from bedside.kit.database import Transaction
from bedside.kit.ids import new_id
from bedside.kit.problems import CONFLICT, INVALID, NOT_FOUND, REFUSED, Problem
from bedside.kit.services import Services

LONGEST = timedelta(hours=24)


async def add_shifts(services: Services, viewer: Viewer, given: list[Shift]) -> list[UUID]:
    """Plan shifts, all or none. Raises Problem REFUSED, SHIFT_OVERLAPS, INVALID."""
    made = [msgspec.structs.replace(each, id=new_id(), hospitals=sorted(set(each.hospitals))) for each in given]
    for each in made:
        _require_plan(viewer, each)
    async with services.database.transaction(viewer.hospitals) as tx:
        await tx.lock(*{each.staff_id for each in made})
        for each in made:
            await _require_serving(tx, each.staff_id, each.hospitals)
            await _require_free(tx, viewer, each)
            await store.add_shift(tx, each)
        await _announce(tx, viewer, made, "planned", "shifts_planned")
    return [each.id for each in made]


async def change_shift(services: Services, viewer: Viewer, given: Shift) -> None:
    """Other times, breaks or person. `given.hospitals` is not looked at."""
    async with services.database.transaction(viewer.hospitals) as tx:
        before = await _shift(tx, given.id)
        wanted = msgspec.structs.replace(given, hospitals=before.hospitals)
        _require_plan(viewer, wanted)
        await tx.lock(before.staff_id, wanted.staff_id)
        await _require_serving(tx, wanted.staff_id, wanted.hospitals)
        await _require_free(tx, viewer, wanted)
        if not await store.change_shift(tx, wanted):
            raise Problem(CONFLICT, what=before.name_zh)
        await _announce(tx, viewer, [before, wanted], "changed", "shift_changed")


async def cancel_shift(services: Services, viewer: Viewer, id: UUID, version: int) -> None:
    async with services.database.transaction(viewer.hospitals) as tx:
        before = await _shift(tx, id)
        _require_right(viewer, Right.PLAN_SHIFTS, before)
        if not await store.cancel_shift(tx, id, version, services.clock.now()):
            raise Problem(CONFLICT, what=before.name_zh)
        await _announce(tx, viewer, [before], "cancelled", "shift_cancelled")


async def ask_swap(
    services: Services, viewer: Viewer, gives: UUID, colleague: UUID, takes: UUID | None, reason: str
) -> UUID:
    """Ask a colleague to take one's shift, for one of theirs or for nothing. Raises Problem SWAP_STALE, INVALID."""
    async with services.database.transaction(viewer.hospitals) as tx:
        given = await _shift(tx, gives)
        taken = await _shift(tx, takes) if takes else None
        _require_admitted(viewer, given, *([taken] if taken else []))
        swap = Swap(
            hospital_id=given.hospitals[0],
            id=new_id(),
            asker=viewer.staff_id,
            colleague=colleague,
            gives=gives,
            takes=takes,
            reason=reason,
            state="asked",
            asked_at=services.clock.now(),
            answered_at=None,
            decided_by=None,
            decided_at=None,
        )
        if colleague == viewer.staff_id or (taken and swap.hospital_id not in taken.hospitals):
            raise Problem(INVALID, what="colleague")
        _require_fresh(services, swap, given, taken)
        await _require_serving(tx, colleague, given.hospitals)
        await store.add_swap(tx, swap)
        await _swap_moved(tx, viewer, swap, "swap_asked", "asked")
    return swap.id


async def answer_swap(services: Services, viewer: Viewer, id: UUID, accepted: bool) -> str:
    """The colleague's answer; returns the swap's new state. Where no approval is needed, a yes exchanges at once."""
    async with services.database.transaction(viewer.hospitals) as tx:
        swap = await _swap(tx, id, "asked")
        if swap.colleague != viewer.staff_id:
            raise Problem(REFUSED)
        now = services.clock.now()
        await store.move_swap(tx, id, "accepted" if accepted else "declined", now)
        if not accepted:
            await _swap_moved(tx, viewer, swap, "swap_declined", "declined")
            return "declined"
        if (await settings_of(tx, swap.hospital_id)).swap_needs_approval:
            await _swap_moved(tx, viewer, swap, "swap_accepted", "accepted")
            return "accepted"
        await _exchange(services, tx, viewer, swap)
        return "approved"


async def decide_swap(services: Services, viewer: Viewer, id: UUID, approved: bool) -> str:
    """The desk lead's decision on what both want. Raises Problem REFUSED, SWAP_STALE, SHIFT_OVERLAPS."""
    async with services.database.transaction(viewer.hospitals) as tx:
        swap = await _swap(tx, id, "accepted")
        viewer.require(Right.PLAN_SHIFTS, swap.hospital_id)
        if approved:
            await _exchange(services, tx, viewer, swap)
            return "approved"
        await store.move_swap(tx, id, "refused", services.clock.now(), viewer.staff_id)
        await _swap_moved(tx, viewer, swap, "swap_refused", "refused")
        return "refused"


async def withdraw_swap(services: Services, viewer: Viewer, id: UUID) -> None:
    """The asker thinks better of it, before it is decided."""
    async with services.database.transaction(viewer.hospitals) as tx:
        swap = await _swap(tx, id, "asked", "accepted")
        if swap.asker != viewer.staff_id:
            raise Problem(REFUSED)
        await store.move_swap(tx, id, "withdrawn", services.clock.now())
        await _swap_moved(tx, viewer, swap, "swap_withdrawn", "withdrawn")


async def hand_over(
    services: Services, viewer: Viewer, hospital_id: int, receiver: UUID, notes: str, conversations: list[UUID]
) -> UUID:
    """Hand notes and open conversations to a colleague; the conversation room moves the latter on the fact.

    Raises Problem REFUSED, INVALID.
    """
    viewer.require(Right.CONVERSE, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        if receiver == viewer.staff_id:
            raise Problem(INVALID, what="receiver")
        await _require_serving(tx, receiver, [hospital_id])
        made = Handover(
            hospital_id=hospital_id,
            id=new_id(),
            giver=viewer.staff_id,
            receiver=receiver,
            notes=notes,
            conversations=list(dict.fromkeys(conversations)),
            made_at=services.clock.now(),
            received_at=None,
        )
        await store.add_handover(tx, made)
        fact = HandedOver(handover=made.id, giver=made.giver, receiver=receiver, conversations=made.conversations)
        tx.announce(hospital_id, viewer.staff_id, fact, actor=viewer.actor)
        detail = {"conversations": len(made.conversations)}
        await record(tx, viewer, hospital_id, "handed_over", f"staff:{receiver}", detail=detail)
    return made.id


async def receive_handover(services: Services, viewer: Viewer, id: UUID) -> None:
    """The colleague says that they have read it. Raises Problem NOT_FOUND."""
    async with services.database.transaction(viewer.hospitals) as tx:
        hospital_id = await store.receive_handover(tx, id, viewer.staff_id, services.clock.now())
        if hospital_id is None:
            raise Problem(NOT_FOUND)
        await record(tx, viewer, hospital_id, "handover_received", f"handover:{id}")


async def _exchange(services: Services, tx: Transaction, viewer: Viewer, swap: Swap) -> None:
    await tx.lock(swap.asker, swap.colleague)
    given = await _shift(tx, swap.gives, SWAP_STALE)
    taken = await _shift(tx, swap.takes, SWAP_STALE) if swap.takes else None
    concerned = [given, *([taken] if taken else [])]
    _require_admitted(viewer, *concerned)
    _require_fresh(services, swap, given, taken)
    for shift, new_owner in [(given, swap.colleague), *([(taken, swap.asker)] if taken else [])]:
        await _require_serving(tx, new_owner, shift.hospitals)
        moved = msgspec.structs.replace(shift, staff_id=new_owner)
        await _require_free(tx, viewer, moved, but_for={each.id for each in concerned})
    await store.give_shift(tx, given.id, swap.asker, swap.colleague)
    if taken:
        await store.give_shift(tx, taken.id, swap.colleague, swap.asker)
    await store.move_swap(tx, swap.id, "approved", services.clock.now(), viewer.staff_id)
    await _swap_moved(tx, viewer, swap, "swap_approved", "swapped")


def _require_fresh(services: Services, swap: Swap, given: Shift, taken: Shift | None) -> None:
    owners = given.staff_id == swap.asker and (taken is None or taken.staff_id == swap.colleague)
    begun = min(each.starts_at for each in (given, taken) if each) <= services.clock.now()
    if not owners or begun:
        raise Problem(SWAP_STALE)


def _require_plan(viewer: Viewer, shift: Shift) -> None:
    _require_right(viewer, Right.PLAN_SHIFTS, shift)
    if not timedelta() < shift.ends_at - shift.starts_at <= LONGEST:
        raise Problem(INVALID, what="ends_at")
    for rest in shift.breaks:
        if not shift.starts_at <= rest.starts_at < rest.ends_at <= shift.ends_at:
            raise Problem(INVALID, what="breaks")


def _require_right(viewer: Viewer, right: Right, shift: Shift) -> None:
    _require_admitted(viewer, shift)
    for each in shift.hospitals:
        viewer.require(right, each)


def _require_admitted(viewer: Viewer, *shifts: Shift) -> None:
    """A shift is one thing: whoever sees only some of its hospitals leaves it alone."""
    for shift in shifts:
        if not set(shift.hospitals) <= set(viewer.hospitals):
            raise Problem(NOT_ALL_HOSPITALS)


async def _require_serving(tx: Transaction, staff_id: UUID, hospitals: list[int]) -> Staff:
    found = await staff_store.staff(tx, only=staff_id)
    converses = {
        post.hospital_id
        for post in (found[0].posts if found else [])
        if Right.CONVERSE in rights_of(Role(role) for role in post.roles)
    }
    if not found or not hospitals or not converses.issuperset(hospitals):
        raise Problem(INVALID, what="staff")
    return found[0]


async def _require_free(tx: Transaction, viewer: Viewer, shift: Shift, but_for: set[UUID] | None = None) -> None:
    apart = (but_for or set()) | {shift.id}
    others = await store.shifts_between(tx, list(viewer.hospitals), shift.starts_at, shift.ends_at, shift.staff_id)
    if any(each.id not in apart for each in others):
        raise Problem(SHIFT_OVERLAPS)


async def _shift(tx: Transaction, id: UUID | None, otherwise: str = NOT_FOUND) -> Shift:
    found = await store.shift(tx, id) if id else None
    if found is None:
        raise Problem(otherwise)
    return found


async def _swap(tx: Transaction, id: UUID, *states: str) -> Swap:
    found = await store.swap(tx, id)
    if found is None:
        raise Problem(NOT_FOUND)
    if found.state not in states:
        raise Problem(SWAP_STALE)
    return found


async def _announce(tx: Transaction, viewer: Viewer, shifts: list[Shift], why: str, action: str) -> None:
    for place in sorted({each for shift in shifts for each in shift.hospitals}):
        here = [each for each in shifts if place in each.hospitals]
        staff = sorted({each.staff_id for each in here})
        fact = ShiftsChanged(staff=staff, shifts=sorted({each.id for each in here}), why=why)
        tx.announce(place, staff[0], fact, actor=viewer.actor)
        await record(tx, viewer, place, action, f"shift:{here[0].id}", detail={"staff": [str(each) for each in staff]})


async def _swap_moved(tx: Transaction, viewer: Viewer, swap: Swap, action: str, why: str) -> None:
    shifts = [swap.gives, *([swap.takes] if swap.takes else [])]
    fact = ShiftsChanged(staff=[swap.asker, swap.colleague], shifts=shifts, why=why)
    tx.announce(swap.hospital_id, swap.asker, fact, actor=viewer.actor)
    await record(tx, viewer, swap.hospital_id, action, f"swap:{swap.id}")
