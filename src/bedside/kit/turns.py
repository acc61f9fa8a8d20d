"""Turns on the event loop, for work that takes a good part of a millisecond of everybody's time."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

from bedside.kit.services import Services

_T = TypeVar("_T")
SPELL = 0.004
"""Seconds of such work in a row; then all else gets on."""


class Turns:
    """One of this process. Such work is done in order, a few pieces at a time: under a flood of messages that are read, those
    that were would otherwise wait for seconds to be stored."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[Callable[[], Any], asyncio.Future[Any]]] = deque()
        self._task: asyncio.Task[None] | None = None

    async def do(self, work: Callable[[], _T]) -> _T:
        """What the work returns, or raises."""
        told: asyncio.Future[_T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, told))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        return await told

    async def _run(self) -> None:
        while self._waiting:
            until = time.monotonic() + SPELL
            while self._waiting and time.monotonic() < until:
                work, told = self._waiting.popleft()
                if told.done():  # who waited has gone
                    continue
                try:
                    told.set_result(work())
                except Exception as error:
                    told.set_exception(error)
            await asyncio.sleep(0)


def turns_of(services: Services) -> Turns:
    """This process's; made by whoever asks first."""
    return services.once(Turns, Turns)
