"""Words that point to a label (signs.toml), as further grams of a text for the models to weigh."""

import re
import tomllib
from functools import lru_cache
from importlib import resources
from typing import Literal

Script = Literal["zh", "en"]
FILE = "signs.toml"
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[a-z]{2,}")
_CLAUSE = re.compile(r"[,.;!?\n\u3001\u3002\u2026]+")
_WEIGHT = 3
"""How often a sign counts: alone it would drown among the hundred grams of a message."""


def script(text: str) -> Script:
    """In which language a plain text is mainly written: a Chinese character weighs about as much as a Latin word."""
    return "zh" if len(_CHINESE.findall(text)) >= len(_LATIN.findall(text)) / 2 > 0 or _CHINESE.search(text) else "en"


@lru_cache(maxsize=1)
def _patterns() -> dict[Script, list[tuple[str, re.Pattern[str]]]]:
    read = tomllib.loads((resources.files("bedside.coach.readers") / FILE).read_text("utf-8"))
    scripts: tuple[Script, ...] = ("zh", "en")
    return {
        each: [
            (f"{task}:{label}", re.compile("|".join(f"(?:{pattern})" for pattern in words[each])))
            for task, labels in read.items()
            for label, words in labels.items()
        ]
        for each in scripts
    }


def signs(text: str, lang: Script) -> list[str]:
    """Which words stand in a plain text, and which of them in its last clause; whether and how it asks."""
    last = text.rstrip(" .,;!?\n\u3001\u3002\u2026")
    cut = [found.end() for found in _CLAUSE.finditer(last)]
    begins = cut[-1] if cut else 0
    seen: list[str] = []
    for name, pattern in _patterns()[lang]:
        found = pattern.search(text)
        if found is None:
            continue
        seen.extend(f"{name} {turn}" for turn in range(_WEIGHT))
        if begins and (found.start() >= begins or pattern.search(text, begins)):
            seen.append(f"{name} last")
    if lang == "zh":
        ending = "".join(_CHINESE.findall(last))[-3:]
        seen.extend(f"ends {ending[-size:]}" for size in (1, 2, 3) if len(ending) >= size)
    seen.append("asks" if "?" in text else "asks not")
    seen.append(f"long {min(len(text) // (12 if lang == 'zh' else 40), 4)}")
    return seen


@lru_cache(maxsize=1)
def _named() -> dict[tuple[str, Script], re.Pattern[str]]:
    return {(name, lang): pattern for lang, listed in _patterns().items() for name, pattern in listed}


def spans(text: str, name: str, lang: Script) -> list[tuple[int, int]]:
    """Where the words of one sign (`worry:cost`) stand in a plain text; empty for a sign without words."""
    pattern = _named().get((name, lang))
    found = [] if pattern is None else [hit.span() for hit in pattern.finditer(text)]
    return [span for span in found if span[1] > span[0]]
