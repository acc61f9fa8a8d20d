"""The booking counter: whatever changes a seat passes here, and what many people ask for at once is stored together.

One batch is one transaction and one fsync: it locks the doctor-days and people of all its commands in key order, reads
them, lets each command change the book, and writes what changed (`kit.lanes` gathers them). A command is answered only
after its commit; one that is refused changes nothing.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec
import psycopg

from bedside.appointment import owners
from bedside.appointment.book import WAITLIST, Book
from bedside.appointment.model import STANDING, Appointment
from bedside.appointment.offering import offer_freed, worth_offering
from bedside.appointment.problems import BUSY, SEAT_TAKEN
from bedside.appointment.store import appointments as store
from bedside.appointment.store import slots as slot_store
from bedside.appointment.store import waits as wait_store
from bedside.conversation.actions.move import Actor
from bedside.conversation.actions.noting import note_in_thread
from bedside.conversation.danger import in_danger
from bedside.hospital.questions.catalogue import catalogue
from bedside.kit.database import Transaction
from bedside.kit.lanes import Lanes
from bedside.kit.problems import Problem
from bedside.kit.services import Services

T = TypeVar("T")
log = logging.getLogger(__name__)
BATCH = 128
QUEUE = 10_000
REMEMBERED = 100_000
TRIES = 4
"""A deadlock or a moved appointment is met again so often before anybody hears of it."""


class Needs(msgspec.Struct, frozen=True, kw_only=True):
    """What a command must have open: things by id, and what else it changes or announces facts about."""

    slots: tuple[UUID, ...] = ()
    appointments: tuple[UUID, ...] = ()
    subjects: tuple[UUID, ...] = ()
    moving: bool = False
    """It moves its appointments: what already asks for another seat in their place must be open, too."""
    waits: tuple[UUID, ...] = ()
    same_seat: bool = False
    """It neither takes nor gives back a seat, so that nobody's seats need to be read for it."""


class _Command(Generic[T]):
    __slots__ = ("done", "needs", "run")

    def __init__(self, needs: Needs, run: Callable[[Book], T], done: "asyncio.Future[T]") -> None:
        self.needs = needs
        self.run = run
        self.done = done


class _Moved(Exception):
    """An appointment went to another day, or another was asked for in its place, between looking and locking."""


class Counter:
    """Kept by each process. `do` answers when the command is committed."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._lanes = Lanes[_Command[Any]](self._store, batch=BATCH, queue=QUEUE)
        self._days: dict[UUID, int] = {}
        """Which doctor-day a slot or an appointment was last seen on."""

    async def do(self, hospital_id: int, needs: Needs, run: Callable[[Book], T]) -> T:
        """Run a command on the book. Raises its Problem, or booking_busy when too many wait."""
        command = _Command(needs, run, asyncio.get_running_loop().create_future())
        if not self._lanes.put(hospital_id, command, self._lane(needs)):
            raise Problem(BUSY)
        return await command.done

    def _lane(self, needs: Needs) -> int | None:
        """What locks the same doctor-day goes one behind the other, so that batches do not wait for each other's locks."""
        for id_ in (*needs.slots, *needs.appointments):
            if id_ in self._days:
                return self._days[id_]
        return None

    def _remember(self, book: Book) -> None:
        if len(self._days) > REMEMBERED:
            self._days.clear()
        for each in (*book.slots.values(), *book.appointments.values()):
            self._days[each.id] = each.lock.int

    async def drained(self) -> None:
        """Wait until everything asked for is stored or refused (shutdown)."""
        await self._lanes.drained()

    async def _store(self, hospital_id: int, batch: list[_Command[Any]], tries: int = TRIES) -> None:
        try:
            answers = await self._transact(hospital_id, batch)
        except (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure, _Moved) as error:
            if tries > 1:
                await asyncio.sleep(0.01 * (TRIES - tries))
                return await self._store(hospital_id, batch, tries - 1)
            log.warning("a batch of %d bookings met others %d times: %r", len(batch), TRIES, error)
            return _answer(batch, [Problem(BUSY)] * len(batch))
        except psycopg.OperationalError as error:
            return _answer(batch, [error] * len(batch))
        except Exception as error:
            if len(batch) > 1:  # one that cannot be stored fails alone
                for command in batch:
                    await self._store(hospital_id, [command])
                return None
            # The last guards: a unique seat, a slot's capacity. They hold whatever this code thinks.
            guarded = isinstance(error, psycopg.errors.UniqueViolation | psycopg.errors.CheckViolation)
            log.exception("a booking was not stored")
            return _answer(batch, [Problem(SEAT_TAKEN) if guarded else error])
        return _answer(batch, answers)

    async def _transact(self, hospital_id: int, batch: list[_Command[Any]]) -> list[Any]:
        async with self._services.database.transaction([hospital_id]) as tx:
            book = await _opened(tx, hospital_id, [command.needs for command in batch])
            await self._look_for_danger(tx, book)
            answers = [_run(command, book) for command in batch]
            if any(count > 0 for count in book.freed.values()):
                await self._offer(tx, book)
            await self._write(tx, book)
        self._remember(book)
        return answers

    async def _look_for_danger(self, tx: Transaction, book: Book) -> None:
        book.urgent = await in_danger(tx, book.hospital_id)
        if book.urgent:
            book.today = book.now.astimezone((await catalogue(self._services, book.hospital_id)).zone).date()

    async def _offer(self, tx: Transaction, book: Book) -> None:
        slots = worth_offering(book)
        if slots:
            waiters = await wait_store.waiters(tx, book.hospital_id, slots, 5 * max(book.freed.values()))
            if waiters:
                offer_freed(book, waiters, (await catalogue(self._services, book.hospital_id)).zone)

    async def _write(self, tx: Transaction, book: Book) -> None:
        await write(tx, book)
        for told in book.told:
            tx.announce(book.hospital_id, told.subject, told.fact, actor=told.actor)
        for ask in book.asks:
            await owners.tell_his(tx, book.hospital_id, ask.appointment, ask.verb)
        for note in book.notes:
            await self._note(tx, note.conversation, note.appointment, note.what, note.actor)

    async def _note(self, tx: Transaction, conversation: UUID, about: Appointment, what: str, actor: str) -> None:
        known = await catalogue(self._services, about.hospital_id)
        doctor, department = known.doctors.get(about.doctor_id), known.departments.get(about.department_id)
        kind, _, id_ = actor.partition(":")
        by = Actor(kind, UUID(id_)) if kind in ("staff", "visitor") and id_ else Actor("system")
        await note_in_thread(
            self._services, tx, about.hospital_id, conversation, by, "appointment", what=what, appointment=str(about.id),
            starts_at=about.starts_at.isoformat(), green=about.green,
            doctor={"zh": doctor.name_zh, "en": doctor.name_en} if doctor else None,
            department={"zh": department.name_zh, "en": department.name_en} if department else None,
        )  # fmt: skip


def counter_of(services: Services) -> Counter:
    """This process's counter, made on first use."""
    return services.once(Counter, lambda: Counter(services))


async def _opened(tx: Transaction, hospital_id: int, needs: list[Needs]) -> Book:
    """Lock what the commands need, then read it as it is under the locks."""
    asked_slots = {each for need in needs for each in need.slots}
    moving = [each for need in needs if need.moving for each in need.appointments]
    kin = await store.kin(tx, hospital_id, moving) if moving else set[UUID]()
    wanted = list({each for need in needs for each in need.appointments} | kin)
    places = await store.places(tx, hospital_id, wanted, list(asked_slots))
    subjects = {each for need in needs for each in need.subjects}
    subjects |= {place.lock(hospital_id) for place in places}
    subjects |= {each for place in places for each in (place.person_id, place.visitor_id) if each}
    await tx.lock(*subjects)
    book = Book(hospital_id, tx.clock.now())
    found = await store.by_ids(tx, hospital_id, wanted) if wanted else []
    slots = list({place.slot_id for place in places})
    if not {each.slot_id for each in found} <= set(slots):
        raise _Moved
    if moving and await store.kin(tx, hospital_id, moving) != kin:
        raise _Moved
    open_slots = await slot_store.by_ids(tx, hospital_id, slots)
    settled = {each for need in needs if need.same_seat for each in need.appointments}
    settled -= {each for need in needs if not need.same_seat for each in need.appointments}
    seats_of = list(asked_slots | {each.slot_id for each in found if each.id not in settled})
    stale = await store.stale_holds(tx, hospital_id, seats_of, book.now) if seats_of else []
    held = {each.id: each for each in (*found, *stale)}
    offered = [each.id for each in held.values() if each.made_by == WAITLIST and each.status == "held"]
    offers = await wait_store.of_seats(tx, hospital_id, offered) if offered else []
    wait_ids = [offer.wait_id for offer in offers] + [each for need in needs for each in need.waits]
    waits = await wait_store.by_ids(tx, hospital_id, wait_ids) if wait_ids else []
    standing = [each.id for each in found if each.status in STANDING]
    waits += await wait_store.keeping(tx, hospital_id, standing) if standing else []
    seats = await store.seats(tx, hospital_id, seats_of) if seats_of else []
    book.open(open_slots, held.values(), seats_of, seats, offers, waits)
    return book


async def write(tx: Transaction, book: Book) -> None:
    """Store what changed in the book. Raises SerializationFailure when somebody wrote past the locks."""
    changed = [book.appointments[id_] for id_ in book.changed]
    old = [(each, book.first_revs[each.id]) for each in changed if each.id in book.first_revs]
    # Seats that are given back first: the unique index looks at every row by itself.
    for batch in ([each for each in old if not each[0].live], [each for each in old if each[0].live]):
        if batch and await store.update(tx, batch) != len(batch):
            raise psycopg.errors.SerializationFailure("an appointment was changed past its lock")
    if new := [each for each in changed if each.id not in book.first_revs]:
        await store.insert(tx, new)
    moves = [
        (slot.id, slot.taken - first.taken, slot.green_taken - first.green_taken)
        for slot in book.slots.values()
        if (slot.taken, slot.green_taken) != ((first := book.first_slots[slot.id]).taken, first.green_taken)
    ]
    if moves:
        await slot_store.move_counts(tx, book.hospital_id, moves)
    if book.new_offers:
        await wait_store.insert_offers(tx, [book.offers[id_] for id_ in book.new_offers])
    if book.changed_offers:
        await wait_store.set_offer_states(tx, book.hospital_id, [book.offers[id_] for id_ in book.changed_offers])
    if book.changed_waits:
        await wait_store.update_waits(tx, book.hospital_id, [book.waits[id_] for id_ in book.changed_waits])


def _run(command: _Command[Any], book: Book) -> Any:
    try:
        return command.run(book)
    except Problem as problem:
        return problem


def _answer(batch: list[_Command[Any]], answers: list[Any]) -> None:
    for command, answer in zip(batch, answers, strict=True):
        if command.done.done():
            continue
        if isinstance(answer, BaseException):
            command.done.set_exception(answer)
        else:
            command.done.set_result(answer)
