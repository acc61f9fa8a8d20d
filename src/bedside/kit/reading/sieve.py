"""Many patterns looked for in one text at once.

RE2 reads a text once for hundreds of patterns, in time linear in its length whatever they are, and tells which may stand in it;
only these few are tried with Python's `re`, whose word decides. For that each pattern is loosened into one that RE2 knows and
that matches wherever the pattern does.
"""

import re
from collections.abc import Sequence
from typing import Any, cast

import re2  # pyright: ignore[reportMissingTypeStubs]

_re2 = cast(Any, re2)
_MEMORY = 32 << 20
"""Bytes that RE2 may keep of what it has learned about the patterns. With less it begins anew more often."""
_WORD, _BLANK = r"\p{L}\p{N}_", r"\s\p{Z}\x0b\x1c-\x1f\x{85}"
_LOOSE = {r"\b": "", r"\B": "", r"\w": f"[{_WORD}]", r"\W": f"[^{_WORD}]", r"\d": r"\p{Nd}", r"\D": r"\P{Nd}", r"\s": f"[{_BLANK}]",
          r"\Z": r"\z", "$": r"\n?\z"}  # fmt: skip
"""RE2 knows letters and blanks of ASCII only, and no line's end after the last."""
_LOOSE_IN_CLASS = {r"\w": _WORD, r"\d": r"\p{Nd}", r"\D": r"\P{Nd}", r"\s": _BLANK}
_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?<?[=!]|.", re.DOTALL)
_PIECE_OF_CLASS = re.compile(r"\\.|.", re.DOTALL)


class Sieve:
    """Compiled patterns, each known by its place."""

    def __init__(self, patterns: Sequence[re.Pattern[str]]) -> None:
        self.patterns = list(patterns)
        options = _re2.Options()
        options.max_mem = _MEMORY
        options.log_errors = False
        self._set = _re2.Set.SearchSet(options)
        self._places: list[int] = []
        """Of the patterns in the set, by their place there."""
        self._always: list[int] = []
        """Places of what RE2 has no way to say."""
        for place, pattern in enumerate(patterns):
            try:
                self._set.Add(loosened(pattern.pattern))
                self._places.append(place)
            except _re2.error:
                self._always.append(place)
        self._set.Compile()

    def search(self, text: str) -> dict[int, re.Match[str]]:
        """The first match of each pattern that has one, by its place."""
        return {place: found for place in self.maybe(text) if (found := self.patterns[place].search(text)) is not None}

    def maybe(self, text: str) -> list[int]:
        """The places of all patterns that may match; of plain words, of exactly those that do."""
        found: list[int] = self._set.Match(text) or []
        return sorted((*(self._places[each] for each in found), *self._always))


def loosened(pattern: str) -> str:
    """The same without what looks around, so that it matches there and maybe elsewhere."""
    loose: list[str] = []
    depth = around = 0
    """How many brackets are open; and from which of them on all is left out."""
    for found in _PIECE.finditer(pattern):
        piece = found[0]
        if piece[0] == "(":
            depth += 1
            if len(piece) > 2 and not around:
                around = depth
        if not around:
            loose.append(_class(piece) if piece[0] == "[" else _LOOSE.get(piece, piece))
        if piece == ")":
            if depth == around:
                around = 0
            depth -= 1
    return "".join(loose)


def _class(piece: str) -> str:
    pieces: list[str] = _PIECE_OF_CLASS.findall(piece[1:])
    return "[" + "".join(_LOOSE_IN_CLASS.get(each, each) for each in pieces)
