"""Something that takes seconds to open, once for all who wait for it."""

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Opening(Generic[T]):
    """Opened in a thread, so that nobody else is held up, and in one, however many ask meanwhile."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._made: asyncio.Task[T] | None = None

    async def opened(self) -> T:
        """Raises what kept it from opening; the next caller tries again."""
        made = self._made
        if made is None or (made.done() and (made.cancelled() or made.exception())):
            made = self._made = asyncio.create_task(asyncio.to_thread(self._make))
        return made.result() if made.done() else await asyncio.shield(made)
