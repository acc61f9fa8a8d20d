"""What one process is at with a hospital's own system is held by a lease that it prolongs: nobody else does it meanwhile,
however slow the system, and a process that dies stops it for seconds only."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any, TypeVar

from psycopg import OperationalError
from psycopg_pool import PoolTimeout

from bedside.kit.database import Transaction
from bedside.kit.services import Services

T = TypeVar("T")
log = logging.getLogger(__name__)
LEASE = timedelta(seconds=20)
"""So much later somebody else takes up what a process that died was at."""
BEAT = 5.0
"""Seconds between one time that this is said and the next; it must be said within PROMPT."""
PROMPT = 5.0
Prolong = Callable[[Transaction, datetime, datetime], Awaitable[bool]]
"""From the lease's end to a later one; False when it is somebody else's, or over."""


async def under_lease(
    services: Services, hospital_id: int, until: datetime, work: Coroutine[Any, Any, T], prolong: Prolong
) -> T | None:
    """Do it, and say every few seconds that somebody is at it. Who can no longer say so stops, as another may begin: None."""
    doing, held = asyncio.create_task(work), True
    try:
        while held and not (await asyncio.wait([doing], timeout=BEAT))[0]:
            until, held = await _prolonged(services, hospital_id, until, prolong)
    finally:
        doing.cancel()
        await asyncio.wait([doing])
    if doing.cancelled():
        log.warning("work with a hospital's own system was left to another process")
        return None
    return doing.result()


async def _prolonged(services: Services, hospital_id: int, until: datetime, prolong: Prolong) -> tuple[datetime, bool]:
    """The end of the lease, and whether it is ours: not if it went to somebody else, or is about to and nothing can be said."""
    clock = services.clock
    longer = max(until, clock.now() + LEASE)
    try:
        async with asyncio.timeout(PROMPT), services.database.transaction([hospital_id]) as tx:
            return longer, await prolong(tx, until, longer)
    except (OperationalError, PoolTimeout, TimeoutError):
        return until, clock.now() + timedelta(seconds=BEAT + PROMPT) < until
