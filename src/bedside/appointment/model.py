"""The nouns of seats: slots, appointments, people who wait, offers. Pure."""

from datetime import date, datetime
from functools import lru_cache
from typing import Literal
from uuid import UUID, uuid5

import msgspec

Status = Literal["held", "requested", "booked", "arrived", "fulfilled", "no_show", "cancelled", "expired"]
LIVE = ("held", "requested", "booked", "arrived", "fulfilled", "no_show")
"""An appointment with one of these has its seat to itself."""
STANDING = ("requested", "booked")
"""To come, and somebody's."""
Urgency = Literal["emergent", "urgent", "semi"]
"""Clinical and nothing else (rule L21): at once; today; within days."""
Owner = Literal["own", "his"]
"""Whose seats: Bedside's, or the hospital's own system's."""

_DOCTOR_DAY = UUID("0199c0de-0050-7000-8000-000000000001")


@lru_cache(maxsize=10_000)
def doctor_day(hospital_id: int, doctor_id: UUID, day: date) -> UUID:
    """What every change to a seat locks first: one doctor's one day."""
    return uuid5(_DOCTOR_DAY, f"{hospital_id}:{doctor_id}:{day.isoformat()}")


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """A time at one doctor with one or more seats. `seats` are anybody's, `green_seats` the green channel's."""

    hospital_id: int
    id: UUID
    doctor_id: UUID
    service_id: UUID
    department_id: UUID
    day: date
    """The hospital's local day on which the clinic begins."""
    starts_at: datetime
    ends_at: datetime
    seats: int
    green_seats: int
    taken: int
    green_taken: int
    closed_at: datetime | None
    owner: Owner
    his_ref: str
    emptying: bool = False
    """Its department went to another owner: who has a seat keeps it, and one that is given back is nobody's."""

    @property
    def left(self) -> int:
        return 0 if self.closed_at or self.emptying else self.seats - self.taken

    @property
    def green_left(self) -> int:
        return 0 if self.closed_at or self.emptying else self.green_seats - self.green_taken

    @property
    def lock(self) -> UUID:
        return doctor_day(self.hospital_id, self.doctor_id, self.day)


class Appointment(msgspec.Struct, frozen=True, kw_only=True):
    """A seat and whose it is. `price_fen` is the published price when it was held, in integer fen."""

    hospital_id: int
    id: UUID
    slot_id: UUID
    seat: int
    green: bool
    status: Status
    doctor_id: UUID
    department_id: UUID
    service_id: UUID
    day: date
    starts_at: datetime
    ends_at: datetime
    person_id: UUID | None
    visitor_id: UUID | None
    conversation_id: UUID | None
    hold_expires_at: datetime | None
    price_fen: int
    urgency: Urgency | None
    reason: str
    """Why the green channel, in the asker's words."""
    green_confirmed_by: UUID | None
    green_confirmed_at: datetime | None
    owner: Owner
    his_ref: str
    replaces: UUID | None
    """The appointment that ends when the hospital's own system grants this one."""
    displaced_at: datetime | None
    """Since then it is known that the doctor will not be there; the person was told and has a choice."""
    walk_in: bool
    cancel_reason: str
    lang: str
    made_at: datetime
    made_by: str
    confirmed_at: datetime | None
    arrived_at: datetime | None
    ended_at: datetime | None
    rev: int

    @property
    def live(self) -> bool:
        return self.status in LIVE

    @property
    def subject(self) -> UUID:
        """Whom facts tell of: the person, before that the visitor, before that the hold itself."""
        return self.person_id or self.visitor_id or self.id

    @property
    def lock(self) -> UUID:
        return doctor_day(self.hospital_id, self.doctor_id, self.day)

    @property
    def waits_for_clinician(self) -> bool:
        """Asked for through the green channel and not yet confirmed."""
        return self.green and self.status == "requested" and self.green_confirmed_by is None


class Wait(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody waits for an (earlier) seat. `keeps`: the appointment that stands until they win one."""

    hospital_id: int
    id: UUID
    person_id: UUID
    doctor_id: UUID | None
    service_id: UUID | None
    department_id: UUID
    from_at: datetime
    to_at: datetime
    keeps: UUID | None
    state: Literal["waiting", "won", "withdrawn", "lapsed"]
    lang: str
    made_at: datetime
    made_by: str

    def asks_for(self, department: UUID, doctor: UUID | None, service: UUID | None) -> bool:
        """Whether it is the one wish that a person has for this: there is no second, its days can be changed."""
        return (self.state, self.department_id, self.doctor_id, self.service_id) == (
            "waiting",
            department,
            doctor,
            service,
        )

    def covers(self, theirs: Appointment) -> bool:
        """Whether it is a wish for an earlier time than this appointment, or leaves no room for one. Of one person."""
        if self.state != "waiting" or self.keeps is None or theirs.status not in STANDING:
            return False
        return self.keeps in (theirs.id, theirs.replaces) or self.asks_for(
            theirs.department_id, None, theirs.service_id
        )


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A freed seat, kept back for several who wait; whoever accepts first has it."""

    hospital_id: int
    id: UUID
    wait_id: UUID
    person_id: UUID
    appointment_id: UUID
    slot_id: UUID
    state: Literal["open", "won", "lost", "declined", "lapsed"]
    expires_at: datetime
    made_at: datetime
