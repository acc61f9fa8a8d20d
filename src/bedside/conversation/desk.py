"""What the room keeps for the whole process: the write queue, the staff cards, and what the desk is told in one go."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any
from uuid import UUID

from bedside.conversation import live
from bedside.conversation.cards import Cards
from bedside.conversation.flags import Found, Unread, watch_of
from bedside.conversation.shown import entry_of
from bedside.conversation.store import entries, rows
from bedside.conversation.writer import Writer
from bedside.gate.claims.gate import claims_of
from bedside.kit.database import Transaction
from bedside.kit.secret import Signer
from bedside.kit.services import Services

log = logging.getLogger(__name__)
ACTIVITY_SECONDS = 1.0
MARKS_SECONDS = 0.25


class Desk:
    """Started once per process (`start`), stopped after the last socket (`stop`)."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.cards = Cards(services.database)
        self.writer = Writer(services.database, services.bus, services.clock, self._redeliver, self._raise_flag)
        self.online: dict[UUID, int] = {}
        """Staff with open sockets in this process, and how many."""
        self._marks: dict[tuple[int, UUID], tuple[int, int]] = {}
        """By hospital and conversation: how far staff have read, and the visitor."""
        self._jobs: set[asyncio.Task[None]] = set()
        self._wanted: set[tuple[str, int]] = set()

    def start(self) -> "Desk":
        self._spawn("red flags and claims", self._open_readers)
        self._every(ACTIVITY_SECONDS, self._tell_activity)
        self._every(MARKS_SECONDS, self._store_marks)
        return self

    async def stop(self) -> None:
        await self.writer.drained()
        await self._store_marks()
        for job in list(self._jobs):
            job.cancel()
        await asyncio.gather(*self._jobs, return_exceptions=True)

    def mark_read(self, hospital_id: int, conversation: UUID, by_staff: bool, seq: int) -> None:
        """Note how far somebody has read; stored within a quarter of a second, many at once."""
        self._mark(hospital_id, conversation, seq if by_staff else 0, 0 if by_staff else seq)

    def _mark(self, hospital_id: int, conversation: UUID, staff: int, visitor: int) -> None:
        known = self._marks.get((hospital_id, conversation), (0, 0))
        self._marks[hospital_id, conversation] = (max(staff, known[0]), max(visitor, known[1]))

    def once(self, name: str, hospital_id: int, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run `work` soon; calls that come before it starts are served by the same run."""
        key = (name, hospital_id)
        if key in self._wanted:
            return
        self._wanted.add(key)

        async def run() -> None:
            await asyncio.sleep(0)
            self._wanted.discard(key)
            try:
                await work()
            except Exception:
                log.exception("%s at hospital %d failed", name, hospital_id)

        self._keep(asyncio.create_task(run()))

    def _every(self, seconds: float, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        async def loop() -> None:
            while True:
                await asyncio.sleep(seconds)
                try:
                    await work()
                except Exception as error:
                    log.warning("desk: %s", error)

        self._keep(asyncio.create_task(loop()))

    def _keep(self, job: asyncio.Task[None]) -> None:
        self._jobs.add(job)
        job.add_done_callback(self._jobs.discard)

    def _redeliver(self, lost: list[tuple[int, UUID, int]]) -> None:
        async def again() -> None:
            for hospital_id, conversation, seq in lost:
                try:
                    await self._deliver_again(hospital_id, conversation, seq)
                except Exception as error:
                    log.warning("redelivery: %s", error)
                    live.start_anew(self.services.bus, conversation)

        self._spawn("redelivery", again)

    def _spawn(self, name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        async def run() -> None:
            try:
                await work()
            except Exception as error:
                log.warning("%s: %s", name, error)

        self._keep(asyncio.create_task(run()))

    async def _open_readers(self) -> None:
        await watch_of(self.services).opened()
        await claims_of(self.services).opened()

    async def _raise_flag(self, tx: Transaction, hospital_id: int, conversation: UUID, read: Found | Unread) -> None:
        from bedside.conversation.actions.rereading import raise_or_keep

        await raise_or_keep(self.services, tx, hospital_id, conversation, read)

    async def _deliver_again(self, hospital_id: int, conversation: UUID, seq: int) -> None:
        async with self.services.database.transaction([hospital_id]) as tx:
            fact = await rows.one(tx, hospital_id, conversation)
            found = await entries.since(tx, hospital_id, conversation, seq - 1, True, 1)
            cards = await self.cards.of(hospital_id, tx)
        if fact is None or not found:
            return
        entry = entry_of(found[0], fact, cards, Signer(self.services.key("files")))
        topic = live.thread if entry.audience == "all" else live.thread_staff
        self.services.bus.publish(topic(conversation), live.encode(live.EntryEvent(conversation, entry)))

    async def _tell_activity(self) -> None:
        """Rows that messages changed, to everybody at the desk, at most once a second per conversation."""
        touched, self.writer.touched = self.writer.touched, {}
        by_hospital: dict[int, list[UUID]] = {}
        for conversation, hospital_id in touched.items():
            by_hospital.setdefault(hospital_id, []).append(conversation)
        for hospital_id, conversations in by_hospital.items():
            if not self.services.bus.has_receivers(live.desk(hospital_id)):
                continue
            async with self.services.database.transaction([hospital_id]) as tx:
                found = await rows.many(tx, hospital_id, conversations)
            event = live.encode(live.ActivityEvent([row.activity() for row in found]))
            await self.services.bus.broadcast(live.desk(hospital_id), event, over=ACTIVITY_SECONDS / 2)

    async def _store_marks(self) -> None:
        marks, self._marks = self._marks, {}
        by_hospital: dict[int, list[tuple[UUID, int, int]]] = {}
        for (hospital_id, conversation), (staff, visitor) in marks.items():
            by_hospital.setdefault(hospital_id, []).append((conversation, staff, visitor))
        for hospital_id, found in by_hospital.items():
            try:
                async with self.services.database.transaction([hospital_id]) as tx:
                    facts = await rows.many(tx, hospital_id, [mark[0] for mark in found])
                    await tx.lock(*(fact.visitor_id for fact in facts))
                    await entries.mark_read(tx, hospital_id, found)
            except Exception as error:
                log.warning("read marks of hospital %d, tried again: %s", hospital_id, error)
                for mark in found:
                    self._mark(hospital_id, *mark)
                continue
            # Only now: who is told of a row before it changed would not be told again.
            self.writer.touched.update((mark[0], hospital_id) for mark in found)


def desk_of(services: Services) -> Desk:
    return services.get(Desk)
