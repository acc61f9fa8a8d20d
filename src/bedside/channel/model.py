"""Messages, deliveries, templates, settings."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from bedside.gate.model import Channel, Purpose
from bedside.kit.written import LINE

__all__ = ["Channel", "Purpose"]

ACTOR = "system:channel"
Lang = Literal["zh", "en"]
State = Literal["queued", "deferred", "sending", "sent", "delivered", "failed", "refused", "cancelled", "expired"]
LIVE: tuple[State, ...] = ("queued", "deferred", "sending")
"""What may still leave."""
Value = str | datetime | Mapping[str, str]
"""A template's value: text, a moment (written by the hospital's clock), or {"zh": …, "en": …}."""


class Attachment(msgspec.Struct, frozen=True):
    """A small file for an email, e.g. ("visit.ics", "text/calendar", b"…"). Other channels leave it out."""

    name: str
    type: str
    body: bytes


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One message to one person, by a template.

    `key` says what it is ("appointment:<id>:reminder:day"): the same key again is the same delivery. `channel` None takes
    the best one that reaches the person: sms, email, web. `address` None is the person's own (verified first).
    `due_at`: not before. `expires_at`: useless afterwards. `asked`: the answer to what the person did this moment, which
    may go at night. `lang` None is the person's language. `instead_of`: the delivery that failed, for which it stands in.
    """

    hospital_id: int
    key: str
    purpose: Purpose
    template: str
    channel: Channel | None = None
    person_id: UUID | None = None
    visitor_id: UUID | None = None
    values: Mapping[str, Value] = {}
    address: str | None = None
    attachments: tuple[Attachment, ...] = ()
    due_at: datetime | None = None
    expires_at: datetime | None = None
    asked: bool = False
    lang: Lang | None = None
    instead_of: UUID | None = None


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One message on its way, as stored. `due_at` is when to look at it next; `error` is a code, never an address."""

    hospital_id: int
    id: UUID
    key: str
    person_id: UUID | None
    visitor_id: UUID | None
    channel: Channel
    purpose: Purpose
    template: str
    lang: Lang
    masked: str
    """The address with its middle left out; "" for the web."""
    state: State
    tries: int
    made_at: datetime
    due_at: datetime
    expires_at: datetime | None
    sent_at: datetime | None
    ended_at: datetime | None
    error: str
    provider_id: str
    attachments: list[str]
    rules: list[str]
    """The rules that deferred or refused it, as id@version."""
    instead_of: UUID | None = None
    """The first delivery of the same message, which failed on another channel."""

    @property
    def subject(self) -> UUID:
        """Whom facts about it are about, and whose lock guards it."""
        return self.person_id or self.visitor_id or self.id


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """Words of one message on one channel. `{name}` stands for a value; besides `variables`, {hospital} and {phone} are
    always there. Email has subjects. `rev` 0: as shipped."""

    code: str
    channel: Channel
    variables: list[str]
    zh: str
    en: str
    subject_zh: str = ""
    subject_en: str = ""
    rev: int = 0

    def text(self, lang: Lang) -> str:
        return self.en if lang == "en" else self.zh

    def subject(self, lang: Lang) -> str:
        return self.subject_en if lang == "en" else self.subject_zh


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """What a delivery says, sealed at rest. `why` and the way to stop it are part of the text (rule L12)."""

    text: str
    subject: str = ""
    values: dict[str, str] = {}
    """Those that the template of this channel names, for a provider that fills in its own text."""
    given: dict[str, str] = {}
    """All that were given, so that the same can be said on another channel."""
    attachments: list[Attachment] = []
    stop_link: str = ""
    said: str = ""
    """What of it the claims gate reads (`templates.spoken`)."""


Host = Annotated[str, msgspec.Meta(min_length=1, max_length=253, pattern=r"^[A-Za-z0-9.\-:\[\]]+$")]
Line = Annotated[str, msgspec.Meta(max_length=200, pattern=LINE)]
Address = Annotated[str, msgspec.Meta(max_length=200, pattern=r"^[^@\s\x00-\x1f<>,;\"]+@[^@\s\x00-\x1f<>,;\"]+$")]
Url = Annotated[str, msgspec.Meta(max_length=500, pattern=r"^https?://[^\s\x00-\x1f]+$")]


class EmailSettings(msgspec.Struct, frozen=True, kw_only=True):
    """A hospital's mail server. `security`: tls from the first byte, starttls (never without), or none (a server on this
    machine)."""

    host: Host
    port: Annotated[int, msgspec.Meta(ge=1, le=65_535)] = 465
    security: Literal["tls", "starttls", "none"] = "tls"
    user: Line = ""
    sender: Address
    sender_name: Line = ""
    reply_to: Line = ""


class SmsSettings(msgspec.Struct, frozen=True, kw_only=True):
    """A gateway of the generic HTTP/JSON contract (docs/channels.md). `templates`: the provider's own id of a reviewed
    template, by our code. `replies`: whether answers come back to us, so that 退订 by reply works."""

    url: Url
    signature: Annotated[str, msgspec.Meta(max_length=20, pattern=r"^[^\x00-\x1f\x7f【】]*$")] = ""
    templates: dict[Line, Line] = {}
    replies: bool = True


class ChannelSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Which channels a hospital has set up; the web needs no setting. Secrets are kept apart, sealed."""

    email: EmailSettings | None = None
    sms: SmsSettings | None = None


class Secrets(msgspec.Struct, frozen=True, kw_only=True):
    smtp_password: str = ""
    sms_key: str = ""
    """Shown to the gateway as a bearer token; also signs what the gateway tells us."""
