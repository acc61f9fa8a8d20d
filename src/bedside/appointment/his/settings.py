"""How a hospital's own system is reached and what it calls things. Stored as JSON; a field added later takes its default."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from bedside.appointment.his.contract import IdentifierKind
from bedside.kit.written import LINE

Seconds = Annotated[float, msgspec.Meta(ge=0.1, le=60)]
Path = Annotated[str, msgspec.Meta(pattern=r"^/[A-Za-z0-9._~/{}-]*$", max_length=200)]
Word = Annotated[str, msgspec.Meta(min_length=1, max_length=80, pattern=LINE)]
Codes = dict[Word, Word]


class Paths(msgspec.Struct, frozen=True, kw_only=True):
    """Below `url`; {key} is our id of the appointment."""

    slots: Path = "/slots"
    lock: Path = "/locks/{key}"
    booking: Path = "/appointments/{key}"
    bookings: Path = "/appointments"
    arrival: Path = "/appointments/{key}/arrival"
    bill: Path = "/appointments/{key}/bill"


class HisSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`departments`, `doctors` and `services` map our codes to theirs; a code that is not named is the same on both sides.

    `identifiers` says which of 身份证, 就诊卡, 病历号 and phone they want, and under which field name.
    """

    url: Annotated[str, msgspec.Meta(pattern=r"^https?://[^\s/?#@]+[^\s?#@]*$", max_length=300)]
    timeout: Seconds = 8.0
    days_ahead: Annotated[int, msgspec.Meta(ge=1, le=91)] = 28
    mirror_seconds: Annotated[int, msgspec.Meta(ge=5, le=3600)] = 60
    reconcile_hour: Annotated[int, msgspec.Meta(ge=0, le=23)] = 3
    """At which local hour the two sides are compared."""
    unanswered_minutes: Annotated[int, msgspec.Meta(ge=1, le=1440)] = 120
    """A request without their answer for so long is listed as a difference."""
    identifiers: dict[IdentifierKind, Word] = msgspec.field(
        default_factory=lambda: {"phone": "phone", "id_card": "id_card"}
    )
    departments: Codes = {}
    doctors: Codes = {}
    services: Codes = {}
    paths: Paths = Paths()


class Connection(msgspec.Struct, frozen=True, kw_only=True):
    """One hospital system and the departments whose seats it owns."""

    hospital_id: int
    id: UUID
    name: str
    departments: list[UUID]
    settings: HisSettings
    secret_sealed: bytes | None
    enabled: bool
    rev: int
    mirror_at: datetime
    mirrored_at: datetime | None
    reconcile_at: datetime
    reconciled_at: datetime | None
    answered_at: datetime | None
    failing_since: datetime | None
    error: str
