"""Where the facts log ends: readers that have read that far need not ask the database for more."""

import asyncio
import time

from bedside.kit import store
from bedside.kit.database import Database
from bedside.kit.store import Cursor
from bedside.kit.tail import Reader

KEPT_SECONDS = 0.1
"""So long one look serves all readers of a process."""
READS_ANYHOW_SECONDS = 5.0
"""Another process may have held the cursor and died, or somebody set it back by hand."""


class Head:
    """One per process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = asyncio.Lock()
        self._looked_at = 0.0
        self._end: Cursor | None = None
        self._done: dict[str, tuple[Cursor, float]] = {}
        """For each reader the end that it has reached, and when."""

    async def read(self, reader: Reader) -> int:
        """As `reader.read`, without a question where nothing can have come."""
        end = await self._look()
        done = self._done.get(reader.name)
        if end and done and done[0] == end and time.monotonic() < done[1] + READS_ANYHOW_SECONDS:
            return 0
        found = await reader.read(self._database)
        if end and not found:
            self._done[reader.name] = (end, time.monotonic())
        return found

    async def _look(self) -> Cursor | None:
        """The last fact's place; None while some transaction may yet put one before it."""
        async with self._lock:
            if time.monotonic() > self._looked_at + KEPT_SECONDS:
                async with self._database.system() as tx:
                    self._end = await store.end_of_tail(tx)
                self._looked_at = time.monotonic()
            return self._end
