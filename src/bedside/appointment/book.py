"""The appointment book, as far as one transaction has it open. In memory and without I/O: the rules of seats stand here.

Whoever changes a seat is a `Command`: a function on this book. The counter (counter.py) locks what commands need, loads
it, runs them one after the other and writes what changed. A command raises its Problem before its first change.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from bedside.appointment.facts import Cancelled, Expired, OfferEnded, SeatFact, WaitEnded
from bedside.appointment.model import STANDING, Appointment, Offer, Slot, Wait
from bedside.appointment.problems import IN_DANGER, NO_GREEN_SEAT, SEAT_TAKEN, SLOT_CLOSED, SLOT_PAST
from bedside.kit.facts import Fact
from bedside.kit.problems import NOT_FOUND, Problem

WAITLIST = "system:waitlist"
"""Who holds a seat that is offered to several."""
Place = tuple[UUID, bool]
"""A slot's ordinary or green seats."""


class Told(msgspec.Struct, frozen=True):
    """A fact to be announced with the commit."""

    subject: UUID
    fact: Fact
    actor: str


class Note(msgspec.Struct, frozen=True):
    """An event for the thread of a conversation."""

    conversation: UUID
    appointment: Appointment
    what: str
    actor: str


class Ask(msgspec.Struct, frozen=True):
    """Something that the hospital's own system must be told."""

    appointment: UUID
    verb: Any


class Book:
    """`slots`, `appointments`, `offers`, `waits` by id. Read them freely; change them by `put`, `put_offer`, `put_wait`."""

    def __init__(self, hospital_id: int, now: datetime) -> None:
        self.hospital_id = hospital_id
        self.now = now
        self.slots: dict[UUID, Slot] = {}
        self.appointments: dict[UUID, Appointment] = {}
        self.offers: dict[UUID, Offer] = {}
        self.waits: dict[UUID, Wait] = {}
        self.told: list[Told] = []
        self.notes: list[Note] = []
        self.asks: list[Ask] = []
        self.freed: dict[UUID, int] = defaultdict(int)
        """Ordinary seats given back, by slot: they are offered to whoever waits, before they are anybody's."""
        self.first_slots: dict[UUID, Slot] = {}
        self.first_revs: dict[UUID, int] = {}
        self.changed: set[UUID] = set()
        self.new_offers: set[UUID] = set()
        self.changed_offers: set[UUID] = set()
        self.changed_waits: set[UUID] = set()
        self.urgent: frozenset[UUID] = frozenset()
        """Who may be in danger (conversation.danger), and until which local day they may be booked all the same."""
        self.today = date.max
        self._seats: dict[Place, set[int]] = defaultdict(set)
        self._seats_read: frozenset[UUID] = frozenset()

    def open(
        self,
        slots: Iterable[Slot],
        appointments: Iterable[Appointment],
        seats_of: Iterable[UUID],
        seats: Iterable[tuple[UUID, bool, list[int]]],
        offers: Iterable[Offer] = (),
        waits: Iterable[Wait] = (),
    ) -> None:
        """Take in what was loaded under the locks. `seats`: the taken ones of the slots `seats_of`, none of others."""
        self._seats_read = frozenset(seats_of)
        for slot in slots:
            self.slots[slot.id] = self.first_slots[slot.id] = slot
        for appointment in appointments:
            self.appointments[appointment.id] = appointment
            self.first_revs[appointment.id] = appointment.rev
        for slot_id, green, numbers in seats:
            self._seats[slot_id, green] = set(numbers)
        self.offers |= {offer.id: offer for offer in offers}
        self.waits |= {wait.id: wait for wait in waits}

    def seat(self, slot_id: UUID, *, green: bool = False, until_end: bool = False) -> int:
        """The number of a free seat, made free of expired holds if need be.

        Raises Problem not_found, slot_closed, slot_past, seat_taken or no_green_seat. `until_end`: also while it runs.
        """
        slot = self.slots.get(slot_id)
        if slot is None:
            raise Problem(NOT_FOUND)
        if slot.closed_at:
            raise Problem(SLOT_CLOSED)
        if (slot.ends_at if until_end else slot.starts_at) <= self.now:
            raise Problem(SLOT_PAST)
        if self._left(slot_id, green) <= 0:
            self._expire_holds(slot_id, green)
        if self._left(slot_id, green) <= 0:
            raise Problem(NO_GREEN_SEAT if green else SEAT_TAKEN)
        if slot_id not in self._seats_read:
            raise RuntimeError(f"the seats of slot {slot_id} were not read")
        taken = self._seats[slot_id, green]
        return next(number for number in range(len(taken) + 1) if number not in taken)

    def require_calm(self, slot: Slot, *ids: UUID | None) -> None:
        """Raise Problem in_danger when one of these may be in danger and the seat is on a later day."""
        if slot.day > self.today and not self.urgent.isdisjoint(ids):
            raise Problem(IN_DANGER)

    def put(self, new: Appointment) -> Appointment:
        """Add or replace an appointment; seats follow its status and slot. Answers it with its next revision."""
        old = self.appointments.get(new.id)
        if old:
            new = msgspec.structs.replace(new, rev=old.rev + 1)
            if old.live:
                self._leave(old, freed=not new.live or new.slot_id != old.slot_id)
        if new.live:
            self._enter(new)
        self.appointments[new.id] = new
        self.changed.add(new.id)
        if old and old.status in STANDING:
            self._follow(old, new)
        return new

    def successor(self, id_: UUID) -> Appointment | None:
        """What asks for another seat in place of this appointment; there is never more than one (Needs.moving)."""
        return next((each for each in self.appointments.values() if each.replaces == id_ and each.live), None)

    def put_offer(self, offer: Offer) -> None:
        (self.changed_offers if offer.id in self.offers else self.new_offers).add(offer.id)
        self.offers[offer.id] = offer

    def put_wait(self, wait: Wait) -> None:
        self.waits[wait.id] = wait
        self.changed_waits.add(wait.id)

    def tell(self, subject: UUID, fact: Fact, actor: str) -> None:
        self.told.append(Told(subject, fact, actor))

    def say(self, kind: type[SeatFact], appointment: Appointment, actor: str, **members: Any) -> None:
        """Announce a fact of this appointment as it now is."""
        self.tell(appointment.subject, seat_fact(kind, appointment, **members), actor)

    def note(self, what: str, appointment: Appointment, actor: str) -> None:
        """Show it in the conversation that it was booked from, if there was one."""
        if appointment.conversation_id:
            self.notes.append(Note(appointment.conversation_id, appointment, what, actor))

    def expire(self, held: Appointment) -> Appointment:
        """A hold whose time is over gives its seat back; what it was offered for lapses."""
        gone = self.put(msgspec.structs.replace(held, status="expired", ended_at=self.now))
        if held.made_by == WAITLIST:
            self.end_offers(held.id, "lapsed")
        else:
            self.say(Expired, gone, "system:expiry")
        return gone

    def cancel(
        self, live: Appointment, *, by: str, actor: str, reason: str = "", into: Appointment | None = None
    ) -> Appointment:
        """Give the seat back; the hospital's own system is told if the seat is its. `into`: what they have in its place."""
        if into:
            self._follow(live, into)
        gone = self.put(
            msgspec.structs.replace(
                live, status="cancelled", ended_at=self.now, cancel_reason=reason, displaced_at=None
            )
        )
        if live.status == "held":
            self.say(Expired, gone, actor)
            return gone
        self.say(Cancelled, gone, actor, by=by)
        self.note("cancelled", gone, actor)
        if live.owner == "his" and not by.startswith("his:"):
            self.asks.append(Ask(gone.id, "cancel"))
        return gone

    def end_offers(self, appointment_id: UUID, state: Any, winner: UUID | None = None, actor: str = WAITLIST) -> None:
        """Close the open offers of a seat: `state` for all but the winner, which the actor accepted."""
        for offer in list(self.offers.values()):
            if offer.appointment_id == appointment_id and offer.state == "open":
                ended = msgspec.structs.replace(offer, state="won" if offer.id == winner else state)
                self.put_offer(ended)
                fact = OfferEnded(offer=offer.id, wait=offer.wait_id, state=ended.state)
                self.tell(offer.person_id, fact, actor if offer.id == winner else WAITLIST)

    def end_wait(self, wait: Wait, subject: UUID) -> None:
        self.put_wait(msgspec.structs.replace(wait, state="lapsed"))
        self.tell(subject, WaitEnded(wait=wait.id, state="lapsed"), WAITLIST)

    def _follow(self, kept: Appointment, now: Appointment) -> None:
        """Who keeps this while they wait for an earlier time keeps what it became; when it is over, so is the waiting."""
        for wait in [each for each in self.waits.values() if each.keeps == kept.id and each.state == "waiting"]:
            to_at = now.starts_at if wait.to_at == kept.starts_at else wait.to_at
            if now.status not in STANDING or to_at <= wait.from_at:
                self.end_wait(wait, kept.subject)
            elif (now.id, to_at) != (wait.keeps, wait.to_at):
                self.put_wait(msgspec.structs.replace(wait, keeps=now.id, to_at=to_at))

    def _left(self, slot_id: UUID, green: bool) -> int:
        slot = self.slots[slot_id]
        return slot.green_left if green else slot.left

    def _expire_holds(self, slot_id: UUID, green: bool) -> None:
        for each in list(self.appointments.values()):
            if each.slot_id == slot_id and each.green == green and over(each, self.now):
                self.expire(each)
                # Whoever asks now has it; nobody who waits has been told of it.
                self.freed[slot_id] -= 0 if green else 1
                return

    def _enter(self, new: Appointment) -> None:
        taken = self._seats[new.slot_id, new.green]
        if new.seat in taken:
            raise RuntimeError(f"seat {new.seat} of slot {new.slot_id} is taken")
        taken.add(new.seat)
        self._count(new, +1)

    def _leave(self, old: Appointment, *, freed: bool) -> None:
        self._seats[old.slot_id, old.green].discard(old.seat)
        self._count(old, -1)
        if freed and not old.green:
            self.freed[old.slot_id] += 1

    def _count(self, appointment: Appointment, by: int) -> None:
        slot = self.slots[appointment.slot_id]
        counted = {"green_taken": slot.green_taken + by} if appointment.green else {"taken": slot.taken + by}
        self.slots[slot.id] = msgspec.structs.replace(slot, **counted)


def over(appointment: Appointment, now: datetime) -> bool:
    """Whether it is a hold whose time has passed: it keeps nobody out, whether or not anything has cleared it away."""
    return (
        appointment.status == "held" and appointment.hold_expires_at is not None and appointment.hold_expires_at <= now
    )


def seat_fact(kind: type[SeatFact], appointment: Appointment, **members: Any) -> SeatFact:
    return kind(
        appointment=appointment.id,
        slot=appointment.slot_id,
        doctor=appointment.doctor_id,
        department=appointment.department_id,
        service=appointment.service_id,
        starts_at=appointment.starts_at,
        rev=appointment.rev,
        green=appointment.green,
        conversation=appointment.conversation_id,
        **members,
    )
