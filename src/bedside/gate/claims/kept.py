"""Texts that are kept to be said later, sentence by sentence: what is blocked in them, and what a release lets pass. Pure.

A kept text is written on; a sentence that was released as a false alarm passes in every later version of it.
"""

import re
from collections.abc import Sequence

import msgspec

from bedside.gate.claims.book import Book
from bedside.gate.claims.classed import classed
from bedside.gate.claims.model import Claim, ClaimShown
from bedside.gate.claims.reader import Reader
from bedside.kit.problems import Lang

_PLACES = re.compile(r"\{\{?\s*[a-z_]{1,40}\s*\}?\}|[\[\]]")
"""Where a kept text has its values put in, and what is left out without them."""
_END = re.compile(r"[。！？!?；;\n]+|\.(?=\s)")


class Blocked(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence (`text`) of a kept text (`within`, of `content_class`), and the claims in it; their words are counted in
    the sentence."""

    text: str
    within: str
    claims: Sequence[Claim]
    content_class: str = ""

    def shown(self, lang: Lang) -> "BlockedShown":
        claims = [each.shown(lang) for each in self.claims]
        return BlockedShown(text=self.text, within=self.within, claims=claims, content_class=self.content_class)


class Kept(msgspec.Struct, frozen=True):
    """Texts that are kept together. `content_class`: what they are in law, where they are kept under one; `titles`: under
    which they are published then."""

    texts: Sequence[str]
    content_class: str = ""
    titles: Sequence[str] = ()


class BlockedShown(msgspec.Struct, frozen=True, kw_only=True):
    """The same for one reader."""

    text: str
    within: str
    claims: Sequence[ClaimShown]
    content_class: str = ""


def blocked(book: Book, reader: Reader, text: str, content_class: str = "", names: Sequence[str] = ()) -> list[Blocked]:
    """What of a kept text may not be said so, in the order of its sentences. `content_class`, `names` as in `Book.check`."""
    if book.lets(text):
        return []
    read, ends = _PLACES.sub(_blank, text), _ends(text)
    while True:
        by_place: dict[tuple[int, int], list[Claim]] = {}
        for claim in book.check(reader, read, content_class=content_class, names=names):
            for place, words in _where(claim, ends).items():
                by_place.setdefault(place, []).append(msgspec.structs.replace(claim, words=words))
        released = [place for place in by_place if book.lets(text[slice(*place)])]
        if not any(read[slice(*place)].strip() for place in released):
            break
        # What was released may have hidden the same claim in another sentence: read again without it.
        for start, end in released:
            read = read[:start] + " " * (end - start) + read[end:]
    places = sorted(set(by_place) - set(released))
    return [
        Blocked(text=text[slice(*place)], within=text, claims=by_place[place], content_class=content_class)
        for place in places
    ]


def blocked_in(book: Book, reader: Reader, kept: Kept, names: Sequence[str]) -> list[Blocked]:
    """What of all of it may not be said so."""
    of = kept.content_class
    titles = [text for text in kept.titles if text.strip()] if of in classed().patterns else []
    found = [each for text in titles for each in headed(book, reader, text, of, names)]
    texts = [text for text in kept.texts if text.strip()]
    return found + [each for text in texts for each in blocked(book, reader, text, of, names)]


def headed(book: Book, reader: Reader, title: str, content_class: str, names: Sequence[str] = ()) -> list[Blocked]:
    """What of a title its class does not allow. A title names what people ask about (最好的药), and claims nothing."""
    rule = book.rules.get(content_class)
    found = [
        msgspec.structs.replace(each, claims=[claim for claim in each.claims if rule and claim.rule == rule.id])
        for each in blocked(book, reader, title, content_class, names)
    ]
    return [each for each in found if each.claims]


def _ends(text: str) -> list[int]:
    """Where sentences end; the last is the text's own end."""
    return [*dict.fromkeys([*(hit.end() for hit in _END.finditer(text)), len(text)])]


def _where(claim: Claim, ends: Sequence[int]) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """Each stretch of whole sentences that the claim's words stand in, with those words counted from its beginning."""
    places: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for start, end in claim.words or [(0, ends[-1])]:
        first = max((each for each in ends if each <= start), default=0)
        last = min((each for each in ends if each >= end), default=ends[-1])
        places.setdefault((first, last), []).append((start - first, end - first))
    return places


def _blank(place: re.Match[str]) -> str:
    """As long as what it stands for, so that the claim's words are found again in the text."""
    return " " * len(place[0])
