"""Persons: visitors who said who they are, patients, their family. Names and identifiers are sealed where they are stored."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from bedside.people.identifiers import IdentifierKind

Sex = Literal["", "female", "male", "other"]
Lang = Literal["zh", "en"]


class NewIdentifier(msgspec.Struct, frozen=True):
    """As it was said or typed. `verified`: somebody showed that it is theirs (a code, a card)."""

    kind: IdentifierKind
    value: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    verified: bool = False


class NewPerson(msgspec.Struct, frozen=True):
    name: str
    sex: Sex = ""
    born: date | None = None
    lang: Lang = "zh"
    identifiers: list[NewIdentifier] = []
    visitor: UUID | None = None
    """The browser from which they said it."""


class Identifier(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    person_id: UUID
    """Under which of the person's ids it was given."""
    kind: IdentifierKind
    masked: str
    verified_at: datetime | None
    added_at: datetime


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """One person of one hospital, over all ids under which they are known. `rev` guards changes."""

    hospital_id: int
    id: UUID
    """The id that was kept, whichever was asked for."""
    ids: tuple[UUID, ...]
    """All ids, the kept one first."""
    name: str
    sex: Sex
    born: date | None
    lang: Lang
    time_zone: str
    """IANA name; empty: the hospital's."""
    identifiers: list[Identifier]
    visitors: tuple[UUID, ...]
    """Their browsers, newest first."""
    made_at: datetime
    made_by: str
    rev: int


class PersonShown(msgspec.Struct, frozen=True):
    """What somebody who holds the contact, but is not yet known to be this person, may see."""

    id: UUID
    name_masked: str


class Relative(msgspec.Struct, frozen=True):
    """Another person of the household; `relation` is what they are to this one, "" if only the phone is shared."""

    id: UUID
    name: str
    relation: str
    shares: list[IdentifierKind]
    """Which contacts both have."""


class Merge(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    kept: UUID
    gone: UUID
    reason: str
    merged_at: datetime
    merged_by: str
    undone_at: datetime | None = None
    undone_by: str | None = None
    undone_reason: str | None = None


class Duplicate(msgspec.Struct, frozen=True, kw_only=True):
    """Two records that may be one person; `reasons` are codes (likeness.py)."""

    id: UUID
    a: UUID
    b: UUID
    score: float
    reasons: list[str]
    state: Literal["open", "dismissed", "merged"]
    found_at: datetime
