"""What a hospital knows, one entry a subject: nouns and pure rules."""

from datetime import date, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from bedside.kit.problems import INVALID, Problem, register
from bedside.kit.written import LINE, PLAIN
from bedside.knowledge.model import Campaign, ContentClass, Reply, check_class, check_reply

Kind = Literal["disease", "service", "test", "expert", "price", "policy", "campaign", "reply"]
Part = Literal[
    "answer", "types", "mechanism", "signs", "tests", "treatment", "evidence", "drugs", "preparation", "course", "result",
    "includes", "focus", "training", "clinics", "when", "details",
]  # fmt: skip
PARTS: dict[Kind, tuple[Part, ...]] = {
    "disease": ("answer", "types", "mechanism", "signs", "tests", "treatment", "evidence", "drugs"),
    "service": ("answer", "includes", "preparation", "course"),
    "test": ("answer", "preparation", "course", "result"),
    "expert": ("answer", "focus", "training", "clinics"),
    "price": ("answer", "when", "includes"),
    "policy": ("answer", "details"),
    "campaign": ("answer",),
    "reply": ("answer",),
}
"""What is written of each kind, in this order. `answer` is what a consultant takes into a reply; of a price it is what is
said, and `when` says when: the same to everyone (B28, L20); of a campaign it is the promise, word for word (B14)."""
SUBJECTS: tuple[Kind, ...] = ("disease", "service", "test", "expert", "price", "policy")
"""Kinds that a question may be about: the others are words for an occasion."""
State = Literal["draft", "changed", "shown", "retired"]
Due = Literal["ok", "expiring", "expired"]
SOON = timedelta(days=30)

SELF_APPROVED = register(
    "self_approved", 403, "自己写的内容须由他人审核", "Nobody approves what they wrote themselves",
    "请另一位有权限的同事审核后上线。", "Ask a colleague who may approve it.",
)  # fmt: skip
ENTRY_CHANGED = register(
    "entry_changed", 409, "别人刚刚保存了这条知识的新版本", "Somebody has just saved a newer version of this entry",
    "您写的内容还在。请对照两份文字后再保存。", "Your words are still here. Compare both texts, then save.",
)  # fmt: skip
NOT_READY = register(
    "entry_not_ready", 422, "还不能上线：缺少{what}", "Not ready for the desk: {what} is missing",
    "请补上后再提交审核。", "Fill it in, then ask for approval.",
)  # fmt: skip

Text = Annotated[str, msgspec.Meta(max_length=8000, pattern=PLAIN)]
Title = Annotated[str, msgspec.Meta(max_length=120, pattern=LINE)]
Source = Annotated[str, msgspec.Meta(max_length=300, pattern=LINE)]
Other = Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern=LINE)]
SHORTCUT = r"^[^\s\x00-\x1f\x7f/]*$"
Shortcut = Annotated[str, msgspec.Meta(max_length=30, pattern=SHORTCUT)]


def due(review_on: date | None, on: date) -> Due:
    """How a review date stands that day; what has none is never due."""
    if review_on is None or review_on - SOON > on:
        return "ok"
    return "expired" if review_on <= on else "expiring"


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """One part in both languages."""

    zh: Text = ""
    en: Text = ""


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """What a version says. `also`: other names that people have for it, in any language. `about`: the service whose
    published price, or the doctor whose work, it tells of. `review_on`: from that day on it has expired. `starts_on` to
    `landing` are a campaign's (`ends_on` is its last day), `shortcut` a canned reply's."""

    title_zh: Title
    title_en: Title = ""
    also: Annotated[list[Other], msgspec.Meta(max_length=40)] = []
    parts: dict[Part, Words] = {}
    source: Source = ""
    content_class: ContentClass
    ad_review_number: Annotated[str, msgspec.Meta(max_length=60, pattern=LINE)] = ""
    ad_review_expires_on: date | None = None
    department_id: UUID | None = None
    owner_id: UUID | None = None
    about: UUID | None = None
    review_on: date
    starts_on: date | None = None
    ends_on: date | None = None
    utm_campaign: Annotated[str, msgspec.Meta(max_length=60, pattern=LINE)] = ""
    landing: Annotated[str, msgspec.Meta(max_length=200, pattern=LINE)] = ""
    shortcut: Shortcut = ""

    @property
    def word(self) -> str:
        """What calls it, one at a hospital: a campaign's mark in an address, a reply's shortcut."""
        return self.utm_campaign or self.shortcut

    @property
    def titles(self) -> list[str]:
        return [self.title_zh, self.title_en]

    @property
    def said(self) -> list[str]:
        """All that may be said to a visitor: not the title, nor when to say it."""
        parts = [text for part, words in self.parts.items() if part != "when" for text in (words.zh, words.en)]
        return [text for text in parts if text.strip()]

    def due(self, on: date) -> Due:
        """How its review date stands that day."""
        return due(self.review_on, on)

    def lapsed(self, on: date) -> bool:
        """An advertisement whose certificate is over is not shown at all."""
        return self.content_class == "ad" and (self.ad_review_expires_on is None or self.ad_review_expires_on < on)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry with one of its versions: the newest, unless it was asked otherwise. `approved`: the version at the desk."""

    hospital_id: int
    id: UUID
    kind: Kind
    version: int
    approved: int | None
    retired: bool
    body: Body
    made_by: UUID
    made_at: datetime

    @property
    def state(self) -> State:
        if self.retired:
            return "retired"
        if self.approved is None:
            return "draft"
        return "shown" if self.approved == self.version else "changed"


class VersionMade(msgspec.Struct, frozen=True, kw_only=True):
    """Who made a version, and who approved it."""

    version: int
    made_by: UUID
    made_at: datetime
    approved_by: UUID | None
    approved_at: datetime | None


def check(kind: Kind, body: Body) -> None:
    """Raise Problem where a rule of law or sense forbids it: invalid, ad_unreviewed (L02)."""
    if not (body.title_zh.strip() or body.title_en.strip()):
        raise Problem(INVALID, what="title_zh, title_en")
    strange = [part for part in body.parts if part not in PARTS[kind]]
    if strange:
        raise Problem(INVALID, what=", ".join(strange))
    if kind == "disease" and body.content_class == "ad":  # L02: an advertisement names no disease
        raise Problem(INVALID, what="content_class")
    check_class(body.content_class, body.ad_review_number, body.ad_review_expires_on)
    _check_own(kind, body)


def _check_own(kind: Kind, body: Body) -> None:
    """What only campaigns and replies have."""
    if kind == "campaign" and (body.starts_on is None or body.ends_on is None or body.ends_on < body.starts_on):
        raise Problem(INVALID, what="ends_on")
    if kind == "reply":
        if not body.shortcut:
            raise Problem(INVALID, what="shortcut")
        answer = body.parts.get("answer", Words())
        check_reply(answer.zh, answer.en)
    campaigns = body.starts_on or body.ends_on or body.utm_campaign or body.landing
    if (campaigns and kind != "campaign") or (body.shortcut and kind != "reply"):
        raise Problem(INVALID, what="kind")


def check_ready(kind: Kind, body: Body) -> None:
    """Raise Problem NOT_READY for what the desk could not use: an answer in Chinese, a source, an owner."""
    answer = body.parts.get("answer", Words())
    missing = {
        "title_zh": not body.title_zh.strip(), "answer": not answer.zh.strip(), "source": not body.source.strip(),
        "owner_id": body.owner_id is None, "when": kind == "price" and not body.parts.get("when", Words()).zh.strip(),
        "about": kind == "expert" and body.about is None,
    }  # fmt: skip
    if lacking := [name for name, lacks in missing.items() if lacks]:
        raise Problem(NOT_READY, what=", ".join(lacking))


def campaign_of(entry: Entry) -> Campaign:
    """Of an entry of this kind, which has its days."""
    body = entry.body
    assert body.starts_on
    assert body.ends_on
    promise = body.parts.get("answer", Words())
    return Campaign(
        id=entry.id, hospital_id=entry.hospital_id, department_id=body.department_id, name_zh=body.title_zh,
        name_en=body.title_en or body.title_zh, starts_on=body.starts_on, ends_on=body.ends_on,
        utm_campaign=body.utm_campaign, landing=body.landing, promise_zh=promise.zh, promise_en=promise.en,
        content_class=body.content_class, ad_review_number=body.ad_review_number,
        ad_review_expires_on=body.ad_review_expires_on, review_on=body.review_on, retired=entry.retired,
    )  # fmt: skip


def reply_of(entry: Entry) -> Reply:
    """Of an entry of this kind: everybody's."""
    body, words = entry.body, entry.body.parts.get("answer", Words())
    return Reply(
        id=entry.id, hospital_id=entry.hospital_id, department_id=body.department_id, shortcut=body.shortcut,
        topic=body.title_zh or body.title_en, zh=words.zh, en=words.en, review_on=body.review_on,
        retired=entry.retired, version=entry.version,
    )  # fmt: skip
