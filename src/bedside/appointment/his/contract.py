"""Who gives out seats: Bedside itself, or the hospital's own system (HIS). One contract for both.

Every call that changes something carries `key`, our appointment's id: said twice, it is one booking. An answer is a yes, a
no, or unclear (no answer in time, or one that cannot be believed); unclear is never shown to anybody as booked.
"""

from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

import msgspec

IdentifierKind = Literal["id_card", "visit_card", "record_number", "phone"]
"""身份证, 就诊卡, 病历号, 电话."""
IDENTIFIER_KINDS: tuple[IdentifierKind, ...] = ("id_card", "visit_card", "record_number", "phone")

NoCode = Literal["taken", "gone", "patient", "refused"]
"""No seat is left; there is no such slot; this patient is not accepted; any other reason of theirs."""


class OfferedSlot(msgspec.Struct, frozen=True, kw_only=True):
    """A span of a doctor's time as its owner offers it. Codes are the hospital's own; money in fen."""

    ref: str
    department: str
    doctor: str
    service: str
    starts_at: datetime
    ends_at: datetime
    seats: int
    left: int
    """Seats that nobody has, wherever they were sold."""


class Patient(msgspec.Struct, frozen=True, kw_only=True):
    """For whom. `identifiers` holds only kinds that the owner asked for."""

    name: str
    sex: str = ""
    born: str = ""
    identifiers: dict[str, str] = {}


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of the owner: this seat, for this patient, under our key."""

    key: UUID
    slot: str
    department: str
    doctor: str
    service: str
    starts_at: datetime
    ends_at: datetime
    price_fen: int
    patient: Patient | None = None
    ref: str = ""
    """The owner's own number of the booking, once it has one."""


class Yes(msgspec.Struct, frozen=True):
    """Done; `ref` is the owner's number of it."""

    ref: str


class No(msgspec.Struct, frozen=True):
    """Surely not done."""

    code: NoCode


class Unclear(msgspec.Struct, frozen=True):
    """Done or not: unknown. Ask again with the same key."""

    why: str
    lied: bool = False
    """It did answer, and what it said contradicts itself or its own list."""


Answer = Yes | No | Unclear


class Booking(msgspec.Struct, frozen=True, kw_only=True):
    """A booking in the owner's list; `key` None was sold at its own window."""

    ref: str
    key: UUID | None
    slot: str
    doctor: str
    starts_at: datetime
    status: Literal["booked", "arrived", "cancelled"]
    price_fen: int | None = None


class BillLine(msgspec.Struct, frozen=True):
    code: str
    name: str
    count: int
    amount_fen: int


class Bill(msgspec.Struct, frozen=True):
    """What was charged for one appointment, in fen. `paid_fen` None: the owner keeps no account of payments."""

    lines: list[BillLine]
    total_fen: int
    paid_fen: int | None


class OwnerAway(Exception):
    """The owner did not answer a question, or not with what can be read. The message says why, without patients' data."""


class SeatOwner(Protocol):
    """What both owners do. Times are aware; spans are half open: `since` <= starts_at < `until`."""

    async def slots(self, since: datetime, until: datetime) -> list[OfferedSlot]:
        """Raises OwnerAway."""
        ...

    async def lock(self, asked: Asked) -> Answer:
        """Keep the seat for a few minutes, before `confirm`."""
        ...

    async def confirm(self, asked: Asked) -> Answer:
        """Book. Yes only when the owner's own record shows it."""
        ...

    async def cancel(self, asked: Asked) -> Answer:
        """Give the seat back. Yes also when there was nothing to give back."""
        ...

    async def arrival(self, asked: Asked) -> Answer:
        """The patient is here."""
        ...

    async def bill(self, asked: Asked) -> Bill | None:
        """What was charged; None before anything was. Raises OwnerAway."""
        ...

    async def bookings(self, since: datetime, until: datetime) -> list[Booking]:
        """Everything booked, whoever sold it. Raises OwnerAway."""
        ...
