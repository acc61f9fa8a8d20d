"""Reactions: rooms read the facts log in order, at least once, never past an uncommitted gap."""

import logging
from collections.abc import Awaitable, Callable, Mapping

from bedside.kit import store
from bedside.kit.database import Database, Transaction
from bedside.kit.facts import Announced
from bedside.kit.store import Cursor

log = logging.getLogger(__name__)
Reaction = Callable[[Announced], Awaitable[None]]


class Reader:
    """One named reader of the log with its reactions by fact kind.

    A reaction may see a fact again after a crash, so it is idempotent. If one fails three times in a row its fact is set
    aside (kept, retried later by `retry_set_aside`, shown by `bedside doctor`) and the reader goes on.
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
            for fact in facts:
                reaction = self.reactions.get(fact.kind)
                if reaction is not None:
                    await self._digest(tx, reaction, fact)
            if facts:
                last = facts[-1]
                await store.move_cursor(tx, self.name, Cursor(last.epoch, last.xid, last.id))
            return len(facts)

    async def retry_set_aside(self, database: Database) -> int:
        """Try again what was set aside; returns how many succeeded."""
        done = 0
        async with database.system() as tx:
            for fact in await store.facts_set_aside(tx, self.name, self.batch):
                reaction = self.reactions.get(fact.kind)
                try:
                    if reaction is not None:
                        await reaction(fact)
                except Exception as error:
                    await store.set_cursor_aside(tx, self.name, fact, repr(error)[:500])
                else:
                    await store.no_longer_aside(tx, self.name, fact.id)
                    done += 1
        return done

    async def _digest(self, tx: Transaction, reaction: Reaction, fact: Announced) -> None:
        for attempt in range(3):
            try:
                return await reaction(fact)
            except Exception as error:
                if attempt == 2:
                    log.exception("%s could not digest %s %s", self.name, fact.kind, fact.id)
                    await store.set_cursor_aside(tx, self.name, fact, repr(error)[:500])
