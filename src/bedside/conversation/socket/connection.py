"""One socket: its bounded outbox, its subscriptions, its farewell."""

import asyncio
import logging
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import msgspec
from litestar import WebSocket
from litestar.exceptions import WebSocketDisconnect

from bedside.conversation import live, questions
from bedside.conversation.frames import decode
from bedside.conversation.model import Entry
from bedside.conversation.problems import BAD_TEXT, CLOSED, NOT_MEMBER, NOT_STORED
from bedside.conversation.store.rows import Facts
from bedside.conversation.store.says import Stored
from bedside.conversation.text import MOST
from bedside.kit.bus import Bus
from bedside.kit.outbox import Outbox
from bedside.kit.problems import INVALID, NOT_FOUND, UNAVAILABLE, Lang, Problem
from bedside.kit.services import Services

log = logging.getLogger(__name__)
RESTART = 1012
MALFORMED = 4400
SIGNED_OUT = 4401
FORBIDDEN = 4403
RESUME = 4408
TOO_MANY = 4429
HELLO_SECONDS = 10.0
MOST_HELD = 1_000
"""Live events that wait for one reader who catches up."""
_REFUSALS = {"closed": CLOSED, "unknown": NOT_FOUND, "not_member": NOT_MEMBER}


class Pace:
    """A token bucket: `rate` per second on average, `burst` at once."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = burst
        self._left = burst
        self._at = time.monotonic()

    def take(self, count: int) -> bool:
        now = time.monotonic()
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now
        self._left -= count
        return self._left >= 0


class Connection:
    """Sends what is put, follows topics, and closes once, whoever asks for it."""

    def __init__(self, socket: WebSocket[Any, Any, Any], bus: Bus) -> None:
        self.socket = socket
        self.bus = bus
        self.lang: Lang = "zh"
        self.outbox = Outbox(self._send, lambda: self.close_soon(RESUME, "resume"))
        self.put = self.outbox.put
        self._topics: dict[str, Callable[[bytes], None]] = {}
        self._held: list[bytes] | None = None
        self._closing: tuple[int, str] | None = None
        self._closer: asyncio.Task[None] | None = None

    async def _send(self, frame: str) -> None:
        await self.socket.send({"type": "websocket.send", "text": frame, "bytes": None})

    def follow(self, topic: str, receiver: Callable[[bytes], None] | None = None) -> None:
        if topic not in self._topics:
            self._topics[topic] = receiver = receiver or self.happened
            self.bus.subscribe(topic, receiver)

    def happened(self, event: bytes) -> None:
        """Something live. While what was missed is still being told it waits, so that a reader's numbers never jump."""
        if self._closing is not None:
            return  # what is told after a gap would hide it: who comes again says how far they have read
        if event == live.START_ANEW:
            self.close_soon(RESUME, "resume")
        elif self._held is None:
            self.put(event)
        elif len(self._held) < MOST_HELD:
            self._held.append(event)
        else:
            self.close_soon(RESUME, "resume")

    @contextmanager
    def catching_up(self, *, greeting: bool = False) -> Generator[None]:
        """Live events wait until this block ends. After a `greeting` that failed they are not told: they would hide a gap."""
        outer, self._held = self._held, [] if self._held is None else self._held
        try:
            yield
        except BaseException:
            if greeting and self._held:
                self._held.clear()
            raise
        finally:
            held, self._held = self._held, outer
            if outer is None:
                for event in held or ():
                    self.put(event)

    async def missed(self, services: Services, fact: Facts, since: int | None, *, staff: bool) -> list[Entry]:
        """The last page of what this reader missed; earlier ones go ahead, each when the one before has been taken in.

        However long somebody was away, it costs one page of memory at a time.
        """
        while True:
            page = await questions.entries_since(services, fact, since, staff=staff)
            if since is None or len(page) < questions.MISSED or self.outbox.closed:
                return page
            # One put: events of a page may together exceed what an outbox lets wait.
            self.put(b",".join(live.encode(live.EntryEvent(fact.id, entry)) for entry in page))
            await self.outbox.drained()
            since = page[-1].seq

    def unfollow(self, topic: str) -> None:
        receiver = self._topics.pop(topic, None)
        if receiver is not None:
            self.bus.unsubscribe(topic, receiver)

    def say(self, name: str, ref: int | None = None, **members: Any) -> None:
        self.put(live.event(name, ref, **members))

    def refuse(self, ref: int | None, problem: Problem) -> None:
        self.say("error", ref, problem=problem.says(self.lang))

    def failed(self, ref: int | None, error: Exception, *, greeting: bool) -> None:
        """Answer a frame that failed. Who could not be greeted for want of the database comes again by itself."""
        problem = problem_of(error)
        self.refuse(ref, problem)
        if greeting and problem.code == UNAVAILABLE:
            self.close_soon(RESTART, UNAVAILABLE)

    def told(self, ref: int | None, id_: UUID, result: Stored | None) -> None:
        """Answer a message with what came of it."""
        if result is None:
            self.refuse(ref, Problem(NOT_STORED))
        elif result.state in _REFUSALS:
            self.refuse(ref, Problem(_REFUSALS[result.state]))
        else:
            self.put(live.encode(live.SaidEvent(ref, id_, result.seq, result.at)))

    def close_soon(self, code: int, reason: str, retry_after: float | None = None) -> None:
        """Close from anywhere; the first reason stands."""
        if self._closing is None:
            self._closing = (code, reason)
            if retry_after is not None and not self.outbox.closed:
                self.say("bye", code=code, title=reason, retry_after=retry_after)
            self._closer = asyncio.create_task(self._close())

    async def _close(self) -> None:
        code, reason = self._closing or (1000, "")
        try:
            if not self.outbox.closed:
                await asyncio.wait_for(self.outbox.drained(), 2)
        except TimeoutError:
            pass
        self.outbox.close()
        try:
            # A reader that takes nothing in would hold the farewell too.
            await asyncio.wait_for(self.socket.close(code=code, reason=reason), 5)
        except Exception as error:
            log.debug("closing: %r", error)

    async def frames(self, decoder: "msgspec.json.Decoder[Any]") -> list[Any] | None:
        """The next message's frames; None when the socket is closed or has just been for being malformed."""
        while True:
            try:
                message = await self.socket.receive()
            except WebSocketDisconnect:
                return None
            if message["type"] == "websocket.disconnect":
                return None
            if self._closing is not None:
                continue
            try:
                return decode(decoder, message.get("text") or message.get("bytes") or b"")
            except (msgspec.MsgspecError, ValueError, RecursionError) as error:
                self.refuse(None, Problem(INVALID, what=str(error)[:200]))
                self.close_soon(MALFORMED, "malformed")

    async def gone(self) -> None:
        for topic in list(self._topics):
            self.unfollow(topic)
        self.outbox.close()
        if self._closer is not None:
            await asyncio.wait([self._closer])


def problem_of(error: Exception) -> Problem:
    """What to tell the client of an unexpected failure; the log has the rest."""
    if isinstance(error, Problem):
        return error
    log.exception("a frame failed", exc_info=error)
    return Problem(UNAVAILABLE)


def bad_text() -> Problem:
    return Problem(BAD_TEXT, most=MOST)
