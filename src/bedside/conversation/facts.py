"""What happened in conversations, as the timeline, the reactions above and the lake read it. Ids, never words."""

from typing import ClassVar
from uuid import UUID

from bedside.kit.facts import Fact


class ConversationStarted(Fact, frozen=True, kw_only=True):
    kind: ClassVar[str] = "conversation.started"
    conversation: UUID
    channel: str
    department: UUID | None
    source: str | None
    search_word: str | None
    campaign: str | None
    landing: str | None


class MessageSaid(Fact, frozen=True, kw_only=True):
    kind: ClassVar[str] = "conversation.message_said"
    conversation: UUID
    seq: int
    message: UUID
    by: str
    length: int
    whisper: bool = False


class FileSent(Fact, frozen=True, kw_only=True):
    kind: ClassVar[str] = "conversation.file_sent"
    conversation: UUID
    seq: int
    file: UUID
    by: str


class StaffChanged(Fact, frozen=True, kw_only=True):
    """Assigned, taken over, transferred, requeued, joined, left."""

    kind: ClassVar[str] = "conversation.staff_changed"
    conversation: UUID
    seq: int
    what: str
    from_staff: UUID | None = None
    to_staff: UUID | None = None


class PanelSet(Fact, frozen=True, kw_only=True):
    """Which notes changed; choices travel, free text stays in the room."""

    kind: ClassVar[str] = "conversation.panel_set"
    conversation: UUID
    fields: dict[str, object]


class ConversationClosed(Fact, frozen=True, kw_only=True):
    kind: ClassVar[str] = "conversation.closed"
    conversation: UUID
    outcome: str
    level: str | None
    visitor_messages: int
    staff_messages: int


class ConversationReopened(Fact, frozen=True, kw_only=True):
    kind: ClassVar[str] = "conversation.reopened"
    conversation: UUID


class ConversationRated(Fact, frozen=True, kw_only=True):
    kind: ClassVar[str] = "conversation.rated"
    conversation: UUID
    score: int


class VisitorBlocked(Fact, frozen=True, kw_only=True):
    kind: ClassVar[str] = "conversation.visitor_blocked"
    lifted: bool = False


class FollowUpSet(Fact, frozen=True, kw_only=True):
    kind: ClassVar[str] = "conversation.follow_up_set"
    conversation: UUID
    follow_up: UUID
    done: bool = False


class PresenceChanged(Fact, frozen=True, kw_only=True):
    kind: ClassVar[str] = "conversation.presence_changed"
    status: str
    reason: str | None


class RedFlagRaised(Fact, frozen=True, kw_only=True):
    """`version`: of the rules and the model that found it."""

    kind: ClassVar[str] = "conversation.red_flag_raised"
    conversation: UUID
    flag: UUID
    type: str
    confidence: float
    version: str


class RedFlagAcknowledged(Fact, frozen=True, kw_only=True):
    kind: ClassVar[str] = "conversation.red_flag_acknowledged"
    conversation: UUID
    flag: UUID
    seconds: float
    """Since it was raised."""


class RedFlagEscalated(Fact, frozen=True, kw_only=True):
    kind: ClassVar[str] = "conversation.red_flag_escalated"
    conversation: UUID
    flag: UUID
    level: int


class RedFlagLifted(Fact, frozen=True, kw_only=True):
    """Booking later than today is allowed although the case is open."""

    kind: ClassVar[str] = "conversation.red_flag_lifted"
    conversation: UUID
    flag: UUID


class RedFlagClosed(Fact, frozen=True, kw_only=True):
    kind: ClassVar[str] = "conversation.red_flag_closed"
    conversation: UUID
    flag: UUID
    outcome: str
