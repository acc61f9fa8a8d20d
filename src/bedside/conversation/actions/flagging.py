"""A red flag from its first word to its end: raised with the message that told of it, paged until somebody takes it in hand,
closed with what came of it."""

import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

import msgspec
import psycopg

from bedside.conversation import live
from bedside.conversation.actions.move import SYSTEM, Move, moving, moving_as
from bedside.conversation.actions.paging import page_on_call
from bedside.conversation.desk import desk_of
from bedside.conversation.facts import (
    ConversationReopened,
    RedFlagAcknowledged,
    RedFlagClosed,
    RedFlagEscalated,
    RedFlagLifted,
    RedFlagRaised,
)
from bedside.conversation.flags import Found
from bedside.conversation.model import Flag, FlagOutcome
from bedside.conversation.problems import FLAG_CLOSED
from bedside.conversation.store import changes, rows
from bedside.conversation.store import flags as store
from bedside.hospital.actions.audit import reason_given, record
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.database import Transaction
from bedside.kit.ids import new_id
from bedside.kit.problems import NOT_FOUND, REFUSED, Problem
from bedside.kit.services import Services

log = logging.getLogger(__name__)
RED = "red"
WORDS_MOST = 50
PAGES_MOST = 5
"""So often the on-call contact is written to about one case."""


async def raise_flag(services: Services, tx: Transaction, hospital_id: int, conversation: UUID, found: Found) -> None:
    """Open a case in the transaction that stores the message, whose caller holds the visitor's lock.

    More of the same in an open case adds its words; another danger pages anew.
    """
    fact = await rows.one(tx, hospital_id, conversation)
    if fact is None:
        return
    if fact.status == "closed":  # told with the rating
        fact = await _opened_again(services, tx, fact)
        conversation = fact.id
    at = tx.clock.now()
    due_at = at + timedelta(seconds=(await store.settings(tx, hospital_id)).timer_seconds)
    known = await store.open_of(tx, hospital_id, conversation)
    move = Move(services, tx, fact, await desk_of(services).cards.of(hospital_id, tx), SYSTEM)
    if known and known.type == found.type:
        words = [*known.words, *(word for word in found.words if word not in known.words)][:WORDS_MOST]
        return _show(move, await store.save(tx, msgspec.structs.replace(known, words=words)))
    if known:
        flag = await store.save(
            tx,
            msgspec.structs.replace(
                known, type=found.type, words=[*known.words, *found.words][:WORDS_MOST], confidence=found.confidence,
                version=found.version, due_at=due_at, level=0, acknowledged_by=None, acknowledged_at=None, lifted_by=None,
                lifted_at=None, lift_reason=None,
            ),
        )  # fmt: skip
    else:
        flag = Flag(
            hospital=hospital_id, id=new_id(), conversation=conversation, visitor=fact.visitor_id, type=found.type,
            words=found.words, confidence=found.confidence, version=found.version, raised_at=at, due_at=due_at,
        )  # fmt: skip
        await store.insert(tx, flag)
    await changes.alert(tx, *move.key, RED)
    await move.tell("red_flag", "staff", flag=str(flag.id), type=flag.type)
    move.announce(
        RedFlagRaised(
            conversation=conversation, flag=flag.id, type=flag.type, confidence=flag.confidence, version=flag.version
        )
    )
    try:
        await page_on_call(services, move, flag, only_if_nobody=True)
    except psycopg.Error:
        raise  # the transaction is lost, and the message is sent again
    except Exception:
        log.exception("whoever is on call could not be paged")
    await move.finish()
    _show(move, flag)


async def _opened_again(services: Services, tx: Transaction, closed: rows.Facts) -> rows.Facts:
    """A danger is never told to nobody: the visitor's open talk, or this one, opened again."""
    newest = (await rows.of_visitor(tx, closed.hospital_id, closed.visitor_id, 1))[0]
    if newest.status != "closed":
        return newest
    move = Move(services, tx, closed, await desk_of(services).cards.of(closed.hospital_id, tx), SYSTEM)
    await changes.reopen(tx, *move.key, move.at)
    await move.tell("reopened")
    move.announce(ConversationReopened(conversation=closed.id))
    return await move.finish()


def _show(move: Move, flag: Flag) -> None:
    """To every desk of the hospital, after the commit."""
    event = live.encode(live.FlagEvent(flag))
    move.tx.after_commit(lambda: move.services.bus.publish(live.desk(flag.hospital), event))


@asynccontextmanager
async def _of(services: Services, viewer: Viewer, id_: UUID) -> AsyncGenerator[tuple[Move, Flag]]:
    async with services.database.transaction(viewer.where(Right.CONVERSE)) as tx:
        seen = await store.anywhere(tx, id_)
    if seen is None:
        raise Problem(NOT_FOUND)
    async with moving_as(services, viewer, seen.conversation) as move:
        now = await store.anywhere(move.tx, id_)
        if now is None:
            raise Problem(NOT_FOUND)
        yield move, now


async def acknowledge(services: Services, viewer: Viewer, id_: UUID) -> Flag:
    """Take it in hand: the timer stops. Of two the first counts. Raises Problem red_flag_closed, not_found."""
    async with _of(services, viewer, id_) as (move, flag):
        if flag.closed_at:
            raise Problem(FLAG_CLOSED)
        if flag.acknowledged_at:
            return flag
        taken = msgspec.structs.replace(flag, acknowledged_by=viewer.staff_id, acknowledged_at=move.at, due_at=None)
        taken = await store.save(move.tx, taken)
        await move.tell("red_flag_acknowledged", "staff", flag=str(id_))
        seconds = round((move.at - flag.raised_at).total_seconds(), 3)
        move.announce(RedFlagAcknowledged(conversation=flag.conversation, flag=id_, seconds=seconds))
        _show(move, taken)
        return taken


async def lift(services: Services, viewer: Viewer, id_: UUID, reason: str) -> Flag:
    """Allow booking for later than today: a clinician or the desk lead, with a reason. Raises Problem refused, …"""
    async with _of(services, viewer, id_) as (move, flag):
        said = reason_given(reason)
        if not (viewer.may(Right.LEAD_DESK, flag.hospital) or viewer.may(Right.CONFIRM_GREEN, flag.hospital)):
            raise Problem(REFUSED)
        if flag.closed_at:
            raise Problem(FLAG_CLOSED)
        lifted = await store.save(
            move.tx,
            msgspec.structs.replace(flag, lifted_by=viewer.staff_id, lifted_at=move.at, lift_reason=said),
        )
        await move.tell("red_flag_lifted", "staff", flag=str(id_), reason=said)
        move.announce(RedFlagLifted(conversation=flag.conversation, flag=id_))
        await record(move.tx, viewer, flag.hospital, "red_flag_lifted", f"flag:{id_}", said)
        _show(move, lifted)
        return lifted


async def close_flag(services: Services, viewer: Viewer, id_: UUID, outcome: FlagOutcome, note: str) -> Flag:
    """Say what came of it; "other" says what. Raises Problem red_flag_closed, reason_needed, not_found."""
    async with _of(services, viewer, id_) as (move, flag):
        said = reason_given(note) if outcome == "other" else note.strip()
        if flag.closed_at:
            raise Problem(FLAG_CLOSED)
        over = await store.save(
            move.tx,
            msgspec.structs.replace(
                flag, closed_by=viewer.staff_id, closed_at=move.at, due_at=None, outcome=outcome, note=said or None
            ),
        )
        if move.now.alert == RED:
            await changes.alert(move.tx, *move.key, None)
        await move.tell("red_flag_closed", "staff", flag=str(id_), outcome=outcome, reason=said or None)
        move.announce(RedFlagClosed(conversation=flag.conversation, flag=id_, outcome=outcome))
        _show(move, over)
        return over


async def escalate(services: Services) -> int:
    """Due work: nobody took it in hand in time, so the lead, then everybody, is paged until somebody does."""
    async with services.database.system() as tx:
        hospitals = await store.hospitals_due(tx, services.clock.now())
    done = 0
    for hospital_id in hospitals:
        async with services.database.transaction([hospital_id]) as tx:
            late = await store.due(tx, hospital_id, services.clock.now())
        for seen in late:
            async with moving(services, hospital_id, seen.conversation, SYSTEM) as move:
                done += await _escalate(services, move)
    return done


async def _escalate(services: Services, move: Move) -> bool:
    flag = await store.open_of(move.tx, *move.key)
    if flag is None or flag.due_at is None or flag.due_at > move.at:
        return False
    timer = timedelta(seconds=(await store.settings(move.tx, flag.hospital)).timer_seconds)
    flag = await store.save(
        move.tx, msgspec.structs.replace(flag, level=min(flag.level + 1, 1000), due_at=move.at + timer)
    )
    move.announce(RedFlagEscalated(conversation=flag.conversation, flag=flag.id, level=flag.level))
    if flag.level <= PAGES_MOST:  # later ones ring at the desk, but would bury the thread
        await move.tell("red_flag_escalated", "staff", flag=str(flag.id), level=flag.level)
        await page_on_call(services, move, flag, only_if_nobody=flag.level == 1)
    _show(move, flag)
    return True
