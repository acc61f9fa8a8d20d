"""What many people say within a few milliseconds is stored by one transaction and one fsync (`kit.lanes`).

A visitor's messages always take the same lane, so that their order stands. A message is acknowledged and delivered only
after its commit.
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

import psycopg

from bedside.conversation import live
from bedside.conversation.facts import FileSent, MessageSaid
from bedside.conversation.flags import Found, Unread
from bedside.conversation.model import By, Entry, File
from bedside.conversation.store import says
from bedside.conversation.store.says import NewMessage, Stored
from bedside.kit.bus import Bus
from bedside.kit.clock import Clock
from bedside.kit.database import Database, Transaction
from bedside.kit.ids import new_id
from bedside.kit.lanes import Lanes

log = logging.getLogger(__name__)
BATCH = 512


class Saying:
    """One message on its way, and whom to tell what came of it."""

    __slots__ = ("by", "done", "file", "flag", "message", "subject")

    def __init__(
        self,
        message: NewMessage,
        by: By,
        subject: UUID,
        done: Callable[[Stored | None], None],
        file: File | None = None,
        flag: Found | Unread | None = None,
    ) -> None:
        self.message = message
        self.by = by
        self.subject = subject
        self.done = done
        self.file = file
        self.flag = flag


def spoken(
    conversation: UUID, visitor: UUID, by: By, role: str | None, text: str, done: Callable[[object], None]
) -> Saying:
    """A new line, said to all in this visitor's conversation; nobody looks for a red flag in it."""
    message = NewMessage(conversation, new_id(), "text", "all", by.kind, by.id, role, text, None)
    return Saying(message, by, visitor, done)


class Writer:
    """`say` queues; its lane commits, then calls `done` (None: not stored, try again) and delivers."""

    def __init__(
        self,
        database: Database,
        bus: Bus,
        clock: Clock,
        redeliver: Callable[[list[tuple[int, UUID, int]]], None],
        raise_flag: Callable[[Transaction, int, UUID, Found | Unread], Awaitable[None]],
    ) -> None:
        self._database = database
        self._bus = bus
        self._clock = clock
        self._lanes = Lanes[Saying](self._commit, batch=BATCH)
        self._redeliver = redeliver
        """Reads entries (hospital, conversation, seq) as they are stored and delivers them once more."""
        self._raise_flag = raise_flag
        """Opens a red flag's case in the transaction of the message that told of it, or keeps what could not be read."""
        self.lost: list[tuple[int, UUID, int]] = []
        self.heard: Callable[[int, UUID], None] = lambda hospital_id, conversation: None
        """Told of every conversation in which something was said; must only append."""
        self.touched: dict[UUID, int] = {}
        """Conversations (and hospitals) whose rows changed by messages since the desk was last told."""

    def say(self, hospital_id: int, saying: Saying) -> bool:
        """Take a message; False when the process is too far behind to take more."""
        return self._lanes.put(hospital_id, saying, saying.subject.int)

    async def drained(self) -> None:
        """Wait until everything taken is stored or refused (shutdown)."""
        await self._lanes.drained()

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
                    if saying.flag:
                        await self._raise_flag(tx, hospital_id, saying.message.conversation, saying.flag)
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
            ai=message.ai,
        )
        topic = live.thread_staff if message.audience == "staff" else live.thread
        self._bus.publish(topic(message.conversation), live.encode(live.EntryEvent(message.conversation, entry)))
        self.touched[message.conversation] = hospital_id
        if message.audience == "all" and message.text:
            self.heard(hospital_id, message.conversation)

    def _without_twins(self, hospital_id: int, batch: list[Saying]) -> list[Saying]:
        """A retry that meets its original in one batch waits for the next, where it is found stored."""
        seen: set[tuple[UUID, UUID]] = set()
        first: list[Saying] = []
        for saying in batch:
            key = (saying.message.conversation, saying.message.id)
            if key in seen:
                self._lanes.put(hospital_id, saying, saying.subject.int)
            else:
                seen.add(key)
                first.append(saying)
        return first


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
