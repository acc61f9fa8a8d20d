"""What the claims gate announces. Subject: the visitor in whose conversation it was, or the hospital."""

from typing import ClassVar
from uuid import UUID

from bedside.kit.facts import Fact


class ClaimReleaseAsked(Fact, frozen=True, kw_only=True):
    """Somebody thinks that the gate is wrong about a text."""

    kind: ClassVar[str] = "gate.claim_release_asked"
    release: UUID
    rules: list[str]
    conversation: UUID | None


class ClaimReleaseDecided(Fact, frozen=True, kw_only=True):
    """A desk lead released the text as a false alarm, or did not."""

    kind: ClassVar[str] = "gate.claim_release_decided"
    release: UUID
    rules: list[str]
    outcome: str
    conversation: UUID | None
