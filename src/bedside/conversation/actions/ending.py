"""How a conversation ends, and what comes after: outcome, rating, reopening, goodbye, forgetting."""

from typing import cast
from uuid import UUID

from bedside.coach import actions as coach
from bedside.conversation.actions.move import Actor, Move, moving, moving_as
from bedside.conversation.actions.rereading import raise_or_keep
from bedside.conversation.facts import ConversationClosed, ConversationRated, ConversationReopened
from bedside.conversation.flags import watch_of
from bedside.conversation.model import Level, Outcome
from bedside.conversation.problems import CLOSED, FLAG_OPEN
from bedside.conversation.store import changes, readings, rows
from bedside.conversation.store import desk as store
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.database import Transaction
from bedside.kit.problems import CONFLICT, NOT_FOUND, REFUSED, Problem
from bedside.kit.services import Services
from bedside.people.model import Kept


async def end(move: Move, outcome: Outcome, note: str | None) -> None:
    """Close inside an open frame. Raises Problem red_flag_open while a red flag has no reason to be closed."""
    if move.now.alert == "red":
        raise Problem(FLAG_OPEN)
    for member in move.now.members:
        await move.leave(member)
    await move.tell("closed", outcome=outcome)
    await changes.close(move.tx, *move.key, outcome=outcome, note=note, by=move.actor.id, at=move.at)
    move.announce(_closed(move, outcome, move.now.level))


def _closed(move: Move, outcome: Outcome, level: str | None) -> ConversationClosed:
    return ConversationClosed(
        conversation=move.now.id,
        outcome=outcome,
        level=level,
        visitor_messages=move.now.visitor_messages,
        staff_messages=move.now.staff_messages,
    )


async def close(
    services: Services, viewer: Viewer, conversation: UUID, *, outcome: Outcome, level: Level | None, note: str | None
) -> None:
    """Close with what came of it; said of a closed one (the visitor left first, or it was silent) it sets what came."""
    async with moving_as(services, viewer, conversation) as move:
        if move.now.status == "closed":
            return await _amend(move, viewer, outcome, level, note)
        if viewer.staff_id not in move.now.members and not viewer.may(Right.LEAD_DESK, move.now.hospital_id):
            raise Problem(REFUSED)
        if level is not None:
            await changes.set_progress(move.tx, *move.key, move.now.stage, level)
        await end(move, outcome, note)


async def _amend(move: Move, viewer: Viewer, outcome: Outcome, level: Level | None, note: str | None) -> None:
    was_member = await rows.ever_member(move.tx, *move.key, viewer.staff_id)
    if not was_member and not viewer.may(Right.LEAD_DESK, move.now.hospital_id):
        raise Problem(REFUSED)
    level, note = level or cast("Level | None", move.now.level), note or move.now.close_note
    if (outcome, level, note) == (move.now.outcome, move.now.level, move.now.close_note):
        return
    await changes.set_progress(move.tx, *move.key, move.now.stage, level)
    await changes.set_outcome(move.tx, *move.key, outcome=outcome, note=note)
    await move.tell("outcome", "staff", outcome=outcome)
    move.announce(_closed(move, outcome, level))


async def reopen(services: Services, viewer: Viewer, conversation: UUID) -> None:
    """Open a closed conversation again and answer it oneself; impossible while the visitor has another one open."""
    async with moving_as(services, viewer, conversation) as move:
        if move.now.status != "closed":
            return

        newest = (await rows.of_visitor(move.tx, move.now.hospital_id, move.now.visitor_id, 1))[0]
        if newest.id != move.now.id and newest.status != "closed":
            raise Problem(CONFLICT, what=newest.visitor_name or "…")
        await changes.reopen(move.tx, *move.key, move.at)
        await move.assign(viewer.staff_id)
        await move.tell("reopened")
        move.announce(ConversationReopened(conversation=move.now.id))


async def goodbye(services: Services, hospital_id: int, visitor: UUID, conversation: UUID) -> None:
    """The visitor ends it. Answered and with nothing left to answer, or never asked, it closes; else the desk decides."""
    async with moving(services, hospital_id, conversation, Actor("visitor", visitor)) as move:
        if move.now.visitor_id != visitor:
            raise Problem(NOT_FOUND)
        if move.now.status == "waiting" and not move.now.visitor_messages:
            await end(move, "no_reply", None)
        elif move.now.status != "closed":
            await move.tell("goodbye")
            if move.now.waiting_since is None and move.now.staff_messages and move.now.alert != "red":
                await end(move, "answered", None)


async def rate(
    services: Services, hospital_id: int, visitor: UUID, conversation: UUID, score: int, comment: str | None
) -> None:
    """1–5 and what they want to say; may be changed, the last word counts. Raises Problem CLOSED before there was an answer."""
    watch = watch_of(services)
    read = await watch.read(hospital_id, conversation, None, comment, at_leisure=True) if comment else None
    async with moving(services, hospital_id, conversation, Actor("visitor", visitor)) as move:
        if move.now.visitor_id != visitor:
            raise Problem(NOT_FOUND)
        if move.now.staff_messages == 0 and move.now.status != "closed":
            raise Problem(CLOSED)
        await changes.rate(move.tx, *move.key, score, comment)
        await move.tell("rated", score=score, comment=comment)
        move.announce(ConversationRated(conversation=conversation, score=score))
        if read:
            await raise_or_keep(services, move.tx, hospital_id, conversation, read)


async def erase_visitor(tx: Transaction, hospital_id: int, visitor: UUID) -> list[Kept]:
    """Registered with the people room: take away who it was; the chat itself is held for three years (L32)."""

    held = await rows.of_visitor(tx, hospital_id, visitor, 1)
    await changes.forget_visitor(tx, hospital_id, visitor)
    await store.forget_notes(tx, hospital_id, visitor)
    await coach.forget(tx, hospital_id, await readings.forget(tx, hospital_id, visitor))
    return [CHAT_HELD] if held else []


CHAT_HELD = Kept(
    "chat_held",
    "L32",
    "您与医院的咨询记录（已去掉姓名与联系方式）须依法保存三年。",
    "What you and the hospital wrote to each other (without your name and contact) must by law be kept for three years.",
)
