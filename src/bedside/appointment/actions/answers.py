"""What the hospital's own system answered to a request. Each answer may come twice."""

from uuid import UUID

import msgspec

from bedside.appointment.book import Ask, Book
from bedside.appointment.counter import Needs, counter_of
from bedside.appointment.facts import Booked, WaitReopened
from bedside.appointment.model import STANDING, Appointment
from bedside.appointment.store import appointments as store
from bedside.appointment.store import waits
from bedside.kit.problems import NOT_FOUND, Problem
from bedside.kit.services import Services

HIS = "system:his"


async def granted(services: Services, hospital_id: int, id_: UUID, his_ref: str) -> Appointment:
    """Requested becomes booked, and what it replaces is given back. One that was cancelled meanwhile is cancelled
    there, too."""
    replaced = await _replaced(services, hospital_id, id_)

    def run(book: Book) -> Appointment:
        mine = book.appointments.get(id_)
        if mine is None:
            raise Problem(NOT_FOUND)
        if mine.status != "requested":
            if mine.status in ("cancelled", "expired"):
                book.asks.append(Ask(mine.id, "cancel"))
            return mine
        mine = book.put(msgspec.structs.replace(mine, status="booked", his_ref=his_ref))
        if mine.displaced_at:  # told meanwhile that the doctor will not be there: "booked" would be no news
            return mine
        book.say(Booked, mine, HIS)
        book.note("booked", mine, HIS)
        old = book.appointments.get(mine.replaces) if mine.replaces else None
        if old and old.status in STANDING:
            book.cancel(old, by="moved", actor=HIS, into=mine)
        return mine

    needs = Needs(appointments=(id_, *((replaced,) if replaced else ())))
    return await counter_of(services).do(hospital_id, needs, run)


async def denied(services: Services, hospital_id: int, id_: UUID, code: str) -> Appointment:
    """Requested becomes cancelled, its seat is free; what it was to replace stands, and who won it on the waiting list has their
    place in line again, unless what they kept is over meanwhile."""
    replaced = await _replaced(services, hospital_id, id_)
    async with services.database.transaction([hospital_id]) as tx:
        won = await waits.won_by(tx, hospital_id, id_)

    def run(book: Book) -> Appointment:
        mine = book.appointments.get(id_)
        if mine is None:
            raise Problem(NOT_FOUND)
        if mine.status != "requested" or mine.displaced_at:  # displaced, they have a choice to make already
            return mine
        wait = book.waits.get(won) if won else None
        if wait and wait.state == "won" and wait.to_at > book.now:
            kept = book.appointments.get(wait.keeps) if wait.keeps else None
            if wait.keeps and not (kept and kept.status in STANDING):
                book.end_wait(wait, mine.subject)
            else:
                book.put_wait(msgspec.structs.replace(wait, state="waiting"))
                book.tell(mine.subject, WaitReopened(wait=wait.id), HIS)
        return book.cancel(mine, by=f"his:{code}", actor=HIS)

    needs = Needs(appointments=(id_, *((replaced,) if replaced else ())), waits=(won,) if won else ())
    return await counter_of(services).do(hospital_id, needs, run)


async def _replaced(services: Services, hospital_id: int, id_: UUID) -> UUID | None:
    async with services.database.transaction([hospital_id]) as tx:
        mine = await store.one(tx, hospital_id, id_)
    return mine.replaces if mine else None
