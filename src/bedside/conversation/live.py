"""Topics of the bus and the encoding of live events. An event is encoded once, however many sockets show it."""

from typing import Any
from uuid import UUID

import msgspec

from bedside.conversation.model import Activity, By, DeskRow, Entry, Flag, Presence, VisitorConversation
from bedside.kit.bus import Bus

encode = msgspec.json.Encoder().encode


def thread(conversation: UUID) -> str:
    """Everybody in the thread."""
    return f"thread.{conversation.hex}.all"


def thread_staff(conversation: UUID) -> str:
    """Whispers, the panel, what the visitor is typing."""
    return f"thread.{conversation.hex}.staff"


def thread_visitor(conversation: UUID) -> str:
    return f"thread.{conversation.hex}.visitor"


def desk(hospital: int) -> str:
    return f"desk.{hospital}"


def staff(staff_id: UUID) -> str:
    """Control messages to every socket of one staff member: `+<conversation>` joined, `-<conversation>` left."""
    return f"staff.{staff_id.hex}.membership"


def care(staff_id: UUID) -> str:
    """A pause is offered to this member of staff."""
    return f"staff.{staff_id.hex}.care"


def visitor(visitor_id: UUID) -> str:
    """Events to every tab of one visitor (invitations, conversation started in another tab)."""
    return f"visitor.{visitor_id.hex}"


START_ANEW = b"start anew"
"""To the sockets themselves, not to be shown: reconnect, and read what stands."""


def start_anew(bus: Bus, *conversations: UUID) -> None:
    """Nobody knows whether something of these was stored: whoever follows them resumes from the record."""
    for conversation in conversations:
        bus.publish(thread(conversation), START_ANEW)


class EntryEvent(msgspec.Struct, tag_field="on", tag="entry"):
    conversation: UUID
    entry: Entry


class RowEvent(msgspec.Struct, tag_field="on", tag="row"):
    row: DeskRow


class ActivityEvent(msgspec.Struct, tag_field="on", tag="activity"):
    rows: list[Activity]


class ReadEvent(msgspec.Struct, tag_field="on", tag="read"):
    conversation: UUID
    by: str
    seq: int


class TypingEvent(msgspec.Struct, tag_field="on", tag="typing", omit_defaults=True):
    conversation: UUID
    by: By
    typing: bool
    text: str = ""


class ConversationEvent(msgspec.Struct, tag_field="on", tag="conversation"):
    conversation: VisitorConversation


class PresenceEvent(msgspec.Struct, tag_field="on", tag="presence"):
    presence: Presence


class FlagEvent(msgspec.Struct, tag_field="on", tag="flag"):
    flag: Flag


class SaidEvent(msgspec.Struct, tag_field="on", tag="said"):
    ref: int | None
    id: UUID
    seq: int
    at: Any


def event(name: str, ref: int | None = None, **members: Any) -> bytes:
    """Any event that is too rare to have a Struct of its own."""
    body: dict[str, Any] = {"on": name}
    if ref is not None:
        body["ref"] = ref
    body.update(members)
    return encode(body)
