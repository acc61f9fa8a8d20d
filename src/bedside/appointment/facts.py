"""What happened to seats. Subject: the person; before one is known the visitor, before that the hold. Ids and codes only."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from bedside.kit.facts import Fact


class SeatFact(Fact, frozen=True, kw_only=True):
    """Payload of every fact of one appointment, as it is after the change."""

    appointment: UUID
    slot: UUID
    doctor: UUID
    department: UUID
    service: UUID
    starts_at: datetime
    rev: int
    green: bool = False
    conversation: UUID | None = None


class Held(SeatFact, frozen=True, kw_only=True):
    kind: ClassVar[str] = "appointment.held"


class Requested(SeatFact, frozen=True, kw_only=True):
    """Asked of the hospital's own system, or of a clinician; nobody has promised it yet."""

    kind: ClassVar[str] = "appointment.requested"


class Booked(SeatFact, frozen=True, kw_only=True):
    kind: ClassVar[str] = "appointment.booked"
    walk_in: bool = False


class Cancelled(SeatFact, frozen=True, kw_only=True):
    """`by`: person, staff, system, moved (its replacement stands), his:<code>, clinician, absence, unanswered (by a clinician)."""

    kind: ClassVar[str] = "appointment.cancelled"
    by: str


class Expired(SeatFact, frozen=True, kw_only=True):
    kind: ClassVar[str] = "appointment.expired"


class Moved(SeatFact, frozen=True, kw_only=True):
    kind: ClassVar[str] = "appointment.moved"
    from_slot: UUID
    from_starts_at: datetime
    absence: bool = False
    """Moved by the hospital, because the doctor is away."""


class Displaced(SeatFact, frozen=True, kw_only=True):
    """The doctor is away: choose another time (`alternatives`: slots free at that moment) or cancel."""

    kind: ClassVar[str] = "appointment.displaced"
    alternatives: list[UUID]


class Arrived(SeatFact, frozen=True, kw_only=True):
    kind: ClassVar[str] = "appointment.arrived"


class NoShow(SeatFact, frozen=True, kw_only=True):
    kind: ClassVar[str] = "appointment.no_show"


class Fulfilled(SeatFact, frozen=True, kw_only=True):
    kind: ClassVar[str] = "appointment.fulfilled"


class Billed(SeatFact, frozen=True, kw_only=True):
    """What the owner of the seat says that the visit cost. `yuan`: as people read it. `paid`: full, part, none, unknown."""

    kind: ClassVar[str] = "appointment.billed"
    total_fen: int
    yuan: str
    paid: str


class Undone(SeatFact, frozen=True, kw_only=True):
    """What the front desk noted last was a mistake and is taken back."""

    kind: ClassVar[str] = "appointment.undone"
    was: str


class GreenAsked(SeatFact, frozen=True, kw_only=True):
    kind: ClassVar[str] = "appointment.green_asked"
    urgency: str


class GreenConfirmed(SeatFact, frozen=True, kw_only=True):
    kind: ClassVar[str] = "appointment.green_confirmed"
    urgency: str


class Waitlisted(Fact, frozen=True, kw_only=True):
    kind: ClassVar[str] = "appointment.waitlisted"
    wait: UUID
    department: UUID
    doctor: UUID | None
    service: UUID | None
    keeps: UUID | None


class WaitChanged(Fact, frozen=True, kw_only=True):
    """The same wish for other days; `keeps`: an appointment that stands until then."""

    kind: ClassVar[str] = "appointment.wait_changed"
    wait: UUID
    keeps: UUID | None
    from_at: datetime
    to_at: datetime


class WaitEnded(Fact, frozen=True, kw_only=True):
    """`state`: withdrawn or lapsed."""

    kind: ClassVar[str] = "appointment.wait_ended"
    wait: UUID
    state: str


class WaitReopened(Fact, frozen=True, kw_only=True):
    """The seat that was won is not to be had after all; the place in line is kept."""

    kind: ClassVar[str] = "appointment.wait_reopened"
    wait: UUID


class Offered(Fact, frozen=True, kw_only=True):
    """A freed seat is kept back for several who wait; first to accept wins."""

    kind: ClassVar[str] = "appointment.offered"
    offer: UUID
    wait: UUID
    slot: UUID
    doctor: UUID
    department: UUID
    service: UUID
    starts_at: datetime
    expires_at: datetime


class OfferEnded(Fact, frozen=True, kw_only=True):
    """`state`: won, lost, declined or lapsed."""

    kind: ClassVar[str] = "appointment.offer_ended"
    offer: UUID
    wait: UUID
    state: str


class ScheduleChanged(Fact, frozen=True, kw_only=True):
    """Subject: the doctor."""

    kind: ClassVar[str] = "appointment.schedule_changed"
    doctor: UUID


class DoctorAway(Fact, frozen=True, kw_only=True):
    """Subject: the doctor."""

    kind: ClassVar[str] = "appointment.doctor_away"
    doctor: UUID
    from_at: datetime
    to_at: datetime
    moved: int
    displaced: int
