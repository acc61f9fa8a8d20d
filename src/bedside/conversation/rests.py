"""What fails is left in peace for a while, twice as long each time, and then tried once more if somebody asked for it meanwhile."""

import asyncio
from collections.abc import Callable
from uuid import UUID

FIRST, LONGEST = 2.0, 600.0
"""Seconds."""
MOST = 1_000


class _Rest:
    def __init__(self, pause: float, until: float) -> None:
        self.pause = pause
        self.until = until
        self.asked = False


class Rests:
    """Kept by who does the work, in the loop's own time."""

    def __init__(self) -> None:
        self._resting: dict[UUID, _Rest] = {}

    def asked(self, key: UUID, again: Callable[[], None]) -> bool:
        """Whether it rests now; then `again` is called once, when the rest is over."""
        loop = asyncio.get_running_loop()
        rest = self._resting.get(key)
        if rest is None or loop.time() >= rest.until:
            return False
        if not rest.asked:
            rest.asked = True
            loop.call_at(rest.until, again)
        return True

    def failed(self, key: UUID) -> bool:
        """It rests from now on; True for its first failure in a row."""
        before = self._resting.pop(key, None)
        pause = FIRST if before is None else min(LONGEST, 2 * before.pause)
        self._resting[key] = _Rest(pause, asyncio.get_running_loop().time() + pause)
        if len(self._resting) > MOST:
            del self._resting[next(iter(self._resting))]
        return before is None

    def went_well(self, key: UUID) -> None:
        self._resting.pop(key, None)
