"""An entry as a row of the table, and a row as what an entry says. Pure."""

import re
from collections.abc import Sequence
from datetime import date
from typing import TypeVar
from uuid import UUID

import msgspec

from bedside.kit.problems import Problem, Text
from bedside.kit.written import LINE, PLAIN
from bedside.knowledge.entries.model import PARTS, SHORTCUT, Body, Entry, Kind, Part, Words, check
from bedside.knowledge.exchange.cells import plain
from bedside.knowledge.exchange.columns import CLASSES, KINDS, PART_COLUMNS, Row, label
from bedside.knowledge.exchange.names import House, Names

_COMMAS = re.compile(r"[,，、;；]")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]00:00(?::00)?)?")

K = TypeVar("K", bound=str)
_LINES = {
    "title_zh": 120, "title_en": 120, "source": 300, "ad_review_number": 60, "utm_campaign": 60, "landing": 200,
}  # fmt: skip
"""How long they may be."""
_MEANT = {"ad_unreviewed": "ad_review_number", "unknown_variable": "answer_zh"}
"""Which column a problem is about."""
_SAID: dict[str, Text] = {
    "ends_on": {
        "zh": "请填活动的起止日期，结束不早于开始",
        "en": "A campaign needs its first and its last day, in order",
    },
    "shortcut": {"zh": "快捷回复须有快捷词", "en": "A canned reply needs a shortcut"},
    "zh, en": {"zh": "快捷回复须有文字", "en": "A canned reply needs words"},
}


class Wrong(msgspec.Struct, frozen=True):
    """What is wrong with a cell; `column` is "" where it is the row."""

    column: str
    says: Text


class Meant(msgspec.Struct, frozen=True, kw_only=True):
    """What a row says. `body` None: it cannot be read."""

    id: UUID | None = None
    version: int | None = None
    kind: Kind | None = None
    body: Body | None = None
    wrong: list[Wrong] = []


def row_of(entry: Entry, house: House) -> Row:
    body = entry.body
    also = "\n".join(body.also)
    if len(body.also) == 1 and _COMMAS.search(also):
        also += "\n"  # so that its commas are its own
    cells = {
        "id": str(entry.id), "version": str(entry.version), "kind": entry.kind, "title_zh": body.title_zh,
        "title_en": body.title_en, "also": also, "source": body.source, "content_class": body.content_class,
        "ad_review_number": body.ad_review_number, "ad_review_expires_on": str(body.ad_review_expires_on or ""),
        "department": house.departments.name(body.department_id), "owner": house.owners.name(body.owner_id),
        "about": house.abouts(entry.kind).name(body.about), "review_on": str(body.review_on),
        "starts_on": str(body.starts_on or ""), "ends_on": str(body.ends_on or ""), "utm_campaign": body.utm_campaign,
        "landing": body.landing, "shortcut": body.shortcut,
    }  # fmt: skip
    for column, (part, lang) in PART_COLUMNS.items():
        words = body.parts.get(part, Words())
        cells[column] = words.zh if lang == "zh" else words.en
    return Row(place="", cells={column: text for column, text in cells.items() if plain(text)})


def same(one: Body, other: Body) -> bool:
    """Whether both say the same: blank space around texts and empty parts are nothing."""
    return _bare(one) == _bare(other)


def _bare(body: Body) -> Body:
    parts = {part: Words(zh=plain(words.zh), en=plain(words.en)) for part, words in body.parts.items()}
    return msgspec.structs.replace(
        body, title_zh=plain(body.title_zh), title_en=plain(body.title_en), source=plain(body.source),
        ad_review_number=plain(body.ad_review_number), utm_campaign=plain(body.utm_campaign),
        landing=plain(body.landing), also=[each for one in body.also if (each := plain(one))],
        parts={part: words for part, words in parts.items() if words.zh or words.en},
    )  # fmt: skip


def meant_by(row: Row, house: House) -> Meant:
    """Everything that is wrong with it at once."""
    return _Reading(row, house).meant()


class _Reading:
    def __init__(self, row: Row, house: House) -> None:
        self.cells = row.cells
        self.house = house
        self.wrong: list[Wrong] = []

    def meant(self) -> Meant:
        id, version = self._id(), self._version()
        kind = self._one_of("kind", KINDS)
        given = {
            **{name: self._kept(name, self._text(name), most, LINE) for name, most in _LINES.items()},
            "also": self._also(),
            "content_class": self._one_of("content_class", CLASSES),
            "ad_review_expires_on": self._day("ad_review_expires_on"),
            "review_on": self._day("review_on", needed=True),
            "starts_on": self._day("starts_on"),
            "ends_on": self._day("ends_on"),
            "shortcut": self._kept("shortcut", self._text("shortcut").removeprefix("/"), 30, SHORTCUT),
            "department_id": self._named("department", self.house.departments),
            "owner_id": self._named("owner", self.house.owners),
            "about": self._named("about", self.house.abouts(kind or "")),
            "parts": self._parts(kind),
        }
        body = msgspec.convert(given, Body) if kind and not self.wrong else None
        if body and kind:
            self._check(kind, body)
        return Meant(id=id, version=version, kind=kind, body=body, wrong=self.wrong)

    def _say(self, column: str, zh: str, en: str) -> None:
        self.wrong.append(Wrong(column, {"zh": zh, "en": en}))

    def _text(self, column: str) -> str:
        return plain(self.cells.get(column, ""))

    def _id(self) -> UUID | None:
        text = self._text("id")
        try:
            return UUID(text) if text else None
        except ValueError:
            self._say("id", "编号无效；新知识请留空", "No such id; leave it empty for a new entry")
            return None

    def _version(self) -> int | None:
        text = self._text("version")
        if text and not (text.isascii() and text.isdigit() and len(text) < 10):
            self._say("version", "版本应为数字；新知识请留空", "A version is a number; leave it empty for a new entry")
            return None
        return int(text) if text else None

    def _one_of(self, column: str, known: dict[K, tuple[str, str]]) -> K | None:
        text = self._text(column).casefold()
        for code, labels in known.items():
            if text in (code, *labels):
                return code
        zh, en = "、".join(f"{labels[0]} {code}" for code, labels in known.items()), ", ".join(known)
        self._say(column, f"请填其中之一：{zh}", f"It must be one of {en}")
        return None

    def _also(self) -> list[str]:
        text = self.cells.get("also", "").replace("\r\n", "\n").replace("\r", "\n")
        found = text.split("\n") if "\n" in text else _COMMAS.split(text)
        if len(found) > 40:
            self._say("also", "太多，最多 40 个", "Too many, at most 40")
        return [self._kept("also", each, 60, LINE) for one in found if (each := plain(one))]

    def _day(self, column: str, *, needed: bool = False) -> date | None:
        text = self._text(column)
        if not text:
            if needed:
                self._say(column, "必填", "It must be filled in")
            return None
        found = _DAY.fullmatch(text)
        try:
            return date(*map(int, found.groups())) if found else date.fromisoformat(text)
        except ValueError:
            self._say(column, "请写成 2027-01-31", "Write it as 2027-01-31")
            return None

    def _named(self, column: str, names: Names) -> UUID | None:
        text = self._text(column)
        if not text:
            return None
        found = names.find(text)
        if found is None:
            several = text.casefold() in names.by_label
            zh, en = ("不止一个叫", "more than one is called") if several else ("没有", "there is no")
            self._say(column, f"{zh}“{text[:60]}”", f"{en.capitalize()} “{text[:60]}”")
        return found

    def _parts(self, kind: Kind | None) -> dict[Part, dict[str, str]]:
        parts: dict[Part, dict[str, str]] = {}
        for column, (part, lang) in PART_COLUMNS.items():
            if not (text := self._text(column)):
                continue
            if kind and part not in PARTS[kind]:
                self._say(column, f"“{KINDS[kind][0]}”没有这一项", f"An entry of kind {kind} has no such part")
            parts.setdefault(part, {})[lang] = self._kept(column, text, 8000, PLAIN)
        return parts

    def _kept(self, column: str, text: str, most: int, pattern: str) -> str:
        """As it is; said to be wrong where it is too long, or has characters that are not kept."""
        if len(text) > most:
            self._say(
                column, f"太长：{len(text)} 字，最多 {most} 字", f"Too long: {len(text)} characters, at most {most}"
            )
        elif not re.search(pattern, text):
            self._say(column, "有换行或不能保存的字符", "It has line breaks, or characters that cannot be kept")
        return text

    def _check(self, kind: Kind, body: Body) -> None:
        try:
            check(kind, body)
        except Problem as problem:
            what = str(problem.detail.get("what", ""))
            if problem.code == "invalid" and what == "content_class":
                self._say(
                    "content_class", "疾病知识不能是广告（规则 L02）", "An advertisement names no disease (rule L02)"
                )
            elif problem.code == "invalid" and what in _SAID:
                self.wrong.append(Wrong("answer_zh" if "," in what else what, _SAID[what]))
            elif problem.code == "invalid" and what == "kind":
                column = "shortcut" if body.shortcut else "starts_on"
                self._say(column, "只有活动或快捷回复才有这一项", "Only a campaign or a canned reply has this")
            elif problem.code == "invalid":
                self._say("title_zh", "中文或英文标题至少写一个", "Write a title in Chinese or English")
            else:
                self.wrong.append(Wrong(_MEANT.get(problem.code, ""), said_of(problem)))


def said_of(problem: Problem) -> Text:
    return {"zh": problem.says("zh")["title"], "en": problem.says("en")["title"]}


def wrong_texts(wrong: Sequence[Wrong]) -> str:
    """For the column of errors in what is handed back: both languages, a line each."""
    return "\n".join(f"{label(each.column)['zh']}：{each.says['zh']} / {each.says['en']}" for each in wrong)
