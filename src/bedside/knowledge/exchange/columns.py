"""The table that knowledge is exchanged in: an entry a row, a part and language a column. The same names stand in every format."""

from typing import Final, get_args

import msgspec

from bedside.kit.problems import Text
from bedside.knowledge.entries.model import Kind, Part
from bedside.knowledge.model import ContentClass

_HEAD: Final[dict[str, tuple[str, str]]] = {
    "id": ("编号", "Id"),
    "version": ("版本", "Version"),
    "kind": ("类别", "Kind"),
    "title_zh": ("中文标题", "Title, Chinese"),
    "title_en": ("英文标题", "Title, English"),
    "also": ("别名", "Other names"),
    "source": ("出处", "Source"),
    "content_class": ("内容分类", "Class"),
    "ad_review_number": ("广告审查文号", "Advertisement review number"),
    "ad_review_expires_on": ("文号有效期至", "Review number expires"),
    "department": ("科室", "Department"),
    "owner": ("负责人", "Owner"),
    "about": ("对应项目或医师", "Service or doctor"),
    "review_on": ("复核日期", "Review by"),
    "starts_on": ("活动开始", "Campaign starts"),
    "ends_on": ("活动结束", "Campaign ends"),
    "utm_campaign": ("活动标记", "utm_campaign"),
    "landing": ("落地页", "Landing page"),
    "shortcut": ("快捷词", "Shortcut"),
}
_PARTS: Final[dict[Part, tuple[str, str]]] = {
    "answer": ("回答", "Answer"),
    "types": ("分型", "Types"),
    "mechanism": ("机理", "Mechanism"),
    "signs": ("表现", "Signs"),
    "tests": ("检查", "Tests"),
    "treatment": ("治疗", "Treatment"),
    "evidence": ("证据", "Evidence"),
    "drugs": ("药物", "Drugs"),
    "preparation": ("准备", "Preparation"),
    "course": ("过程", "Course"),
    "result": ("结果", "Result"),
    "includes": ("包含", "Includes"),
    "focus": ("专长", "Focus"),
    "training": ("经历", "Training"),
    "clinics": ("出诊", "Clinics"),
    "when": ("何时说", "When"),
    "details": ("细则", "Details"),
}
KINDS: Final[dict[Kind, tuple[str, str]]] = {
    "disease": ("疾病", "disease"),
    "service": ("服务", "service"),
    "test": ("检查", "test"),
    "expert": ("医师", "expert"),
    "price": ("价格", "price"),
    "policy": ("规定", "policy"),
    "campaign": ("活动", "campaign"),
    "reply": ("快捷回复", "reply"),
}
CLASSES: Final[dict[ContentClass, tuple[str, str]]] = {
    "triage": ("分诊", "triage"),
    "answer": ("答复", "answer"),
    "institution": ("机构信息", "institution"),
    "science": ("科普", "science"),
    "ad": ("广告", "ad"),
}
assert set(KINDS) == set(get_args(Kind))
assert set(_PARTS) == set(get_args(Part))
assert set(CLASSES) == set(get_args(ContentClass))

PART_COLUMNS: Final[dict[str, tuple[Part, str]]] = {
    f"{part}_{lang}": (part, lang) for part in _PARTS for lang in ("zh", "en")
}
COLUMNS: Final[tuple[str, ...]] = (*_HEAD, *PART_COLUMNS)
ERROR: Final = "error"
"""Only in what is handed back with refused rows; not read."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One entry as a file has it: text by column, what is empty left out. `place`: its row number, or its file's name."""

    place: str
    cells: dict[str, str]


def label(column: str) -> Text:
    """What a person calls it."""
    if column in PART_COLUMNS:
        part, lang = PART_COLUMNS[column]
        zh, en = _PARTS[part]
        return {
            "zh": f"{zh}（{'中文' if lang == 'zh' else '英文'}）",
            "en": f"{en}, {'Chinese' if lang == 'zh' else 'English'}",
        }
    zh, en = _HEAD.get(column, (column, column))
    return {"zh": zh, "en": en}


def heading(column: str) -> str:
    """As it stands over its column: for people, and for the way back."""
    return f"{label(column)['zh']} {column}" if column != ERROR else "错误 error"


def named(heading: str) -> str:
    """The column that a heading means; "" for none of ours."""
    said = heading.strip().casefold()
    last = said.split()[-1] if said else ""
    return _BY_LABEL.get(last) or _BY_LABEL.get(said) or ""


_BY_LABEL = {each: each for each in COLUMNS} | {
    text.casefold(): each for each in COLUMNS for text in label(each).values()
}
