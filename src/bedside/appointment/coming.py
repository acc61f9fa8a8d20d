"""What the bearer of a link sees and may do: say that they will come, cancel, choose another time, or accept an offered seat."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

import msgspec

from bedside.appointment import links
from bedside.appointment.actions import changing, waiting
from bedside.appointment.book import seat_fact
from bedside.appointment.choosing import choices, choose
from bedside.appointment.facts import SeatFact
from bedside.appointment.links import CHANGED_SINCE, LINK_EXPIRED, Link
from bedside.appointment.model import STANDING, Appointment, Offer, Slot
from bedside.appointment.problems import DISPLACED, WRONG_STATUS
from bedside.appointment.store import appointments, waits
from bedside.appointment.store import reminders as store
from bedside.appointment.store import slots as slots_store
from bedside.hospital.questions.catalogue import Catalogue, catalogue
from bedside.kit.problems import NOT_FOUND, Problem
from bedside.kit.services import Services
from bedside.people import questions as people
from bedside.people.identifiers import masked_name
from bedside.visit.questions import booking_page

Answer = Literal["come", "cancel", "move", "accept", "decline"]


class Coming(SeatFact, frozen=True, kw_only=True):
    """The person said by link that they will come."""

    kind: ClassVar[str] = "appointment.coming"


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What a link shows. `rev` stands for the state that was seen: an answer to another state is not taken."""

    link: Link
    house: Catalogue
    slot: Slot | None
    appointment: Appointment | None
    offer: Offer | None
    name: str
    """Masked: a phone is shared, a message is forwarded."""
    coming: bool
    choices: list[Slot]
    """Other times for the appointment, the soonest first."""
    book: str
    """Where every time is shown, and where one books anew; "" where the hospital has no such page."""
    now: datetime

    @property
    def rev(self) -> int:
        return self.appointment.rev if self.appointment else 0

    @property
    def may_come(self) -> bool:
        about = self.appointment
        return bool(about and about.status == "booked" and not about.displaced_at and about.starts_at > self.now)

    @property
    def may_cancel(self) -> bool:
        about = self.appointment
        return bool(about and about.status in STANDING and about.starts_at > self.now)

    @property
    def over(self) -> bool:
        return bool(self.appointment and self.appointment.status == "cancelled")

    @property
    def displaced(self) -> bool:
        return bool(self.may_cancel and self.appointment and self.appointment.displaced_at)

    @property
    def may_accept(self) -> bool:
        return bool(self.offer and self.offer.state == "open" and self.offer.expires_at > self.now)


async def see(services: Services, token: str) -> Seen:
    """What the link shows now. Raises Problem link_expired."""
    now = services.clock.now()
    link = links.read(services, token, now)
    if link is None:
        raise Problem(LINK_EXPIRED)
    house = await catalogue(services, link.hospital_id)
    async with services.database.transaction([link.hospital_id]) as tx:
        offer = await waits.offer(tx, link.hospital_id, link.id) if link.what == "offer" else None
        about = await appointments.one(tx, link.hospital_id, link.id) if link.what == "appointment" else None
        person = about.person_id if about else offer.person_id if offer else None
        names = await people.names(tx, services, link.hospital_id, [person]) if person else {}
        if person is None or not names:  # erased meanwhile: the link shows nothing of them any more
            raise Problem(LINK_EXPIRED)
        slot_id = about.slot_id if about else offer.slot_id if offer else None
        slots = await slots_store.by_ids(tx, link.hospital_id, [slot_id]) if slot_id else []
        said = about is not None and await store.is_coming(tx, link.hospital_id, link.id, about.starts_at)
        to_come = about is not None and about.status in STANDING and about.starts_at > now
        own = about is not None and about.owner == "own"
        free = await choices(tx, about) if about and to_come and (own or about.displaced_at) else []
        book = await booking_page(tx, services, link.hospital_id) if about else ""
    return Seen(
        link=link, house=house, slot=slots[0] if slots else None, appointment=about, offer=offer,
        name=masked_name(names[person]), coming=said, choices=free, book=book, now=now,
    )  # fmt: skip


async def answer(services: Services, token: str, what: Answer, rev: int, slot: UUID | None = None) -> None:
    """Act on what was seen; the same answer again changes nothing.

    `slot`: where to move. Raises Problem link_expired, not_found, appointment_changed, and what the action refuses.
    """
    seen = await see(services, token)
    link, about = seen.link, seen.appointment
    if seen.offer is not None:
        actor = f"person:{seen.offer.person_id}"
        if what == "accept":
            await waiting.accept(services, link.hospital_id, link.id, actor)
        elif what == "decline":
            await waiting.decline(services, link.hospital_id, link.id, actor)
        return
    if about is None or what not in ("come", "cancel", "move"):
        raise Problem(NOT_FOUND)
    if what == "cancel" and about.status == "cancelled":
        return
    if what == "move" and about.slot_id == slot and about.displaced_at is None:
        return
    if about.rev != rev:
        raise Problem(CHANGED_SINCE)
    actor = f"person:{about.person_id}"
    if what == "move" and slot:
        await choose(services, about, slot, actor)
    elif what == "cancel":
        if not seen.may_cancel:
            raise Problem(WRONG_STATUS, status=about.status)
        await changing.cancel(services, link.hospital_id, about.id, by="person", actor=actor)
    else:
        await _come(services, about)


async def _come(services: Services, seen: Appointment) -> None:
    async with services.database.transaction([seen.hospital_id]) as tx:
        await tx.lock(seen.subject)
        about = await appointments.one(tx, seen.hospital_id, seen.id)
        if about is None or about.rev != seen.rev:
            raise Problem(CHANGED_SINCE)
        if about.displaced_at:
            raise Problem(DISPLACED)
        if about.status != "booked" or about.starts_at <= tx.clock.now():
            raise Problem(WRONG_STATUS, status=about.status)
        if await store.say_coming(tx, about.hospital_id, about.id, about.starts_at, tx.clock.now()):
            fact = seat_fact(Coming, about)
            tx.announce(about.hospital_id, about.subject, fact, actor=f"person:{about.person_id}")
