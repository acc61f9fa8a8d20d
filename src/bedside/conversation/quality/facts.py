"""What happened to quality. Marks and ids travel; words of people stay in the room."""

from typing import ClassVar
from uuid import UUID

from bedside.kit.facts import Fact


class ConversationScored(Fact, frozen=True, kw_only=True):
    kind: ClassVar[str] = "conversation.scored"
    conversation: UUID
    staff: UUID | None
    total: int | None
    leaning: int | None
    version: str


class SampleDrawn(Fact, frozen=True, kw_only=True):
    kind: ClassVar[str] = "conversation.sample_drawn"
    sample: UUID
    seed: str
    conversations: int


class ConversationReviewed(Fact, frozen=True, kw_only=True):
    kind: ClassVar[str] = "conversation.reviewed"
    review: UUID
    conversation: UUID
    second: bool
    marks: dict[str, int | None]


class ReviewAppealed(Fact, frozen=True, kw_only=True):
    kind: ClassVar[str] = "conversation.review_appealed"
    review: UUID


class AppealDecided(Fact, frozen=True, kw_only=True):
    kind: ClassVar[str] = "conversation.appeal_decided"
    review: UUID
    upheld: bool


class CareOffered(Fact, frozen=True, kw_only=True):
    kind: ClassVar[str] = "conversation.care_offered"
    care: UUID
    reason: str


class CareAnswered(Fact, frozen=True, kw_only=True):
    kind: ClassVar[str] = "conversation.care_answered"
    care: UUID
    answer: str


class PracticeEnded(Fact, frozen=True, kw_only=True):
    kind: ClassVar[str] = "conversation.practice_ended"
    practice: UUID
    persona: str
    total: int | None
