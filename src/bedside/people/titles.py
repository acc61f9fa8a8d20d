"""What the timeline calls each kind of fact, in two languages. Rooms add theirs where they start."""

from collections.abc import Mapping
from typing import Any

import msgspec

from bedside.kit.problems import Lang
from bedside.people.identifiers import SAID

Words = Mapping[str, tuple[str, str]]


class Title(msgspec.Struct, frozen=True):
    zh: str
    en: str
    words: dict[str, tuple[str, str]]


_titles: dict[str, Title] = {}


def title(kind: str, zh: str, en: str, words: Words | None = None) -> None:
    """Call facts of `kind` so. `{field}` is filled from the payload: codes and numbers, never words of people; `words`
    says how codes are said in Chinese and English.

    Raises ValueError when another room has named this kind.
    """
    made = Title(zh, en, dict(words or {}))
    if _titles.setdefault(kind, made) != made:
        raise ValueError(f"the kind {kind} has two titles")


def titled(kind: str, payload: Mapping[str, Any], lang: Lang) -> str:
    """The title of one fact; of a kind that nobody named, the kind itself."""
    found = _titles.get(kind)
    if found is None:
        return kind
    second = 1 if lang == "en" else 0
    said = {
        name: found.words[value][second] if isinstance(value, str) and value in found.words else value
        for name, value in payload.items()
    }
    return (found.en if second else found.zh).format_map(_Blank(said))


def kinds() -> list[str]:
    return sorted(_titles)


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


_KINDS: Words = dict(SAID.items())
_PURPOSES: Words = {
    "tracking": ("记录浏览", "remembering visits"),
    "health": ("处理健康信息", "handling health information"),
    "marketing": ("接收推广", "marketing"),
    "group_sharing": ("集团内共享", "sharing within the group"),
    "care": ("就诊提醒", "care messages"),
}
_ASKED: Words = {"export": ("导出", "a copy"), "correct": ("更正", "a correction"), "delete": ("删除", "deletion")}
_OPENED: Words = {
    "outside_work": ("工作范围外", "outside one's own work"),
    "break_glass": ("紧急查阅", "break-glass"),
}

title("people.visitor_made", "第一次来到网站", "Came to the website for the first time")
title("people.consent_given", "同意：{purpose}", "Agreed: {purpose}", _PURPOSES)
title("people.consent_withdrawn", "不同意：{purpose}", "Declined: {purpose}", _PURPOSES)
title("people.visitor_forgotten", "网站访客资料已删除", "The browser's data were erased")
title("people.visitors_linked", "与集团内另一家医院的访客相连", "Linked to a visitor of the group's other hospital")
title("people.person_made", "建立就诊人资料", "The record was made")
title("people.person_changed", "资料有更正", "The record was corrected")
title("people.identifier_added", "登记了{what}", "Added: {what}", _KINDS)
title("people.identifier_verified", "验证了{what}", "Verified: {what}", _KINDS)
title("people.identifier_ended", "停用了{what}", "No longer used: {what}", _KINDS)
title("people.visitor_joined", "认出了网站上的访客", "Recognised on the website")
title("people.household_changed", "家庭关系有变动", "The household changed")
title("people.persons_merged", "两份资料合并为一人", "Two records became one person")
title("people.merge_undone", "撤销了合并", "A merge was undone")
title("people.request_made", "提出资料申请：{what}", "Asked about their data: {what}", _ASKED)
title("people.request_answered", "答复资料申请：{what}", "Answered about their data: {what}", _ASKED)
title("people.person_deleted", "资料已按申请删除", "The data were deleted as asked")
title("hospital.record_opened", "资料被查阅（{how}）", "The record was opened ({how})", _OPENED)
title(
    "hospital.revealed",
    "查看了完整号码（{what}）",
    "Shown in full: {what}",
    {**_KINDS, "contact": ("联系方式", "contact")},
)
