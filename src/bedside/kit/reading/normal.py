"""One form of a text for every program that reads it, however it was typed, with the way back to what was typed.

Invisible characters, full-width forms, Traditional characters, look-alikes of other scripts and blanks or ornaments between
Chinese characters hide words from rules and models; here they are taken out. Punctuation that ends a clause stays.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, cast

import msgspec
import opencc

# Letters of other scripts that are drawn like Latin ones (Unicode's confusables, those on ordinary keyboards).
_LOOK_ALIKES = str.maketrans(
    "аеорсухкмнтвіјѕԁһοαεικνρτυχ",
    "aeopcyxkmhtbijsdhoaeiknptux",
)
_CJK = "\u3400-\u4dbf\u4e00-\u9fff"
_HAS_CJK = re.compile(f"[{_CJK}]")
_ORNAMENTS = re.compile(f"(?<=[{_CJK}])[ \\t*_~·•|^+=`'\"‘’“”「」『』\\-—–#@&]+(?=[{_CJK}])")
_MIXED_WORD = re.compile(r"[a-z]*[а-яіјѕԁһα-ω]+[a-z]+|[a-z]+[а-яіјѕԁһα-ω]+[a-z]*")
_BLANKS = re.compile(r"[ \t]{2,}")
_converter = cast(Any, opencc.OpenCC("t2s"))


def _simplified(text: str) -> str:
    return _converter.convert(text)


class Plain(msgspec.Struct, frozen=True):
    """`text` as programs read it; `origin[i]` is where its character i stood in what was typed, `length` that text's length."""

    text: str
    origin: Sequence[int]
    length: int

    def typed(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the typed text, end exclusive, that the stretch of `text` came from."""
        if start >= end:
            return (0, 0)
        return self.origin[start], self.origin[end - 1] + 1


@lru_cache(maxsize=8192)
def _char(character: str) -> str:
    """What one character is read as; empty if it only hides or decorates."""
    category = unicodedata.category(character)
    if category in ("Cf", "Cc", "Mn", "Cs", "Co") and character not in "\n\t":
        return ""
    if category == "So" and character >= "\u2190":  # emoji and dingbats; a degree sign is none
        return ""
    if character <= "\u024f" or "\u1e00" <= character <= "\u1eff":  # Latin: pinyin is typed with and without its tones
        return "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c)).casefold()
    return unicodedata.normalize("NFKC", character).casefold()


def plain(text: str) -> Plain:
    """The one form. Runs in time linear in the text's length; about 20 µs for an ordinary message."""
    if text.isascii() and text.isprintable():
        read, origin = text.lower(), range(len(text))
    else:
        pieces = [(piece, place) for place, character in enumerate(text) for piece in _char(character)]
        read = "".join(piece for piece, _ in pieces)
        origin = [place for _, place in pieces]
    if not read.isascii():
        read = _MIXED_WORD.sub(lambda found: found[0].translate(_LOOK_ALIKES), read)
        if _HAS_CJK.search(read):
            read = _as_simplified(read)
            read, origin = _without(_ORNAMENTS, read, origin)
    read, origin = _without(_BLANKS, read, origin, keep=1)
    return Plain(read, origin, len(text))


def _as_simplified(text: str) -> str:
    converted = _simplified(text)
    if len(converted) == len(text):
        return converted
    # A phrase that changes its length would shift every place after it.
    return "".join((_simplified(character) or character)[0] for character in text)


def _without(pattern: re.Pattern[str], text: str, origin: Sequence[int], keep: int = 0) -> tuple[str, Sequence[int]]:
    """Both without what `pattern` finds, but for the first `keep` characters of each."""
    if pattern.search(text) is None:
        return text, origin
    pieces: list[str] = []
    places: list[int] = []
    last = 0
    for found in pattern.finditer(text):
        pieces.append(text[last : found.start() + keep])
        places.extend(origin[last : found.start() + keep])
        last = found.end()
    pieces.append(text[last:])
    places.extend(origin[last:])
    return "".join(pieces), places
