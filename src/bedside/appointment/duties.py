"""Due work of seats: slots ahead, holds whose time is over, people left behind by a closed clinic, offers of new seats."""

import asyncio
from datetime import timedelta
from uuid import UUID

from bedside.appointment.actions.absence import see_to
from bedside.appointment.actions.planning import make_slots
from bedside.appointment.actions.waiting import decline_all, end_wait
from bedside.appointment.book import Book, over
from bedside.appointment.counter import Needs, counter_of
from bedside.appointment.facts import WaitEnded
from bedside.appointment.model import STANDING
from bedside.appointment.offering import BEFORE_START
from bedside.appointment.store import appointments as store
from bedside.appointment.store import schedules, waits
from bedside.hospital.facts import PlaceChanged
from bedside.hospital.questions.catalogue import catalogue
from bedside.kit.duties import Duty
from bedside.kit.facts import Announced
from bedside.kit.services import Services
from bedside.kit.tail import Reader

SYSTEM = "system:appointment"
BATCH = 200
GRACE = timedelta(minutes=1)
"""An action that closes a clinic sees to everybody itself; the duty comes after it, should it have died."""


def duties(services: Services) -> list[Duty]:
    return [
        Duty("appointment.expire", 1.0, lambda: expire(services)),
        Duty("appointment.make_slots", 60.0, lambda: make_ahead(services)),
        Duty("appointment.left_behind", 15.0, lambda: left_behind(services)),
        Duty("appointment.green_unanswered", 15.0, lambda: green_unanswered(services)),
        Duty("appointment.offer", 10.0, lambda: offer(services)),
    ]


def reader(services: Services) -> Reader:
    """When holidays or hours change, every doctor's slots are looked at again; what somebody was offered who waits no more
    goes on to others."""

    async def place_changed(fact: Announced) -> None:
        if fact.read(PlaceChanged).what in ("holidays", "doctors"):
            async with services.database.transaction([fact.hospital_id]) as tx:
                await schedules.make_all_anew(tx, fact.hospital_id)

    async def wait_ended(fact: Announced) -> None:
        await decline_all(services, fact.hospital_id, fact.read(WaitEnded).wait, SYSTEM)

    return Reader("appointment.plan", {PlaceChanged.kind: place_changed, WaitEnded.kind: wait_ended})


async def expire(services: Services) -> int:
    """Give back the seats of holds whose time is over."""
    done = 0
    async with services.database.system() as tx:
        hospitals = await schedules.hospitals_with_holds_due(tx, services.clock.now())
    for hospital_id in hospitals:
        async with services.database.transaction([hospital_id]) as tx:
            due = await store.holds_due(tx, hospital_id, services.clock.now(), BATCH)
        done += sum(await asyncio.gather(*(_expire(services, hospital_id, id_) for id_ in due)))
    return done


async def _expire(services: Services, hospital_id: int, id_: UUID) -> int:
    def run(book: Book) -> int:
        held = book.appointments.get(id_)
        if held is None or not over(held, book.now):
            return 0
        book.expire(held)
        return 1

    return await counter_of(services).do(hospital_id, Needs(appointments=(id_,)), run)


async def make_ahead(services: Services) -> int:
    """Every doctor's slots thirteen weeks ahead."""
    for hospital_id in await _hospitals(services):
        await make_slots(services, hospital_id)
    return 0


async def left_behind(services: Services) -> int:
    """Whoever stands in a closed clinic is told and has a choice; a displaced visit ends when its time comes."""
    done = 0
    for hospital_id in await _hospitals(services):
        now = services.clock.now()
        known = await catalogue(services, hospital_id)
        async with services.database.transaction([hospital_id]) as tx:
            behind = await schedules.slots_left_behind(tx, hospital_id, now, now - GRACE, known.zone.key, BATCH)
            past = await store.displaced_past(tx, hospital_id, now, BATCH)
            standing = await store.by_ids(tx, hospital_id, behind)
        for each in standing:
            if await see_to(services, known, each, SYSTEM):
                done += 1
        done += sum(await asyncio.gather(*(_end_displaced(services, hospital_id, id_) for id_ in past)))
    return done


async def _end_displaced(services: Services, hospital_id: int, id_: UUID) -> int:
    def run(book: Book) -> int:
        mine = book.appointments.get(id_)
        if mine is None or mine.displaced_at is None or mine.status not in STANDING or mine.starts_at > book.now:
            return 0
        book.cancel(mine, by="absence", actor=SYSTEM)
        return 1

    return await counter_of(services).do(hospital_id, Needs(appointments=(id_,)), run)


async def green_unanswered(services: Services) -> int:
    """Whoever asked for the green channel and heard from nobody until the hour came is told; the reserved seat ends."""
    done = 0
    for hospital_id in await _hospitals(services):
        async with services.database.transaction([hospital_id]) as tx:
            found = await store.green_unanswered(tx, hospital_id, services.clock.now(), BATCH)
        done += sum(await asyncio.gather(*(_end_unanswered(services, hospital_id, id_) for id_ in found)))
    return done


async def _end_unanswered(services: Services, hospital_id: int, id_: UUID) -> int:
    def run(book: Book) -> int:
        mine = book.appointments.get(id_)
        if mine is None or not mine.waits_for_clinician or mine.starts_at > book.now:
            return 0
        book.cancel(mine, by="unanswered", actor=SYSTEM)
        return 1

    return await counter_of(services).do(hospital_id, Needs(appointments=(id_,)), run)


async def offer(services: Services) -> int:
    """Seats that came by a new schedule go to whoever waits for them first; waits whose time is over end."""
    done = 0
    for hospital_id in await _hospitals(services):
        now = services.clock.now()
        async with services.database.transaction([hospital_id]) as tx:
            free = await waits.slots_waited_for(tx, hospital_id, now + BEFORE_START, BATCH)
            lapsed = await waits.lapsed(tx, hospital_id, now, BATCH)
        for wait in lapsed:
            await end_wait(services, hospital_id, wait.id, SYSTEM, "lapsed")
        await asyncio.gather(*(_offer(services, hospital_id, slot) for slot in free))
        done += len(lapsed) + len(free)
    return done


async def _offer(services: Services, hospital_id: int, slot: UUID) -> None:
    def run(book: Book) -> None:
        found = book.slots.get(slot)
        if found and found.left > 0:
            book.freed[slot] = max(book.freed[slot], 1)

    await counter_of(services).do(hospital_id, Needs(slots=(slot,)), run)


async def _hospitals(services: Services) -> list[int]:
    async with services.database.system() as tx:
        return await schedules.hospitals_with_books(tx)
