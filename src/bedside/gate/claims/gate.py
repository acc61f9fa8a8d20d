"""The claims gate: whatever the hospital's side says passes here. One per process, with the books of its hospitals."""

import asyncio
import threading
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from bedside.gate.claims import store
from bedside.gate.claims.book import Book, as_amended
from bedside.gate.claims.classed import AD
from bedside.gate.claims.kept import Blocked, Kept, blocked_in
from bedside.gate.claims.model import Claim
from bedside.gate.claims.problems import ClaimsBlocked
from bedside.gate.claims.reader import DOUBT, Reader, open_reader
from bedside.gate.hours import FALLBACK, zone
from bedside.hospital.questions.catalogue import catalogue
from bedside.hospital.questions.front import front
from bedside.kit.opening import Opening
from bedside.kit.reading.shelf import Shelf
from bedside.kit.services import Services
from bedside.kit.turns import turns_of

TOPIC = "gate.claims"


class Claims:
    """Checks what is about to be said. A hospital's book is read once a day; whoever changes it says so on the bus."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._books: dict[int, tuple[date, Book]] = {}
        self._changes = 0
        self._reader: Reader | None = None
        self._lock = threading.Lock()
        self._opening = Opening(lambda: self.reader)
        services.bus.subscribe(TOPIC, self._changed)

    @property
    def reader(self) -> Reader:
        """Opened on first use; made where this installation has none yet, which takes seconds."""
        with self._lock:
            if self._reader is None:
                self._reader = open_reader(Shelf(self._services.settings.shelf))
            return self._reader

    async def opened(self) -> Reader:
        """The same, and nobody else is held up by it."""
        return await self._opening.opened()

    async def check(self, hospital_id: int, text: str, *, before: str = "", doctor: bool = False) -> list[Claim]:
        """What in this text may not be said so. `before`: what the same sender said just before in the same conversation.
        `doctor`: a verified doctor speaks to their own patient."""
        reader, book = await self.opened(), await self.book(hospital_id)
        return await turns_of(self._services).do(lambda: book.check(reader, text, before=before, doctor=doctor))

    async def doubts(self, hospital_id: int, text: str, *, doctor: bool = False) -> list[Claim]:
        """What its writer had better read again, of a text in which nothing is stopped."""
        reader, book = await self.opened(), await self.book(hospital_id)
        return await turns_of(self._services).do(lambda: book.check(reader, text, doctor=doctor, level=DOUBT))

    async def refuse(self, hospital_id: int, *texts: str, content_class: str = "", titles: Sequence[str] = ()) -> None:
        """Let pass texts that are kept to be said later. Raises ClaimsBlocked (problem claims_blocked) with all claims."""
        found = await self.blocked(hospital_id, *texts, content_class=content_class, titles=titles)
        if found:
            raise ClaimsBlocked([claim for each in found for claim in each.claims], found)

    async def blocked(
        self, hospital_id: int, *texts: str, content_class: str = "", titles: Sequence[str] = ()
    ) -> list[Blocked]:
        """What of texts that are kept, with places for values in them (`{name}`), may not be said so. `content_class`: what
        they are in law (L03), where they are kept under one; `titles`: under which they are published then."""
        return (await self.blocked_in(hospital_id, [Kept(texts, content_class, titles)]))[0]

    async def blocked_in(self, hospital_id: int, given: Sequence[Kept]) -> list[list[Blocked]]:
        """The same of many, each with its own answer."""
        if not any(text.strip() for each in given for text in (*each.texts, *each.titles)):
            return [[] for _ in given]
        book = await self.book(hospital_id)
        names = await self._doctors(hospital_id) if any(each.content_class == AD for each in given) else []
        # Long texts take a while, and so does opening the reader: the desk does not wait for it.
        return await asyncio.to_thread(lambda: [blocked_in(book, self.reader, each, names) for each in given])

    async def _doctors(self, hospital_id: int) -> list[str]:
        house = await catalogue(self._services, hospital_id)
        return [name for each in house.doctors.values() for name in (each.name_zh, each.name_en)]

    async def book(self, hospital_id: int) -> Book:
        known = self._books.get(hospital_id)
        now = self._services.clock.now()
        if known is not None and known[0] == now.date():
            return known[1]
        changes = self._changes
        async with self._services.database.transaction([hospital_id]) as tx:
            place = await front(tx, hospital_id)
            today = now.astimezone(zone(place.time_zone if place else FALLBACK, FALLBACK)).date()
            rules = as_amended(await store.amendments(tx, hospital_id), today)
            book = Book(rules, await store.released(tx, hospital_id))
        if changes == self._changes:
            self._books[hospital_id] = (now.date(), book)
        return book

    def changed(self, hospital_id: int) -> None:
        self._services.bus.publish(TOPIC, str(hospital_id).encode())

    def drop(self, hospital_id: int) -> None:
        """Read its book anew: something changed that the bus may not have told yet."""
        self._changes += 1
        self._books.pop(hospital_id, None)

    def close(self) -> None:
        self._services.bus.unsubscribe(TOPIC, self._changed)

    def _changed(self, payload: bytes) -> None:
        self.drop(int(payload))


async def refuse(
    services: Services, hospital_id: int, *texts: str, content_class: str = "", titles: Sequence[str] = ()
) -> None:
    """For rooms that keep texts to be said later: canned replies, knowledge, campaigns, invitations, templates. Call it before
    the transaction that keeps them. Raises Problem claims_blocked, with rules, words, reasons and lawful rewordings."""
    await claims_of(services).refuse(hospital_id, *texts, content_class=content_class, titles=titles)


def claims_of(services: Services) -> Claims:
    """This process's claims gate; made by whoever asks first."""
    return services.once(Claims, lambda: Claims(services))


def rules_of(claims: Sequence[Claim]) -> list[str]:
    """Their ids, each once."""
    return list(dict.fromkeys(each.rule for each in claims))


def release_topic(hospital_id: int) -> str:
    """False alarms asked and decided, to the desk leads of a hospital."""
    return f"claims.{hospital_id}.leads"


def decision_topic(staff_id: UUID) -> str:
    """What became of one's own requests."""
    return f"claims.{staff_id.hex}.decided"
