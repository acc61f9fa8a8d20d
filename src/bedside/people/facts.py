"""What the people room announces."""

from typing import ClassVar

from bedside.kit.facts import Fact
from bedside.people.model import Purpose


class VisitorMade(Fact, frozen=True):
    kind: ClassVar[str] = "people.visitor_made"
    tracked: bool


class ConsentGiven(Fact, frozen=True):
    kind: ClassVar[str] = "people.consent_given"
    purpose: Purpose
    version: str
    channel: str


class ConsentWithdrawn(Fact, frozen=True):
    """A no, whether or not there was a yes before."""

    kind: ClassVar[str] = "people.consent_withdrawn"
    purpose: Purpose
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
