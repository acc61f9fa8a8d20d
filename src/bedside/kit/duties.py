"""Due work: a duty claims what is due in small batches (FOR UPDATE SKIP LOCKED in its room's store) and does it.

Timers are columns, so nothing is lost when a process dies: the next one claims the row. Any number of processes may run
the same duties.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

import msgspec
from psycopg import OperationalError
from psycopg_pool import PoolTimeout

log = logging.getLogger(__name__)


class Duty(msgspec.Struct, frozen=True):
    """`run` does one batch and returns how many rows it did; while that is more than 0 it is called again at once."""

    name: str
    every: float
    """Seconds between looks."""
    run: Callable[[], Awaitable[int]]


class Worker:
    """Runs duties until stopped, each in its own loop; a failing duty is logged and tried again, the others go on."""

    def __init__(self, duties: Sequence[Duty]) -> None:
        self._duties = duties
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        await asyncio.gather(*(self._loop(duty) for duty in self._duties))

    def stop(self) -> None:
        """Finish the batches that run and return."""
        self._stopping.set()

    async def _loop(self, duty: Duty) -> None:
        wait = duty.every
        while not self._stopping.is_set():
            try:
                wait = 0.0 if await duty.run() else duty.every
            except (OperationalError, PoolTimeout) as error:
                log.warning("duty %s waits for the database: %s", duty.name, str(error).splitlines()[0])
                wait = min(15.0, max(duty.every, wait * 2, 0.5))
            except Exception:
                log.exception("duty %s failed", duty.name)
                wait = min(60.0, max(duty.every, wait * 2, 1.0))
            # Jitter keeps several processes from looking in step.
            pause = wait * random.uniform(0.8, 1.2)
            if pause:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stopping.wait(), pause)
            else:
                await asyncio.sleep(0)
