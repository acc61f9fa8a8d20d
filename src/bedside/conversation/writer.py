"""Group commit: what many people say within a few milliseconds is stored by one transaction and one fsync.

Each process has two queues per hospital, and a visitor's messages always take the same one, so that their order stands.
While a batch commits the next one gathers: batches grow with load, and a lone message waits for nobody. A message is
acknowledged and delivered only after its commit.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import psycopg

from bedside.conversation import live
from bedside.conversation.facts import FileSent, MessageSaid
from bedside.conversation.model import By, Entry, File
from bedside.conversation.store import says
from bedside.conversation.store.says import NewMessage, Stored
from bedside.kit.bus import Bus
from bedside.kit.clock import Clock
from bedside.kit.database import Database, Transaction

log = logging.getLogger(__name__)
BATCH = 512
LANES = 2
"""Batches of one hospital that may be under way at once: while the database stores one, this process shows another."""
QUEUE = 20_000
"""Messages that may wait in one process; beyond it a sender is told to try again, and nothing grows without bound."""


class Saying:
    """One message on its way, and whom to tell what came of it."""

    __slots__ = ("by", "done", "file", "message", "subject")

    def __init__(
        self,
        message: NewMessage,
        by: By,
        subject: UUID,
        done: Callable[[Stored | None], None],
        file: File | None = None,
    ) -> None:
        self.message = message
        self.by = by
        self.subject = subject
        self.done = done
        self.file = file


class Writer:
    """`say` queues; the hospital's loop commits, then calls `done` (None: not stored, try again) and delivers."""

    def __init__(
        self, database: Database, bus: Bus, clock: Clock, redeliver: Callable[[list[tuple[int, UUID, int]]], None]
    ) -> None:
        self._database = database
        self._bus = bus
        self._clock = clock
        self._queues: dict[tuple[int, int], list[Saying]] = {}
        self._running: dict[tuple[int, int], asyncio.Task[None]] = {}
        self._redeliver = redeliver
        """Reads entries (hospital, conversation, seq) as they are stored and delivers them once more."""
        self.lost: list[tuple[int, UUID, int]] = []
        self.touched: dict[UUID, int] = {}
        """Conversations (and hospitals) whose rows changed by messages since the desk was last told."""

    def say(self, hospital_id: int, saying: Saying) -> bool:
        """Take a message; False when the process is too far behind to take more."""
        lane = _lane(hospital_id, saying)
        queue = self._queues.setdefault(lane, [])
        if len(queue) >= QUEUE:
            return False
        queue.append(saying)
        if lane not in self._running:
            self._running[lane] = asyncio.create_task(self._commit_until_empty(lane))
        return True

    async def drained(self) -> None:
        """Wait until everything taken is committed or refused (shutdown)."""
        while self._running:
            await asyncio.wait(list(self._running.values()))

    async def _commit_until_empty(self, lane: tuple[int, int]) -> None:
        try:
            while queue := self._queues.get(lane):
                batch, self._queues[lane] = queue[:BATCH], queue[BATCH:]
                await self._commit(lane[0], batch)
        finally:
            del self._running[lane]

    async def _commit(self, hospital_id: int, batch: list[Saying]) -> None:
        batch = self._without_twins(hospital_id, batch)
        try:
            stored, at = await self._store(hospital_id, batch)
        except psycopg.DataError:
            if len(batch) == 1:
                log.exception("a message could not be stored")
                return batch[0].done(None)
            for saying in batch:  # one bad row fails alone
                await self._commit(hospital_id, [saying])
            return
        except Exception as error:
            log.warning("a batch of %d messages was not stored: %s", len(batch), error)
            for saying in batch:
                saying.done(None)
            return
        for saying, result in zip(batch, stored, strict=True):
            if result.state == "stored":
                self._deliver(hospital_id, saying, result, at)
            elif result.state == "again":
                # Its first commit may have been followed by a lost connection instead of a delivery.
                self.lost.append((hospital_id, saying.message.conversation, result.seq))
            saying.done(result)
        if self.lost:
            lost, self.lost = self.lost, []
            self._redeliver(lost)

    async def _store(self, hospital_id: int, batch: list[Saying]) -> tuple[list[Stored], datetime]:
        async with self._database.transaction([hospital_id], pipelined=True) as tx:
            await tx.lock(*{saying.subject for saying in batch})
            at = self._clock.now()
            stored = await says.store_messages(tx, hospital_id, [saying.message for saying in batch], at)
            for saying, result in zip(batch, stored, strict=True):
                if result.state == "stored":
                    _announce(tx, hospital_id, saying, result, at)
            tx.in_doubt(lambda: live.start_anew(self._bus, *{saying.message.conversation for saying in batch}))
        return stored, at

    def _deliver(self, hospital_id: int, saying: Saying, result: Stored, at: datetime) -> None:
        message = saying.message
        entry = Entry(
            seq=result.seq,
            id=message.id,
            kind="file" if saying.file else "text",
            audience="staff" if message.audience == "staff" else "all",
            at=at,
            by=saying.by,
            text=message.text,
            file=saying.file,
        )
        topic = live.thread_staff if message.audience == "staff" else live.thread
        self._bus.publish(topic(message.conversation), live.encode(live.EntryEvent(message.conversation, entry)))
        self.touched[message.conversation] = hospital_id

    def _without_twins(self, hospital_id: int, batch: list[Saying]) -> list[Saying]:
        """A retry that meets its original in one batch waits for the next, where it is found stored."""
        seen: set[tuple[UUID, UUID]] = set()
        first: list[Saying] = []
        for saying in batch:
            key = (saying.message.conversation, saying.message.id)
            if key in seen:
                self._queues[_lane(hospital_id, saying)].append(saying)
            else:
                seen.add(key)
                first.append(saying)
        return first


def _lane(hospital_id: int, saying: Saying) -> tuple[int, int]:
    return hospital_id, saying.subject.int % LANES


def _announce(tx: Transaction, hospital_id: int, saying: Saying, result: Stored, at: datetime) -> None:
    message = saying.message
    fact = (
        FileSent(conversation=message.conversation, seq=result.seq, file=saying.file.id, by=message.by_kind)
        if saying.file
        else MessageSaid(
            conversation=message.conversation,
            seq=result.seq,
            message=message.id,
            by=message.by_kind,
            length=len(message.text or ""),
            whisper=message.audience == "staff",
        )
    )
    tx.announce(hospital_id, saying.subject, fact, actor=f"{message.by_kind}:{message.by_id}", at=at)
