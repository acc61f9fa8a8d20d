"""What follows from a changed appointment: reminders are planned or dropped, and the person is told. Read from the facts log,
so that a process that dies in between tells it later, and nobody is told twice (messages have keys). What was answered before the
visit is read for red flags."""

from uuid import uuid5

import msgspec

from bedside.appointment import reminding, telling
from bedside.appointment.actions.answers import HIS
from bedside.appointment.facts import (
    Booked,
    Cancelled,
    Displaced,
    Moved,
    Offered,
    OfferEnded,
    Requested,
    SeatFact,
)
from bedside.appointment.intake.actions import filled_words
from bedside.appointment.intake.facts import IntakeFilled
from bedside.appointment.model import Appointment
from bedside.appointment.store import appointments, waits
from bedside.appointment.store import slots as slots_store
from bedside.channel import actions as channel
from bedside.conversation.actions.elsewhere import heard_elsewhere
from bedside.hospital.questions.catalogue import Catalogue, catalogue
from bedside.kit.database import Transaction
from bedside.kit.facts import Announced
from bedside.kit.services import Services
from bedside.kit.tail import Reader
from bedside.people import questions as people


class Heard(msgspec.Struct, frozen=True):
    """A fact, and the appointment as it is now, under its person's lock."""

    house: Catalogue
    about: Appointment
    asked: bool
    """The person did it themselves just now, or somebody on their behalf while talking to them; or it answers that."""


def reader(services: Services) -> Reader:
    """One reader for all of it; its messages and rows are keyed, so a fact seen again changes nothing."""

    async def requested(fact: Announced) -> None:
        told = fact.read(Requested)
        async with services.database.transaction([fact.hospital_id]) as tx:
            heard = await _heard(services, tx, fact, told)
            if heard and heard.about.status == "requested":
                await telling.tell(tx, services, heard.house, heard.about, "requested", asked=heard.asked)

    async def booked(fact: Announced) -> None:
        told = fact.read(Booked)
        async with services.database.transaction([fact.hospital_id]) as tx:
            heard = await _heard(services, tx, fact, told)
            if heard is None or heard.about.status != "booked":
                return
            await reminding.plan(tx, heard.about, heard.house.zone)
            if not told.walk_in:
                template = "green" if heard.about.green else "booked"
                await telling.tell(tx, services, heard.house, heard.about, template, asked=heard.asked)

    async def moved(fact: Announced) -> None:
        told = fact.read(Moved)
        async with services.database.transaction([fact.hospital_id]) as tx:
            heard = await _heard(services, tx, fact, told)
            if heard is None or heard.about.status not in ("booked", "requested"):
                return
            await telling.unsay(tx, heard.about)
            if heard.about.status == "booked":
                await reminding.plan(tx, heard.about, heard.house.zone)
            await telling.tell(
                tx, services, heard.house, heard.about, "moved", asked=heard.asked, old_time=told.from_starts_at,
                reason=telling.WHY["absence"] if told.absence else "",
            )  # fmt: skip

    async def cancelled(fact: Announced) -> None:
        told = fact.read(Cancelled)
        async with services.database.transaction([fact.hospital_id]) as tx:
            heard = await _heard(services, tx, fact, told)
            if heard is None or heard.about.status != "cancelled":
                return
            await reminding.drop(tx, heard.about)
            await telling.unsay(tx, heard.about)
            if told.by == "moved":  # its replacement was told of
                return
            reason = telling.WHY.get(told.by, "")
            await telling.tell(tx, services, heard.house, heard.about, "cancelled", asked=heard.asked, reason=reason)

    async def displaced(fact: Announced) -> None:
        told = fact.read(Displaced)
        async with services.database.transaction([fact.hospital_id]) as tx:
            heard = await _heard(services, tx, fact, told)
            if heard is None or not heard.about.displaced_at:
                return
            await reminding.drop(tx, heard.about)
            await telling.unsay(tx, heard.about)
            await telling.tell(tx, services, heard.house, heard.about, "displaced")

    async def intake(fact: Announced) -> None:
        told = fact.read(IntakeFilled)
        async with services.database.transaction([fact.hospital_id]) as tx:
            about = await appointments.one(tx, fact.hospital_id, told.appointment)
            words = await filled_words(tx, services, fact.hospital_id, told.appointment)
            person = about.person_id if about else None
            phone = await people.address_of(tx, services, fact.hospital_id, person, "sms") if person else None
        id = uuid5(told.appointment, words)  # the same words, kept again, are one talk
        await heard_elsewhere(services, fact.hospital_id, id, words, contact=phone, person=person)

    async def offered(fact: Announced) -> None:
        told = fact.read(Offered)
        house = await catalogue(services, fact.hospital_id)
        async with services.database.transaction([fact.hospital_id]) as tx:
            await tx.lock(fact.subject)
            offer = await waits.offer(tx, fact.hospital_id, told.offer)
            slots = await slots_store.by_ids(tx, fact.hospital_id, [told.slot])
            if offer and slots and offer.state == "open" and offer.expires_at > tx.clock.now():
                await telling.tell_offer(tx, services, house, offer, slots[0])

    async def offer_ended(fact: Announced) -> None:
        told = fact.read(OfferEnded)
        async with services.database.transaction([fact.hospital_id]) as tx:
            await tx.lock(fact.subject)
            await channel.cancel(tx, fact.hospital_id, f"offer:{told.offer}")

    return Reader(
        "appointment.tell",
        {
            Requested.kind: requested, Booked.kind: booked, Moved.kind: moved, Cancelled.kind: cancelled,
            Displaced.kind: displaced, Offered.kind: offered, OfferEnded.kind: offer_ended, IntakeFilled.kind: intake,
        },
    )  # fmt: skip


async def _heard(services: Services, tx: Transaction, fact: Announced, told: SeatFact) -> Heard | None:
    """None when the appointment has gone on since (a later fact tells of that), or is over: then it is no news."""
    house = await catalogue(services, fact.hospital_id)
    await tx.lock(fact.subject)
    about = await appointments.one(tx, fact.hospital_id, told.appointment)
    if about is None or about.starts_at != told.starts_at or about.ends_at <= tx.clock.now():
        return None
    now = tx.clock.now()
    if fact.actor == HIS:  # its answer to what they asked for: theirs as long as the asking is fresh
        asked = about.confirmed_at is not None and telling.fresh(about.confirmed_at, now)
    else:
        asked = not fact.actor.startswith("system:") and telling.fresh(fact.occurred_at, now)
    return Heard(house, about, asked)
