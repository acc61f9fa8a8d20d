"""What the desk sees of campaigns, each with the exact promise that it made, and of canned replies."""

import re
from datetime import date
from typing import Literal, get_args
from uuid import UUID

import msgspec

from bedside.kit.problems import INVALID, Problem, register

Variable = Literal[
    "visitor_name",
    "consultant_name",
    "hospital",
    "campus",
    "department",
    "address",
    "hours",
    "campaign",
    "service",
    "price",
]
"""What a canned reply may name. The desk fills it from the conversation (address and hours: of its campus and
department); service and price are for the consultant to write."""
_VARIABLES: tuple[Variable, ...] = get_args(Variable)
_NAMED = re.compile(r"\{\{?\s*([^\W\d]\w*)\s*\}?\}")

ContentClass = Literal["triage", "answer", "institution", "science", "ad"]
"""What a text is in law (rule L03)."""

AD_UNREVIEWED = register(
    "ad_unreviewed", 422, "属于医疗广告，须填写审查证明文号和有效期（规则 L02）",
    "This is classed as an advertisement: it needs its review certificate number and expiry (rule L02)",
    "填写文号和有效期，或按实际内容更正分类。", "Fill them in, or class the content as what it is.",
)  # fmt: skip
UNKNOWN_VARIABLE = register(
    "unknown_variable", 422, "没有名为 {what} 的变量", "There is no variable named {what}",
    "请改用编辑框下方列出的变量，或去掉花括号。", "Use one of the variables listed below the box, or take the braces away.",
)  # fmt: skip
TAKEN = register(
    "knowledge_taken",
    409,
    "{what} 已被使用",
    "{what} is in use",
    "请换一个，或先停用原来的。",
    "Choose another, or retire the old one first.",
)


class Campaign(msgspec.Struct, frozen=True, kw_only=True):
    """The approved version of an entry of this kind. Days are the hospital's own; `ends_on` is the last day."""

    id: UUID
    hospital_id: int
    department_id: UUID | None = None
    name_zh: str
    name_en: str
    starts_on: date
    ends_on: date
    utm_campaign: str = ""
    landing: str = ""
    promise_zh: str
    promise_en: str
    content_class: ContentClass
    ad_review_number: str = ""
    ad_review_expires_on: date | None = None
    review_on: date
    retired: bool = False

    def runs(self, on: date) -> bool:
        """Whether it may be shown that day: an advertisement not beyond its certificate."""
        lapsed = self.content_class == "ad" and (self.ad_review_expires_on is None or self.ad_review_expires_on < on)
        return not self.retired and not lapsed and self.starts_on <= on <= self.ends_on


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """A canned reply. The desk fills {visitor_name} and the like. `owner_id`: whose own it is; None is everybody's, the
    approved version of an entry of this kind, and only then is there a day to review it on."""

    id: UUID
    hospital_id: int
    department_id: UUID | None = None
    owner_id: UUID | None = None
    shortcut: str
    topic: str = ""
    zh: str
    en: str
    review_on: date | None = None
    retired: bool = False
    version: int = 1


class VisitorCampaigns(msgspec.Struct, frozen=True, kw_only=True):
    """What a visitor came with: the very first time, and now. The words stand even where no campaign has them."""

    first_word: str
    first: Campaign | None
    now_word: str
    now: Campaign | None


def check_class(kind: ContentClass, ad_number: str, ad_expires_on: date | None) -> None:
    """Raise Problem ad_unreviewed (L02). What words of a class may not say, the claims gate finds (L02, L04)."""
    if kind == "ad" and not (ad_number and ad_expires_on):
        raise Problem(AD_UNREVIEWED)


def variables_of(*texts: str) -> list[Variable]:
    """Those that the words name, in the order of the list."""
    named = set(_NAMED.findall("\n".join(texts)))
    return [each for each in _VARIABLES if each in named]


def check_reply(zh: str, en: str) -> None:
    """Raise Problem for no words at all, and for a variable that nobody would fill in."""
    if not (zh or en):
        raise Problem(INVALID, what="zh, en")
    unknown = dict.fromkeys(name for name in _NAMED.findall(f"{zh}\n{en}") if name not in _VARIABLES)
    if unknown:
        raise Problem(UNKNOWN_VARIABLE, what=", ".join(f"{{{name}}}" for name in unknown))
