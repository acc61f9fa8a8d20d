"""What a socket still has to send: bounded, so that a slow reader costs a known amount and no one else any time."""

import asyncio
from collections.abc import Awaitable, Callable


class Outbox:
    """Events queue here as encoded JSON; a drainer sends all that wait as one frame `[…]`.

    `put` never blocks. When more than `limit` bytes wait already, the outbox overflows: `overflowed` is called once and
    nothing more is accepted; the client then reconnects and resumes by sequence number. A single event may be larger
    than `limit`, or a long answer could never be given.
    """

    def __init__(
        self, send: Callable[[str], Awaitable[None]], overflowed: Callable[[], None], limit: int = 256 * 1024
    ) -> None:
        self._send = send
        self._overflowed = overflowed
        self._limit = limit
        self._waiting: list[bytes] = []
        self._size = 0
        self._drainer: asyncio.Task[None] | None = None
        self.closed = False

    def put(self, event: bytes) -> None:
        if self.closed:
            return
        if self._size > self._limit:
            self.closed = True
            self._waiting.clear()
            self._overflowed()
            return
        self._waiting.append(event)
        self._size += len(event)
        if self._drainer is None:
            self._drainer = asyncio.create_task(self._drain())

    @property
    def waiting(self) -> int:
        """Bytes that wait to be sent."""
        return sum(map(len, self._waiting))

    async def _drain(self) -> None:
        try:
            while self._waiting and not self.closed:
                events, self._waiting, self._size = self._waiting, [], 0
                await self._send("[" + b",".join(events).decode() + "]")
        except Exception:
            self.closed = True  # the connection is gone; its reader notices and cleans up
        finally:
            self._drainer = None

    async def drained(self) -> None:
        """Wait until all that was put is sent (or the outbox is closed)."""
        while self._drainer is not None:
            await asyncio.wait([self._drainer])

    def close(self) -> None:
        self.closed = True
        self._waiting.clear()
