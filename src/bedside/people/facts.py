"""What the people room announces."""

from typing import ClassVar
from uuid import UUID

from bedside.kit.facts import Fact
from bedside.people.model import PersonPurpose


class VisitorMade(Fact, frozen=True):
    kind: ClassVar[str] = "people.visitor_made"
    tracked: bool


class ConsentGiven(Fact, frozen=True):
    kind: ClassVar[str] = "people.consent_given"
    purpose: PersonPurpose
    version: str
    channel: str


class ConsentWithdrawn(Fact, frozen=True):
    """A no, whether or not there was a yes before."""

    kind: ClassVar[str] = "people.consent_withdrawn"
    purpose: PersonPurpose
    version: str
    channel: str


class VisitorForgotten(Fact, frozen=True):
    """Name, pages and links are gone; `kept` are the codes of what the law keeps."""

    kind: ClassVar[str] = "people.visitor_forgotten"
    kept: list[str]


class VisitorsLinked(Fact, frozen=True):
    """Two hospitals of a group know that they have the same person; read only while both consents hold."""

    kind: ClassVar[str] = "people.visitors_linked"
    other_hospital: int
    other_visitor: str


class PersonMade(Fact, frozen=True):
    kind: ClassVar[str] = "people.person_made"
    person: UUID


class PersonChanged(Fact, frozen=True):
    """Which members changed, never what they are."""

    kind: ClassVar[str] = "people.person_changed"
    fields: list[str]


class IdentifierAdded(Fact, frozen=True):
    kind: ClassVar[str] = "people.identifier_added"
    identifier: UUID
    what: str


class IdentifierVerified(Fact, frozen=True):
    kind: ClassVar[str] = "people.identifier_verified"
    identifier: UUID
    what: str


class IdentifierEnded(Fact, frozen=True):
    kind: ClassVar[str] = "people.identifier_ended"
    identifier: UUID
    what: str


class VisitorJoined(Fact, frozen=True):
    """A browser's visitor is this person. Subject: the person."""

    kind: ClassVar[str] = "people.visitor_joined"
    visitor: UUID


class HouseholdChanged(Fact, frozen=True):
    """`relation` is what `other` is to the subject; empty: no longer of one household."""

    kind: ClassVar[str] = "people.household_changed"
    other: UUID
    relation: str


class PersonsMerged(Fact, frozen=True):
    """Subject: who was kept."""

    kind: ClassVar[str] = "people.persons_merged"
    merge: UUID
    kept: UUID
    gone: UUID


class MergeUndone(Fact, frozen=True):
    kind: ClassVar[str] = "people.merge_undone"
    merge: UUID
    kept: UUID
    gone: UUID


class RequestMade(Fact, frozen=True):
    """Somebody asks for a copy, a correction or the deletion of their data."""

    kind: ClassVar[str] = "people.request_made"
    request: UUID
    what: str


class RequestAnswered(Fact, frozen=True):
    kind: ClassVar[str] = "people.request_answered"
    request: UUID
    what: str
    state: str


class PersonDeleted(Fact, frozen=True):
    """Name and identifiers are gone; `kept` are the codes of what the law keeps."""

    kind: ClassVar[str] = "people.person_deleted"
    kept: list[str]
