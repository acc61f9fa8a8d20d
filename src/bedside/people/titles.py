"""What the timeline calls each kind of fact, in two languages. Rooms add theirs where they start."""

from typing import Any

from bedside.kit.problems import Lang

_titles: dict[str, dict[Lang, str]] = {}


def title(kind: str, zh: str, en: str) -> None:
    """Call facts of `kind` so. `{field}` is filled from the payload: codes and numbers, never words of people.

    Raises ValueError when another room has named this kind.
    """
    if _titles.get(kind, {"zh": zh, "en": en}) != {"zh": zh, "en": en}:
        raise ValueError(f"the kind {kind} has two titles")
    _titles[kind] = {"zh": zh, "en": en}


def titled(kind: str, payload: dict[str, Any], lang: Lang) -> str:
    """The title of one fact; of a kind that nobody named, the kind itself."""
    found = _titles.get(kind)
    return found[lang].format_map(_Blank(payload)) if found else kind


def kinds() -> list[str]:
    return sorted(_titles)


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


title("people.visitor_made", "第一次来到网站", "Came to the website for the first time")
title("people.consent_given", "同意：{purpose}", "Agreed: {purpose}")
title("people.consent_withdrawn", "不同意：{purpose}", "Declined: {purpose}")
title("people.visitor_forgotten", "网站访客资料已删除", "The browser's data were erased")
title("people.visitors_linked", "与集团内另一家医院的访客相连", "Linked to a visitor of the group's other hospital")
title("people.person_made", "建立就诊人资料", "The record was made")
title("people.person_changed", "资料有更正", "The record was corrected")
title("people.identifier_added", "登记了{what}", "Added: {what}")
title("people.identifier_verified", "验证了{what}", "Verified: {what}")
title("people.identifier_ended", "停用了{what}", "No longer used: {what}")
title("people.visitor_joined", "认出了网站上的访客", "Recognised on the website")
title("people.household_changed", "家庭关系有变动", "The household changed")
title("people.persons_merged", "两份资料合并为一人", "Two records became one person")
title("people.merge_undone", "撤销了合并", "A merge was undone")
title("people.request_made", "提出资料申请：{what}", "Asked about their data: {what}")
title("people.request_answered", "答复资料申请：{what}", "Answered about their data: {what}")
title("people.person_deleted", "资料已按申请删除", "The data were deleted as asked")
title("hospital.record_opened", "资料被查阅（{how}）", "The record was opened ({how})")
title("hospital.revealed", "查看了完整号码（{what}）", "Shown in full: {what}")
