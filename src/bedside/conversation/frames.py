"""What clients may say on the sockets (docs/protocol.md), decoded and checked in one step."""

from typing import Annotated, Any, Literal, cast
from uuid import UUID

import msgspec

Ref = int | None
Text = Annotated[str, msgspec.Meta(max_length=20_000)]
Short = Annotated[str, msgspec.Meta(max_length=200)]
Seq = Annotated[int, msgspec.Meta(ge=0, le=2_147_483_647)]


class _Frame(msgspec.Struct, tag_field="do", kw_only=True):
    ref: Ref = None


class PageView(msgspec.Struct, kw_only=True):
    id: UUID
    url: Annotated[str, msgspec.Meta(max_length=2_000)]
    title: Annotated[str, msgspec.Meta(max_length=1_000)] = ""
    referrer: Annotated[str, msgspec.Meta(max_length=2_000)] = ""


class VisitorHello(_Frame, tag="hello", kw_only=True):
    site: Short
    lang: Literal["zh", "en"] = "zh"
    token: Annotated[str, msgspec.Meta(max_length=500)] | None = None
    since: Seq | None = None
    page: PageView | None = None


class ViewPage(_Frame, tag="view", kw_only=True):
    view: PageView


class Dwell(_Frame, tag="dwell", kw_only=True):
    view: UUID
    seconds: Annotated[int, msgspec.Meta(ge=0, le=86_400)]


class Invited(_Frame, tag="invited", kw_only=True):
    invitation: UUID
    answer: Literal["accepted", "declined"]


class Start(_Frame, tag="start", kw_only=True):
    conversation: UUID
    department: UUID | None = None
    name: Short = ""
    health_consent: Short


class VisitorSay(_Frame, tag="say", kw_only=True):
    id: UUID
    text: Text | None = None
    file: UUID | None = None


class VisitorTyping(_Frame, tag="typing", kw_only=True):
    text: Text = ""


class VisitorRead(_Frame, tag="read", kw_only=True):
    seq: Seq


class VisitorHistory(_Frame, tag="history", kw_only=True):
    before: Seq


class Rate(_Frame, tag="rate", kw_only=True):
    score: Annotated[int, msgspec.Meta(ge=1, le=5)]
    comment: Annotated[str, msgspec.Meta(max_length=1_000)] | None = None


class Goodbye(_Frame, tag="goodbye", kw_only=True):
    pass


VisitorFrame = (
    VisitorHello | ViewPage | Dwell | Invited | Start | VisitorSay | VisitorTyping | VisitorRead | VisitorHistory | Rate
    | Goodbye
)  # fmt: skip


class DeskHello(_Frame, tag="hello", kw_only=True):
    lang: Literal["zh", "en"] | None = None
    """What this screen is in, which need not be what its person chose on another."""


class Open(_Frame, tag="open", kw_only=True):
    conversation: UUID
    since: Seq | None = None
    reason: Short = ""


class Leave(_Frame, tag="leave", kw_only=True):
    conversation: UUID


class DeskHistory(_Frame, tag="history", kw_only=True):
    conversation: UUID
    before: Seq


class DeskSay(_Frame, tag="say", kw_only=True):
    conversation: UUID
    id: UUID
    text: Text | None = None
    file: UUID | None = None
    whisper: bool = False
    canned: bool = False
    draft: UUID | None = None
    """The language model's draft that this began as."""


class Check(_Frame, tag="check", kw_only=True):
    """May this be said so, and well? Asked while it is typed. `seq`: the newest entry that its writer sees."""

    conversation: UUID
    text: Text
    seq: Seq = 0
    canned: bool = False


class AskRelease(_Frame, tag="ask_release", kw_only=True):
    """The gate is wrong about this text: may the desk lead release it?"""

    conversation: UUID
    text: Text


class DeskTyping(_Frame, tag="typing", kw_only=True):
    conversation: UUID
    typing: bool


class DeskRead(_Frame, tag="read", kw_only=True):
    conversation: UUID
    seq: Seq


class Watch(_Frame, tag="watch", kw_only=True):
    visitors: bool


DeskFrame = DeskHello | Open | Leave | DeskHistory | DeskSay | Check | AskRelease | DeskTyping | DeskRead | Watch

visitor_decoder: "msgspec.json.Decoder[Any]" = msgspec.json.Decoder(VisitorFrame | list[VisitorFrame])
desk_decoder: "msgspec.json.Decoder[Any]" = msgspec.json.Decoder(DeskFrame | list[DeskFrame])
MOST_IN_A_FRAME = 200


def decode(decoder: "msgspec.json.Decoder[Any]", raw: str | bytes) -> list[Any]:
    """The frames of one message. Raises msgspec.MsgspecError (or ValueError: too many) when it is malformed."""
    found = decoder.decode(raw)
    if not isinstance(found, list):
        return [found]
    frames = cast("list[Any]", found)
    if len(frames) > MOST_IN_A_FRAME:
        raise ValueError("too many frames")
    return frames
