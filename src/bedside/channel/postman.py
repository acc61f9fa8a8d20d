"""Looks for lanes with due messages and works each in a task of its own: a slow gateway holds up only its own lane."""

import asyncio
import logging
from contextlib import suppress

from psycopg import OperationalError
from psycopg_pool import PoolTimeout

from bedside.channel.sending import send_due
from bedside.channel.store import deliveries as store
from bedside.channel.store.deliveries import Lane
from bedside.kit.services import Services

log = logging.getLogger(__name__)
PATIENCE = 10.0
"""Seconds that a stopping process waits for what is in its hands; the lease covers the rest."""


class Postman:
    """A part of each process that works."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._busy: dict[Lane, asyncio.Task[None]] = {}

    async def look(self) -> int:
        """Start on every lane where something is due and nobody of this process is at work; returns how many."""
        async with self._services.database.system() as tx:
            due = await store.lanes_due(tx, self._services.clock.now())
        begun = [lane for lane in due if lane not in self._busy]
        for lane in begun:
            self._busy[lane] = asyncio.create_task(self._work(lane))
        return len(begun)

    async def idle(self) -> None:
        """Wait until every lane that was begun is done."""
        while self._busy:
            await asyncio.gather(*self._busy.values(), return_exceptions=True)

    async def close(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self.idle(), PATIENCE)

    async def _work(self, lane: Lane) -> None:
        try:
            while await send_due(self._services, lane):
                pass
        except (OperationalError, PoolTimeout) as error:
            log.warning("sending waits for the database: %s", str(error).splitlines()[0])
        except Exception:
            log.exception("sending failed in %s", lane)
        finally:
            del self._busy[lane]
