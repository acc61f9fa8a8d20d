"""Asks what is due at every hospital that has a system of its own, each question in a task of its own: one that is slow
keeps no other waiting, at its hospital or elsewhere."""

import asyncio
import logging
from collections import defaultdict
from contextlib import suppress
from datetime import datetime

from bedside.appointment.his import leases
from bedside.appointment.his.asking import ask_one
from bedside.appointment.his.store import asks, connections
from bedside.kit.database import Transaction
from bedside.kit.services import Services

log = logging.getLogger(__name__)
AT_ONCE = 8
"""Questions that this process asks one hospital's system at the same time."""
MOMENT = 1.0
"""Seconds that a look waits for somebody to be free again."""
PATIENCE = 10.0
"""Seconds that a stopping process waits for the answers to come; the lease covers the rest."""


class Asker:
    """A part of each process that works."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._asking: dict[int, set[asyncio.Task[None]]] = defaultdict(set)

    async def look(self) -> int:
        """Begin with what is due, as far as anybody is free; 0 when neither a question nor an answer came."""
        async with self._services.database.system() as tx:
            hospitals = await connections.hospitals_with_his(tx)
        begun = sum([await self._begin(hospital_id) for hospital_id in hospitals])
        answered, _ = await self._first(MOMENT)
        return begun + answered

    async def idle(self) -> None:
        """Wait until every question that was begun is answered, or put off."""
        while (await self._first(None))[1]:
            pass

    async def close(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self.idle(), PATIENCE)
        for task in self._tasks():
            task.cancel()

    def _tasks(self) -> list[asyncio.Task[None]]:
        return [task for tasks in self._asking.values() for task in tasks]

    async def _first(self, timeout: float | None) -> tuple[int, int]:
        """Wait for the next answer; how many came, and how many are still to come."""
        if not (tasks := self._tasks()):
            return 0, 0
        done, left = await asyncio.wait(tasks, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
        return len(done), len(left)

    async def _begin(self, hospital_id: int) -> int:
        asking = self._asking[hospital_id]
        if len(asking) >= AT_ONCE:
            return 0
        async with self._services.database.transaction([hospital_id]) as tx:
            now = tx.clock.now()
            claimed = await asks.claim(tx, hospital_id, now, now + leases.LEASE, AT_ONCE - len(asking))
        for ask in claimed:
            task = asyncio.create_task(self._ask(hospital_id, ask))
            asking.add(task)
            task.add_done_callback(asking.discard)
        return len(claimed)

    async def _ask(self, hospital_id: int, ask: asks.Ask) -> None:
        async def prolong(tx: Transaction, until: datetime, longer: datetime) -> bool:
            return await asks.prolong(tx, hospital_id, ask, until, longer)

        try:
            asking = ask_one(self._services, hospital_id, ask)
            await leases.under_lease(self._services, hospital_id, ask.until, asking, prolong)
        except Exception:
            log.exception("a question to a hospital's own system failed")
