"""A use is counted when the message is sent, and settled when the conversation shows what came of it."""

import re
from datetime import timedelta
from uuid import UUID

from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.database import Transaction
from bedside.kit.problems import NOT_FOUND, Problem
from bedside.kit.reading.normal import plain
from bedside.kit.services import Services
from bedside.knowledge.entries import store as entries
from bedside.knowledge.facts import EntryUsed
from bedside.knowledge.search.same import SAME, same
from bedside.knowledge.talks import Said, Talk, Talks
from bedside.knowledge.uses import store

AT_A_TIME = 200
GIVEN_UP = timedelta(days=7)
"""A conversation that nobody closed says no more after so long."""
_THANKS = re.compile(r"谢|感恩|辛苦了|明白了|清楚了|\b(?:thanks?|thank you|thx|got it|that helps)\b", re.IGNORECASE)


async def use(
    services: Services, viewer: Viewer, hospital_id: int, message: UUID, entry: UUID, conversation: UUID, adapted: bool
) -> None:
    """Count it once. Raises Problem refused, or not_found for an entry, or a message of staff, that is not there."""
    async with services.database.transaction([h for h in viewer.hospitals if h == hospital_id]) as tx:
        if await entries.entry(tx, hospital_id, entry) is None:
            raise Problem(NOT_FOUND)
        viewer.require(Right.CONVERSE, hospital_id)
        talks = await services.get(Talks).of(tx, hospital_id, [conversation])
        if not any(line.id == message and not line.by_visitor for talk in talks for line in talk.lines):
            raise Problem(NOT_FOUND)
        if await store.insert(tx, hospital_id, message, entry, conversation, viewer.staff_id, adapted=adapted):
            tx.announce(hospital_id, entry, EntryUsed(adapted=adapted), actor=viewer.actor)


async def settle(services: Services, tx: Transaction, hospital_id: int) -> int:
    """Look again at uses in conversations that went on; final when those are closed or gone. Returns how many are final."""
    found = await store.unsettled(tx, hospital_id, AT_A_TIME)
    if not found:
        return 0
    talks = {
        talk.conversation: talk
        for talk in await services.get(Talks).of(tx, hospital_id, list({each.conversation_id for each in found}))
    }
    final = 0
    for each in found:
        talk = talks.get(each.conversation_id)
        thanked, again = came_of(talk, each.id) if talk else (False, False)
        over = talk is None or talk.closed or each.at < tx.clock.now() - GIVEN_UP
        await store.settle(
            tx, each, thanked=thanked, asked_again=again, outcome=talk.outcome if talk else None,
            settled=tx.clock.now() if over else None,
        )  # fmt: skip
        final += over
    return final


def came_of(talk: Talk, message: UUID) -> tuple[bool, bool]:
    """Whether the visitor thanked next, and whether they put their question again."""
    at = next((place for place, line in enumerate(talk.lines) if line.id == message), None)
    if at is None:
        return False, False
    before = _last([line for line in talk.lines[:at] if line.by_visitor])
    after = [line.text for line in talk.lines[at + 1 :] if line.by_visitor][:3]
    again = before is not None and any(same(before.text, text) >= SAME for text in after)
    return bool(after) and _THANKS.search(plain(after[0]).text) is not None, again


def _last(lines: list[Said]) -> Said | None:
    return lines[-1] if lines else None
