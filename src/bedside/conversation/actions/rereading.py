"""What could not be read for red flags is kept with the message, told to the desk at once, and read again until it is read."""

import logging
from datetime import timedelta
from uuid import UUID

import psycopg

from bedside.conversation.actions.flagging import raise_flag
from bedside.conversation.actions.move import SYSTEM, Move, moving
from bedside.conversation.actions.paging import page_of_unread
from bedside.conversation.desk import desk_of
from bedside.conversation.flags import Found, Unread, watch_of
from bedside.conversation.store import changes, rows, unread
from bedside.conversation.store.unread import Kept
from bedside.kit.database import Transaction
from bedside.kit.services import Services

log = logging.getLogger(__name__)
NOT_READ = "not_read"
"""The alert of a conversation whose visitor said what could not be read for red flags."""
FIRST, LONGEST = timedelta(seconds=5), timedelta(minutes=5)


async def raise_or_keep(
    services: Services, tx: Transaction, hospital_id: int, conversation: UUID, read: Found | Unread
) -> None:
    """Open the case, or keep what could not be read, in the transaction that stores what was said."""
    if isinstance(read, Found):
        return await raise_flag(services, tx, hospital_id, conversation, read)
    fact = await rows.one(tx, hospital_id, conversation)
    if fact is None:
        return None
    await unread.keep(tx, hospital_id, conversation, read, tx.clock.now() + FIRST)
    move = Move(services, tx, fact, await desk_of(services).cards.of(hospital_id, tx), SYSTEM)
    if fact.alert not in ("red", NOT_READ) and fact.status != "closed":
        await changes.alert(tx, *move.key, NOT_READ)
        await move.finish()
    try:
        await page_of_unread(services, move)
    except psycopg.Error:
        raise  # the transaction is lost, and the message is sent again
    except Exception:
        log.exception("whoever is on call could not be paged")


async def read_again(services: Services) -> int:
    """Due work, in the order in which it was said. What fails waits twice as long each time."""
    async with services.database.system() as tx:
        hospitals = await unread.hospitals_due(tx, services.clock.now())
    done = 0
    for hospital_id in hospitals:
        async with services.database.transaction([hospital_id]) as tx:
            waiting = await unread.due(tx, hospital_id, services.clock.now())
        for each in waiting:
            done += await _read(services, hospital_id, each)
    return done


async def _read(services: Services, hospital_id: int, kept: Kept) -> bool:
    try:
        found = await watch_of(services).read_again(hospital_id, kept.conversation, kept.unread)
    except Exception:
        log.exception("a message could still not be read for red flags")
        async with services.database.transaction([hospital_id]) as tx:
            pause = min(LONGEST, FIRST * 2 ** min(kept.tries, 10))
            await unread.put_off(tx, hospital_id, kept.id, tx.clock.now() + pause)
        return False
    async with moving(services, hospital_id, kept.conversation, SYSTEM) as move:
        if not await unread.was_read(move.tx, hospital_id, kept.id):
            return False  # another process was faster
        if found:
            await raise_flag(services, move.tx, hospital_id, kept.conversation, found)
        elif move.now.alert == NOT_READ and not await unread.any_of(move.tx, hospital_id, kept.conversation):
            await changes.alert(move.tx, *move.key, None)
    return True
