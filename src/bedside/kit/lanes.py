"""Group commit: what many bring within a few milliseconds is stored together, by one transaction and one fsync.

Each hospital has a few lanes of its own. While the batch of a lane commits the next one gathers: batches grow with load,
and a lone thing waits for nobody. Things under one key always take the same lane, so that their order stands.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")
LANES = 2
"""Batches of one hospital that may be under way at once: while the database stores one, this process answers another."""
QUEUE = 20_000
"""Things that may wait in one lane, so that nothing grows without bound."""


class Lanes(Generic[T]):
    """`store(hospital, batch)` commits and tells whoever waits what came of it; it must not raise.

    `batch`: most of one commit. `gather`: the first of a quiet lane waits one turn of the loop for those who come together.
    """

    def __init__(
        self,
        store: Callable[[int, list[T]], Awaitable[None]],
        *,
        batch: int,
        lanes: int = LANES,
        queue: int = QUEUE,
        gather: bool = False,
    ) -> None:
        self._store = store
        self._batch = batch
        self._lanes = lanes
        self._queue = queue
        self._gather = gather
        self._turn = 0
        self._waiting: dict[tuple[int, int], list[T]] = {}
        self._running: dict[tuple[int, int], asyncio.Task[None]] = {}

    def put(self, hospital_id: int, item: T, key: int | None = None) -> bool:
        """Take a thing; False when its lane is full. Without a key the lanes take turns."""
        if key is None:
            self._turn = key = self._turn + 1
        lane = (hospital_id, key % self._lanes)
        waiting = self._waiting.setdefault(lane, [])
        if len(waiting) >= self._queue:
            return False
        waiting.append(item)
        if lane not in self._running:
            self._running[lane] = asyncio.create_task(self._until_empty(lane))
        return True

    async def drained(self) -> None:
        """Wait until everything taken is stored or refused (shutdown)."""
        while self._running:
            await asyncio.wait(list(self._running.values()))

    async def _until_empty(self, lane: tuple[int, int]) -> None:
        try:
            if self._gather:
                await asyncio.sleep(0)
            while waiting := self._waiting.get(lane):
                batch, self._waiting[lane] = waiting[: self._batch], waiting[self._batch :]
                await self._store(lane[0], batch)
        finally:
            del self._running[lane]
