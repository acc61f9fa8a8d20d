"""Reactions: rooms read the facts log in order, at least once, never past an uncommitted gap."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

from bedside.kit import store
from bedside.kit.database import Database
from bedside.kit.facts import Announced
from bedside.kit.store import Cursor

log = logging.getLogger(__name__)
Reaction = Callable[[Announced], Awaitable[None]]


class Reader:
    """One named reader of the log with its reactions by fact kind.

    A reaction may see a fact again after a crash, so it is idempotent. If one fails three times in a row its fact is set
    aside, and so is whatever comes of the same subject after it: the reader goes on with the others, and each subject's
    facts are digested in their order however long that takes. Nothing is given up: what was set aside is tried again by
    `retry_set_aside` at growing pauses for as long as it fails, and `bedside doctor` shows it.
    """

    def __init__(self, name: str, reactions: Mapping[str, Reaction], batch: int = 2_000) -> None:
        self.name = name
        self.reactions = reactions
        self.batch = batch

    async def read(self, database: Database) -> int:
        """Digest the next batch; returns 0 when idle or when another process is reading, else that there may be more."""
        async with database.system() as tx:
            cursor = await store.claim_cursor(tx, self.name)
            if cursor is None:
                return 0
            facts = await store.read_tail(tx, cursor, list(self.reactions), self.batch)
            waiting: set[UUID] = await store.subjects_aside(tx, self.name) if facts else set()
            for fact in facts:
                if fact.kind not in self.reactions:
                    continue
                if fact.subject in waiting:
                    await store.set_aside(tx, self.name, fact, None)
                elif error := await self._failure(fact, tries=3):
                    waiting.add(fact.subject)
                    await store.set_aside(tx, self.name, fact, error)
            if facts:
                last = facts[-1]
                await store.move_cursor(tx, self.name, Cursor(last.epoch, last.xid, last.id))
            return len(facts)

    async def retry_set_aside(self, database: Database) -> int:
        """Try again what was set aside, each subject's facts in order; returns how many succeeded."""
        done = 0
        async with database.system() as tx:
            if not await store.claim_aside(tx, self.name):
                return 0
            failed: set[UUID] = set()
            for fact in await store.facts_aside(tx, self.name, self.batch):
                if fact.subject in failed:
                    continue
                if error := await self._failure(fact, tries=1):
                    failed.add(fact.subject)
                    await store.set_aside(tx, self.name, fact, error)
                else:
                    await store.no_longer_aside(tx, self.name, fact.id)
                    done += 1
        return done

    async def _failure(self, fact: Announced, tries: int) -> str:
        """Why the reaction to a fact failed each time; empty when it did not."""
        reaction = self.reactions.get(fact.kind)
        while reaction:
            tries -= 1
            try:
                await reaction(fact)
            except Exception as error:
                if not tries:
                    log.exception("%s could not digest %s %s", self.name, fact.kind, fact.id)
                    return repr(error)[:500]
            else:
                break
        return ""
