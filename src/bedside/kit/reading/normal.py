"""One form of a text for every program that reads it, however it was typed, with the way back to what was typed.

Invisible characters, full-width forms, Traditional characters, look-alikes of other scripts and blanks or ornaments between
Chinese characters hide words from rules and models; here they are taken out. Punctuation that ends a clause stays.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, cast

import opencc

# Letters of other scripts that are drawn like Latin ones (Unicode's confusables, those on ordinary keyboards).
_LOOK_ALIKES = str.maketrans(
    "аеорсухкмнтвіјѕԁһοαεικνρτυχ",
    "aeopcyxkmhtbijsdhoaeiknptux",
)
_CJK = "\u3400-\u4dbf\u4e00-\u9fff"
_ORNAMENTS = " \\t*_~·•|^+=`'\"‘’“”「」『』\\-—–#@&"
_ORNAMENT = re.compile(f"[{_ORNAMENTS}]")
_BETWEEN = re.compile(f"(?<=[{_CJK}])[{_ORNAMENTS}]+(?=[{_CJK}])")
_OTHER_SCRIPT = re.compile("[а-яіјѕԁһα-ω]")
_MIXED_WORD = re.compile(r"[a-z]*[а-яіјѕԁһα-ω]+[a-z]+|[a-z]+[а-яіјѕԁһα-ω]+[a-z]*")
_BLANKS = re.compile(r"[ \t]{2,}")
_IN_PHRASES = "沈藉覆坏哩瞭甦衹"
"""Characters that OpenCC converts in some words only."""
_converter = cast(Any, opencc.OpenCC("t2s"))


def _simplified(text: str) -> str:
    return _converter.convert(text)


class Plain:
    """A text that was typed, and `text`, as programs read it."""

    __slots__ = ("_origin", "_typed", "text")

    def __init__(self, text: str, typed: str) -> None:
        self.text = text
        self._typed = typed
        self._origin: Sequence[int] | None = None

    @property
    def length(self) -> int:
        """Of what was typed."""
        return len(self._typed)

    @property
    def origin(self) -> Sequence[int]:
        """Where each character of `text` stood in what was typed; worked out when it is asked for, which is seldom."""
        if self._origin is None:
            self._origin = _origin(self._typed)
        return self._origin

    def typed(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the typed text, end exclusive, that the stretch of `text` came from."""
        if start >= end:
            return (0, 0)
        return self.origin[start], self.origin[end - 1] + 1


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


_REMEMBERED = 20_000


class _Chars(dict[int, str]):
    """For str.translate; the characters of all ordinary texts are worked out once."""

    def __missing__(self, code: int) -> str:
        read = _char(chr(code))
        if len(self) < _REMEMBERED:
            self[code] = read
        return read


_chars = _Chars()


@lru_cache(maxsize=1)
def _traditional() -> re.Pattern[str]:
    """Characters that OpenCC may convert; a text without any is left as it is."""
    every = [chr(code) for code in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))]
    simple = _simplified("\n".join(every)).split("\n")
    return re.compile(
        f"[{_IN_PHRASES}{''.join(one for one, other in zip(every, simple, strict=True) if one != other)}]"
    )


def plain(text: str) -> Plain:
    """The one form. Runs in time linear in the text's length; about 20 µs for an ordinary message."""
    read = text.lower() if text.isascii() and text.isprintable() else text.translate(_chars)
    return Plain(_formed(read)[0], text)


def _origin(text: str) -> Sequence[int]:
    """Where each character of the plain form stood."""
    pieces = [(piece, place) for place, character in enumerate(text) for piece in character.translate(_chars)]
    return _formed("".join(piece for piece, _ in pieces), [place for _, place in pieces])[1]


def _formed(read: str, origin: Sequence[int] = ()) -> tuple[str, Sequence[int]]:
    """Of a text whose single characters are read: the plain form and, if it is given for these, where each one stood."""
    if not read.isascii():
        if _OTHER_SCRIPT.search(read):
            read = _alike(read)
        if _traditional().search(read):
            read = _as_simplified(read)
        if _ORNAMENT.search(read):
            read, origin = _without(_BETWEEN, read, origin)
    if "  " in read or "\t" in read:
        read, origin = _without(_BLANKS, read, origin, keep=1)
    return read, origin


def _alike(text: str) -> str:
    return _MIXED_WORD.sub(lambda found: found[0].translate(_LOOK_ALIKES), text)


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
