"""Live events: local first, over NATS core when there are several processes.

The bus carries what open sockets show; it is never the record. What is lost on it (a broken link, a slow reader) is
fetched again by sequence number.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.aio.msg import Msg
    from nats.aio.subscription import Subscription

log = logging.getLogger(__name__)
BREATH = 8
"""Receivers that hear a broadcast at a time."""
Receiver = Callable[[bytes], None]
"""Takes one published payload. Must not block: a socket's receiver only appends to its outbox."""


class Bus:
    """Topics are dotted names (`thread.<id>.all`); payloads are bytes, encoded once by the publisher."""

    def __init__(self, nats_url: str | None = None) -> None:
        self._url = nats_url
        self._me = uuid4().hex
        self._receivers: dict[str, dict[Receiver, None]] = {}
        self._remote: dict[str, Subscription] = {}
        self._client: Client | None = None
        self._jobs: set[asyncio.Task[None]] = set()

    async def open(self) -> Bus:
        """Connect to NATS if there is one. Raises nats.errors.Error when it cannot be reached."""
        if self._url:
            import nats  # half a second that a single process need not wait for

            self._client = await nats.connect(  # pyright: ignore[reportUnknownMemberType]
                self._url, max_reconnect_attempts=-1, reconnect_time_wait=0.5, error_cb=self._on_error
            )
        return self

    async def close(self) -> None:
        if self._client:
            await self._client.drain()

    def subscribe(self, topic: str, receiver: Receiver) -> None:
        receivers = self._receivers.setdefault(topic, {})
        receivers[receiver] = None
        if self._client and topic not in self._remote and len(receivers) == 1:
            self._spawn(self._listen(topic))

    def unsubscribe(self, topic: str, receiver: Receiver) -> None:
        receivers = self._receivers.get(topic)
        if receivers is None:
            return
        receivers.pop(receiver, None)
        if not receivers:
            del self._receivers[topic]
            remote = self._remote.pop(topic, None)
            if remote:
                self._spawn(remote.unsubscribe())

    def publish(self, topic: str, payload: bytes) -> None:
        """Deliver here at once and, when there are other processes, to them too. Never blocks, never raises."""
        self._deliver(self._receivers.get(topic, ()), payload)
        if self._client:
            self._spawn(self._client.publish(topic, payload, headers={"from": self._me}))

    def publish_here(self, topic: str, payload: bytes) -> None:
        """Deliver in this process alone: what every process finds out for itself."""
        self._deliver(self._receivers.get(topic, ()), payload)

    async def broadcast(self, topic: str, payload: bytes, over: float) -> None:
        """`publish` to very many, a few at a time over `over` seconds: what two people say does not wait behind it."""
        if self._client:
            self._spawn(self._client.publish(topic, payload, headers={"from": self._me}))
        receivers = list(self._receivers.get(topic, ()))
        for begin in range(0, len(receivers), BREATH):
            self._deliver(receivers[begin : begin + BREATH], payload)
            if begin + BREATH < len(receivers):
                await asyncio.sleep(over * BREATH / len(receivers))

    @property
    def shared(self) -> bool:
        """Whether other processes hear it too."""
        return self._client is not None

    def has_receivers(self, topic: str) -> bool:
        """Whether encoding for this topic is worth it; with NATS somebody elsewhere may listen."""
        return self._client is not None or topic in self._receivers

    def _deliver(self, receivers: Iterable[Receiver], payload: bytes) -> None:
        for receiver in list(receivers):
            try:
                receiver(payload)
            except Exception:
                log.exception("a receiver failed")

    async def _listen(self, topic: str) -> None:
        assert self._client
        if topic in self._remote or topic not in self._receivers:
            return

        async def heard(message: Msg) -> None:
            if (message.headers or {}).get("from") != self._me:
                self._deliver(self._receivers.get(topic, ()), message.data)

        self._remote[topic] = await self._client.subscribe(topic, cb=heard)  # pyright: ignore[reportUnknownMemberType]

    async def _on_error(self, error: Exception) -> None:
        log.warning("NATS: %s", error)

    def _spawn(self, work: Awaitable[None]) -> None:
        async def run() -> None:
            try:
                await work
            except Exception as error:
                log.warning("bus: %s", error)

        job = asyncio.create_task(run())
        self._jobs.add(job)
        job.add_done_callback(self._jobs.discard)
