"""Shapes of the people room's endpoints."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar.params import QueryParameter

from bedside.hospital.api.shapes import HospitalId, Reason
from bedside.kit.written import LINE, PLAIN
from bedside.people.identifiers import IdentifierKind
from bedside.people.model import PersonPurpose
from bedside.people.person import Lang, Sex
from bedside.people.persons.family import Relation
from bedside.people.requesting import Asked, Outcome

Text = Annotated[str, QueryParameter(name="q", max_length=200, pattern=LINE, required=False)]
Before = Annotated[str | None, QueryParameter(name="before", max_length=400, required=False)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern=LINE)]
Value = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=LINE)]
Words = Annotated[str, msgspec.Meta(max_length=4000, pattern=PLAIN)]
Version = Annotated[str, msgspec.Meta(min_length=1, max_length=40, pattern=LINE)]
Place = tuple[datetime, UUID]


class Body(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    pass


class IdentifierGiven(Body):
    kind: IdentifierKind
    value: Value
    verified: bool = False
    """Seen on the card itself."""


class PersonGiven(Body):
    hospital: HospitalId
    name: Name
    sex: Sex = ""
    born: date | None = None
    lang: Lang = "zh"
    identifiers: Annotated[list[IdentifierGiven], msgspec.Meta(max_length=10)] = []
    visitor: UUID | None = None
    """The browser whose conversation this is."""


class ChangeGiven(Body):
    rev: Annotated[int, msgspec.Meta(ge=0, le=2_147_483_647)]
    name: Name | msgspec.UnsetType = msgspec.UNSET
    sex: Sex | msgspec.UnsetType = msgspec.UNSET
    born: date | None | msgspec.UnsetType = msgspec.UNSET
    lang: Lang | msgspec.UnsetType = msgspec.UNSET
    time_zone: Annotated[str, msgspec.Meta(max_length=60, pattern=LINE)] | msgspec.UnsetType = msgspec.UNSET


class WithReason(Body):
    reason: Reason


class Revealed(msgspec.Struct):
    value: str


class ConsentsGiven(Body):
    """What the person said at the desk, on paper or the phone; `text` is what was read to them, kept as its hash."""

    answers: dict[PersonPurpose, bool]
    version: Version
    channel: Literal["desk", "phone", "paper"] = "desk"
    text: Words = ""
    lang: Lang = "zh"


class TieGiven(Body):
    other: UUID
    relation: Relation


class VisitorGiven(Body):
    visitor: UUID


class MergeGiven(Body):
    hospital: HospitalId
    keep: UUID
    gone: UUID
    reason: Reason


class RequestGiven(Body):
    hospital: HospitalId
    person: UUID
    kind: Asked
    details: Words = ""


class AnswerGiven(Body):
    outcome: Outcome
    answer: Words = ""
