"""Visitors and their consent: one record per purpose, withdrawn as easily as given (rules L10, L11, L15)."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from bedside.kit.problems import register

Purpose = Literal["tracking", "health", "marketing", "group_sharing"]
PersonPurpose = Literal["tracking", "health", "marketing", "group_sharing", "care"]
"""What a person, known by name, is asked: "care" is to be written to about their own appointments and results."""
Kind = Literal["tracked", "chat_only"]
NAME_LIMIT = 60

UNKNOWN_VISITOR = register(
    "unknown_visitor",
    401,
    "这个访客标识已失效",
    "This visitor token is no longer valid",
    "请清除本站数据后重新开始，您可以照常咨询。",
    "Clear this site's data and start again; you can chat as usual.",
)
NO_CONSENT = register(
    "consent_needed",
    403,
    "还没有得到您的同意，什么也没有保存",
    "You have not agreed to this, and nothing was stored",
    "您可以不同意，照常咨询；或先在提示中选择同意。",
    "You may chat without it, or agree in the notice first.",
)


class Consents(msgspec.Struct, frozen=True, kw_only=True):
    """What holds now, per purpose: True, False, or None if never asked."""

    tracking: bool | None = None
    health: bool | None = None
    marketing: bool | None = None
    group_sharing: bool | None = None


class PersonConsents(Consents, frozen=True, kw_only=True):
    """What holds now of a person, over all ids under which they are known."""

    care: bool | None = None


class Visitor(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody known to one hospital only by a browser. `name` is what they call themselves, "" if unsaid."""

    hospital_id: int
    id: UUID
    kind: Kind
    name: str
    lang: str
    made_at: datetime
    last_seen: datetime
    visits: int
    """Visits of the website so far (a visit ends after 30 minutes without a page); 0 for who only chats."""
    tracking: bool | None = None
    health: bool | None = None
    marketing: bool | None = None
    group_sharing: bool | None = None
    forgotten_at: datetime | None = None

    @property
    def returning(self) -> bool:
        return self.visits > 1

    @property
    def consents(self) -> Consents:
        return Consents(
            tracking=self.tracking, health=self.health, marketing=self.marketing, group_sharing=self.group_sharing
        )


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """How we know: language and fingerprint of the text that was shown, and the family of the browser."""

    lang: str
    text_hash: str
    agent: str


class ConsentRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One answer, never changed. `channel` is where it was given: widget, booking, chat, phone, desk, paper."""

    id: UUID
    purpose: PersonPurpose
    given: bool
    version: str
    channel: str
    recorded_at: datetime
    proof: Proof


class Elsewhere(msgspec.Struct, frozen=True):
    """The same person at another hospital of the group."""

    hospital_id: int
    visitor_id: UUID


class Kept(msgspec.Struct, frozen=True):
    """Something that stays after forgetting, and the rule that says so."""

    code: str
    rule: str
    zh: str
    en: str

    def says(self, lang: str) -> str:
        return self.en if lang == "en" else self.zh


class Erasure(msgspec.Struct, frozen=True):
    """A person (one of their ids) or a browser's visitor that is not to be known any more."""

    hospital_id: int
    subject: UUID
    kind: Literal["person", "visitor"]
    erased_at: datetime


def as_array(ids: Iterable[UUID]) -> str:
    """Ids as PostgreSQL writes an array: a batch of them is dumped five times faster than as a list."""
    return "{" + ",".join([id.hex for id in ids]) + "}"


def text_hash(text: str) -> str:
    """SHA-256 (hex) of a consent text: proves which words were shown."""
    return hashlib.sha256(text.encode()).hexdigest()


_FAMILIES = (
    ("MicroMessenger", "WeChat"), ("QQBrowser", "QQ"), ("Edg/", "Edge"), ("HuaweiBrowser", "Huawei"),
    ("MiuiBrowser", "MIUI"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip


def agent_family(user_agent: str) -> str:
    """Only the browser's family: the whole header would be a fingerprint."""
    return next((family for mark, family in _FAMILIES if mark in user_agent), "other")


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


def one_line(text: str, limit: int) -> str:
    """Text that is safe to store and to show in one line: no control, bidi or surrogate characters, at most `limit` characters."""
    cleaned = _BIDI.sub("", _CONTROL.sub(" ", text)) if not (text.isascii() and text.isprintable()) else text
    return unicodedata.normalize("NFC", cleaned).strip()[:limit]
