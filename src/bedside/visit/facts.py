"""What the visit room announces. Counts can be made from these alone."""

from typing import ClassVar

from bedside.kit.facts import Fact


class PageViewed(Fact, frozen=True):
    """A visitor who agreed to it saw a page. `first`: with it, visit `number` began and where it came from counts."""

    kind: ClassVar[str] = "visit.page_viewed"
    view: str
    number: int
    first: bool
    page: str
    source: str
    campaign: str
    word: str


class InvitationShown(Fact, frozen=True):
    kind: ClassVar[str] = "visit.invitation_shown"
    invitation: str
    rule: str | None
    """None: a consultant's hand."""


class InvitationAnswered(Fact, frozen=True):
    kind: ClassVar[str] = "visit.invitation_answered"
    invitation: str
    rule: str | None
    answer: str
