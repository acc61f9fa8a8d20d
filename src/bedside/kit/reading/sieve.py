"""Many patterns looked for in one text at once.

RE2 reads a text once for hundreds of patterns and tells which may stand in it; only these few are tried with Python's `re`,
whose word decides. RE2 is quick while there is little to remember, so it is not told the patterns but what has to stand in a
text that they match: their pieces between gaps (`保证.{0,8}治好` has two).
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, cast

import re2  # pyright: ignore[reportMissingTypeStubs]

_re2 = cast(Any, re2)
_parser = cast(Any, re)._parser
_MEMORY = 64 << 20
"""Bytes that RE2 may keep of what it has learned about the pieces. With less it begins anew more often."""
_PROBE = "\U0010fffd"
"""Ends every text and is itself a piece: RE2 says nothing when it runs out of memory, and then all patterns are tried."""
_FEW = 3
"""More repetitions than that are not counted; of what may be any character, they are a gap."""
_WORD, _BLANK = r"\p{L}\p{N}_", r"\s\p{Z}\x0b\x1c-\x1f\x{85}"
_CATEGORIES = {
    "CATEGORY_WORD": _WORD, "CATEGORY_DIGIT": r"\p{Nd}", "CATEGORY_NOT_DIGIT": r"\P{Nd}", "CATEGORY_SPACE": _BLANK,
    "CATEGORY_NOT_SPACE": r"\S",
}  # fmt: skip
"""RE2 by itself knows letters and blanks of ASCII only."""


class Sieve:
    """Compiled patterns, each known by its place."""

    def __init__(self, patterns: Sequence[re.Pattern[str]]) -> None:
        self.patterns = list(patterns)
        self._set = _re2.Set.SearchSet(_options())
        self._places: list[int] = []
        """Whose each piece in the set is."""
        self._pieces: list[int] = []
        """How many of them each pattern has; those without any are always tried."""
        for place, pattern in enumerate(patterns):
            found = pieces(pattern.pattern) if pattern.flags == re.UNICODE else []
            for each in found:
                self._set.Add(each)
            self._places += [place] * len(found)
            self._pieces.append(len(found))
        self._probe: int = self._set.Add(_PROBE)
        self._always = [place for place, number in enumerate(self._pieces) if number == 0]
        self._set.Compile()

    def search(self, text: str, maybe: Iterable[int] | None = None) -> dict[int, re.Match[str]]:
        """The first match of each pattern that has one, by its place. `maybe`: what `maybe` says of the text, if it was asked."""
        places = self.maybe(text) if maybe is None else maybe
        return {place: found for place in places if (found := self.patterns[place].search(text)) is not None}

    def maybe(self, text: str) -> list[int]:
        """The places of all patterns that may match; of plain words, of exactly those that do."""
        stand: list[int] = self._set.Match(text + _PROBE) or []
        if self._probe not in stand:
            return list(range(len(self.patterns)))
        found = Counter(self._places[each] for each in stand if each != self._probe)
        return sorted((*(place for place, number in found.items() if number == self._pieces[place]), *self._always))


class _NotSaid(Exception):
    """RE2 has no way to say this."""


def pieces(pattern: str) -> list[str]:
    """In RE2's language, what stands in every text that the pattern matches; empty if there is nothing to say."""
    found: list[str] = []
    current = ""
    for each in _parser.parse(pattern):
        piece, whole = _item(*each)
        current += piece
        if not whole:
            found.append(current)
            current = ""
    return [each for each in (*found, current) if _re2.compile(each, _options()).fullmatch("") is None]


def _options() -> Any:
    options = _re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    return options


def _sequence(items: Iterable[tuple[Any, Any]]) -> tuple[str, bool]:
    """What stands up to the first gap, and whether that is all."""
    begun = ""
    for each in items:
        piece, whole = _item(*each)
        begun += piece
        if not whole:
            return begun, False
    return begun, True


def _item(op: Any, given: Any) -> tuple[str, bool]:
    """The same of one item of a parsed pattern. What looks around, or says how a word ends, is left out."""
    match str(op):
        case "LITERAL":
            return f"\\x{{{given:x}}}", True
        case "ANY" | "NOT_LITERAL" | "IN":
            try:
                return _one_of(str(op), given), True
            except _NotSaid:
                return "", False
        case "SUBPATTERN":
            begun, whole = _sequence(given[-1])
            return f"(?:{begun})", whole
        case "BRANCH":
            ways = [_sequence(each) for each in given[1]]
            return f"(?:{'|'.join(begun for begun, _ in ways)})", all(whole for _, whole in ways)
        case "MAX_REPEAT" | "MIN_REPEAT":
            return _repeated(*given)
        case "AT" if str(given) in ("AT_BEGINNING", "AT_BEGINNING_STRING"):
            return "^", True
        case "AT" | "ASSERT" | "ASSERT_NOT":
            return "", True
        case _:
            return "", False


def _repeated(least: int, most: Any, items: Any) -> tuple[str, bool]:
    begun, whole = _sequence(items)
    if not whole:
        return (begun if least else ""), False
    if int(most) <= _FEW:
        return f"(?:{begun}){{{least},{int(most)}}}", True
    if _wide(items):
        return begun * least if least <= _FEW else "", False
    return f"(?:{begun}){'+' if least else '*'}", True


def _wide(items: Any) -> bool:
    """Whether it stands for nearly any character."""
    op, given = items[0]
    parts = [str(each[0]) + str(each[1]) for each in given] if str(op) == "IN" else []
    return str(op) in ("ANY", "NOT_LITERAL", "SUBPATTERN", "BRANCH") or any(
        each.startswith(("NEGATE", "CATEGORYCATEGORY_WORD", "CATEGORYCATEGORY_NOT")) for each in parts
    )


def _one_of(op: str, given: Any) -> str:
    if op == "ANY":
        return "."
    if op == "NOT_LITERAL":
        return f"[^\\x{{{given:x}}}]"
    inside = ""
    for kind, value in given:
        match str(kind):
            case "NEGATE":
                inside += "^"
            case "LITERAL":
                inside += f"\\x{{{value:x}}}"
            case "RANGE":
                inside += f"\\x{{{value[0]:x}}}-\\x{{{value[1]:x}}}"
            case _ if str(value) in _CATEGORIES:
                inside += _CATEGORIES[str(value)]
            case _ if str(value) == "CATEGORY_NOT_WORD" and len(given) == 1:
                inside = f"^{_WORD}"
            case _:
                raise _NotSaid(kind)
    return f"[{inside}]"
