"""What is sent to the model, and how its answer is read. Pure: the words stand in prompts.toml."""

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from typing import Literal

import msgspec

from bedside.coach.assistant.scrubbing import Scrubber
from bedside.coach.model import Line
from bedside.kit.problems import Lang

Purpose = Literal["draft", "summary", "test"]
MOST_LINES = 30
MOST_TALK = 8_000
"""Characters of a conversation that are looked at, the newest."""
MOST_TURN = 1_200
"""Characters that are sent of one side's words in a row."""
MOST_SOURCE = 900
PROMISED_TOKENS: dict[Purpose, int] = {"draft": 700, "summary": 500, "test": 300}


class Said(msgspec.Struct, frozen=True):
    """One message of the protocol."""

    role: Literal["system", "user"]
    content: str


class Source(msgspec.Struct, frozen=True):
    """An approved entry that goes along."""

    title: str
    text: str


class Read(msgspec.Struct, frozen=True):
    """An answer as plain text, and which sources (from 0) it says it used."""

    text: str
    used: tuple[int, ...]


class _Parts(msgspec.Struct, frozen=True):
    sources: str
    none: str
    talk: str
    visitor: str
    staff: str
    task_draft: str
    task_summary: str


class _Trial(msgspec.Struct, frozen=True):
    visitor: str
    title: str
    text: str


class _File(msgspec.Struct, frozen=True):
    version: str
    draft: dict[Lang, str]
    summary: dict[Lang, str]
    parts: dict[Lang, _Parts]
    trial: dict[Lang, _Trial]


@lru_cache(maxsize=1)
def _file() -> _File:
    text = (resources.files("bedside.coach.assistant") / "prompts.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), _File)


def version() -> str:
    return _file().version


def asked(
    purpose: Purpose, lang: Lang, lines: Sequence[Line], sources: Sequence[Source], scrubber: Scrubber
) -> list[Said]:
    """The messages, scrubbed. What both sides said is quoted in one block of the user's, so that nobody in it can take the
    system's part."""
    if purpose == "test":
        trial = _file().trial[lang]
        return _messages("draft", lang, [("visitor", trial.visitor)], [Source(trial.title, trial.text)], scrubber)
    return _messages(purpose, lang, _turns(lines), sources, scrubber)


def _messages(
    purpose: Literal["draft", "summary"], lang: Lang, turns: list[tuple[str, str]], sources: Sequence[Source],
    scrubber: Scrubber,
) -> list[Said]:  # fmt: skip
    words = _file().parts[lang]
    rules = _file().draft[lang] if purpose == "draft" else _file().summary[lang]
    names = {"visitor": words.visitor, "staff": words.staff}
    talk = "\n".join(f"{names[by]}: {_quoted(scrubber.scrub(text)[-MOST_TURN:])}" for by, text in turns)
    blocks = [f"## {words.talk}\n{talk}"]
    if purpose == "draft":
        known = "\n".join(
            f"{number}. {scrubber.scrub(each.title)}: {_quoted(scrubber.scrub(each.text[:MOST_SOURCE]))}"
            for number, each in enumerate(sources, start=1)
        )
        blocks.insert(0, f"## {words.sources}\n{known or words.none}")
    blocks.append(words.task_draft if purpose == "draft" else words.task_summary)
    return [Said("system", rules.strip()), Said("user", "\n\n".join(blocks))]


def _turns(lines: Sequence[Line]) -> list[tuple[str, str]]:
    """What one side said in a row is one text: a number split over messages is found, too."""
    turns: list[tuple[str, str]] = []
    left = MOST_TALK
    for line in reversed(lines[-MOST_LINES:]):
        text = line.text[:left]
        left -= len(text)
        if not text:
            break
        if turns and turns[-1][0] == line.by:
            turns[-1] = (line.by, f"{text}\n{turns[-1][1]}")
        else:
            turns.append((line.by, text))
    return turns[::-1]


def _quoted(text: str) -> str:
    """On one line, so that nothing in it looks like a heading or another's words."""
    return re.sub(r"\s*\n\s*", " / ", text.strip()).replace("##", "# #")


def tokens(text: str) -> int:
    """A careful estimate, for endpoints that do not count: one for a Chinese character, one for three others."""
    wide = sum(character > "\u2e7f" for character in text)
    return wide + (len(text) - wide + 2) // 3


_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_SOURCES = re.compile(
    r"^[\s*_#>]*(?:来源|资料来源|参考来源|sources?)[\s*_]*[:：]\s*(?P<which>.*?)[\s*_]*$", re.MULTILINE | re.IGNORECASE
)
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s，。；！？、）)】]+", re.IGNORECASE)
_MARKUP = (
    (re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)"), r"\1"),
    (re.compile(r"<[^<>\n]{1,200}>"), ""),
    (re.compile(r"^```.*$", re.MULTILINE), ""),
    (re.compile(r"^\s{0,3}(?:#{1,6}|>|[-*+•])\s+", re.MULTILINE), ""),
    (re.compile(r"(\*\*|__|~~|`)(.+?)\1"), r"\2"),
    (re.compile(r"\n{3,}"), "\n\n"),
)


def read(text: str, sources: int, scrubber: Scrubber) -> Read:
    """Only text is left of an answer: no markup, no addresses, no thoughts; what was hidden stands in it again."""
    text = _THOUGHT.sub("", text)
    used: list[int] = []
    for line in _SOURCES.finditer(text):
        used += [int(number) - 1 for number in re.findall(r"\d{1,2}", line["which"])]
    text = _ADDRESS.sub("", _SOURCES.sub("", text))
    for pattern, instead in _MARKUP:
        text = pattern.sub(instead, text)
    return Read(scrubber.restore(text).strip(), tuple(dict.fromkeys(each for each in used if 0 <= each < sources)))
