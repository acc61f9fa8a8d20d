"""Who answers: take, transfer, invite, leave, take over, requeue."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from bedside.conversation.actions.move import Actor, Move, moving, moving_as
from bedside.conversation.facts import StaffChanged
from bedside.conversation.problems import ALREADY_TAKEN, CLOSED, NOT_HERE
from bedside.conversation.store import changes
from bedside.conversation.store import desk as store
from bedside.hospital.cards import has_skill
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.problems import INVALID, REFUSED, Problem
from bedside.kit.services import Services


def _open(move: Move) -> None:
    if move.now.status == "closed":
        raise Problem(CLOSED)


def _holds(move: Move, viewer: Viewer) -> None:
    """Only who answers, or the lead, gives a conversation away."""
    if move.now.assigned_to != viewer.staff_id and not viewer.may(Right.LEAD_DESK, move.now.hospital_id):
        raise Problem(REFUSED)


async def _tell(move: Move, what: str, **members: object) -> None:
    from_staff, to_staff = members.get("from_"), members.get("to")
    shown: dict[str, Any] = {
        key.rstrip("_"): {"id": value, "name": move.staff_name(value)} if isinstance(value, UUID) else value
        for key, value in members.items()
        if value is not None
    }
    seq = await move.tell(what, "all", **shown)
    move.announce(
        StaffChanged(
            conversation=move.now.id,
            seq=seq,
            what=what,
            from_staff=from_staff if isinstance(from_staff, UUID) else None,
            to_staff=to_staff if isinstance(to_staff, UUID) else None,
        )
    )


async def take(services: Services, viewer: Viewer, conversation: UUID) -> None:
    """Answer a waiting conversation. Of two who take at once one wins; the other learns who. Again is harmless."""
    async with moving_as(services, viewer, conversation) as move:
        _open(move)
        if move.now.assigned_to == viewer.staff_id:
            return
        if move.now.assigned_to is not None:
            raise Problem(ALREADY_TAKEN, who=move.staff_name(move.now.assigned_to))
        await move.assign(viewer.staff_id)
        await _tell(move, "assigned", to=viewer.staff_id)


async def take_over(services: Services, viewer: Viewer, conversation: UUID, reason: str) -> None:
    """The desk lead answers in somebody's place; who answered stays in the thread."""
    async with moving_as(services, viewer, conversation, Right.LEAD_DESK) as move:
        _open(move)
        before = move.now.assigned_to
        if before == viewer.staff_id:
            return
        await move.assign(viewer.staff_id)
        await _tell(move, "taken_over", from_=before, to=viewer.staff_id, reason=reason or None)


async def transfer(
    services: Services,
    viewer: Viewer,
    conversation: UUID,
    *,
    to_staff: UUID | None,
    to_department: UUID | None,
    to_skill: UUID | None,
    reason: str,
) -> None:
    """Hand over to a colleague who is at the desk, or to the queue of a department, of a skill, or of both.

    Raises Problem NOT_HERE, REFUSED, INVALID.
    """
    async with moving_as(services, viewer, conversation) as move:
        _open(move)
        _holds(move, viewer)
        before = move.now.assigned_to
        if to_staff is not None:
            card = move.cards.get(to_staff)
            if card is None or not card.converses:
                raise Problem(INVALID, what="to_staff")
            there = await store.presence(move.tx, move.now.hospital_id, to_staff)
            if there is None or there.status != "online":
                raise Problem(NOT_HERE, who=card.name(viewer.lang))
            if to_staff == before:
                return
            await move.assign(to_staff)
            if before:
                await move.leave(before)
        elif to_department is not None or to_skill is not None:
            await _listed(move, to_skill)
            await _to_queue(move, department=to_department or move.now.department_id, skill=to_skill, preferred=None)
        else:
            raise Problem(INVALID, what="to_staff, to_department, to_skill")
        to = {"department": to_department, "skill": to_skill} if to_staff is None else {}
        shown = {key: str(value) for key, value in to.items() if value}
        await _tell(move, "transferred", from_=before, to=to_staff, **shown, reason=reason or None)


async def requeue(
    services: Services, viewer: Viewer, conversation: UUID, reason: str, skill: UUID | None = None
) -> None:
    """Back to the queue, at its old place; with a skill, to who has it."""
    async with moving_as(services, viewer, conversation) as move:
        _open(move)
        if move.now.status == "waiting":
            return
        _holds(move, viewer)
        await _listed(move, skill)
        before = move.now.assigned_to
        await _to_queue(move, department=move.now.department_id, skill=skill or move.now.skill_id, preferred=None)
        await _tell(move, "requeued", from_=before, skill=str(skill) if skill else None, reason=reason or None)


async def invite(services: Services, viewer: Viewer, conversation: UUID, colleague: UUID) -> None:
    """Ask a colleague into the thread (a doctor, say); they need not be at the desk to be asked."""
    async with moving_as(services, viewer, conversation) as move:
        _open(move)
        if viewer.staff_id not in move.now.members and not viewer.may(Right.LEAD_DESK, move.now.hospital_id):
            raise Problem(REFUSED)
        card = move.cards.get(colleague)
        if card is None or not card.converses:
            raise Problem(INVALID, what="staff")
        if await move.join(colleague):
            await _tell(move, "joined", to=colleague, role=str(card.shown_role))


async def leave(services: Services, viewer: Viewer, conversation: UUID) -> None:
    """Go out of the thread. Who answers cannot just go: they transfer, requeue or close."""
    async with moving_as(services, viewer, conversation) as move:
        if move.now.assigned_to == viewer.staff_id and move.now.status != "closed":
            raise Problem(INVALID, what="transfer, requeue, close")
        if await move.leave(viewer.staff_id):
            await _tell(move, "left", from_=viewer.staff_id)


async def _listed(move: Move, skill: UUID | None) -> None:
    if skill is not None and not await has_skill(move.tx, move.now.hospital_id, skill):
        raise Problem(INVALID, what="skill")


async def _to_queue(move: Move, *, department: UUID | None, skill: UUID | None, preferred: UUID | None) -> None:
    settings = await store.settings(move.tx, move.now.hospital_id)
    for member in move.now.members:
        await move.leave(member)
    await changes.requeue(
        move.tx,
        *move.key,
        department=department,
        skill=skill,
        preferred=preferred,
        overflow_at=move.at + timedelta(seconds=settings.overflow_seconds),
    )


async def hand_back(move: Move, reason: str) -> None:
    """The system puts a conversation back whose consultant is gone."""
    before = move.now.assigned_to
    await _to_queue(move, department=move.now.department_id, skill=move.now.skill_id, preferred=before)
    await _tell(move, "requeued", from_=before, reason=reason)


async def receive(services: Services, hospital_id: int, giver: UUID, receiver: UUID, conversation: UUID) -> None:
    """At the end of a shift: what the giver still holds goes to the receiver. Harmless when repeated or too late."""
    async with moving(services, hospital_id, conversation, Actor("staff", giver)) as move:
        if move.now.status == "closed" or move.now.assigned_to != giver:
            return
        await move.assign(receiver)
        await move.leave(giver)
        await _tell(move, "transferred", from_=giver, to=receiver, reason="handover")
