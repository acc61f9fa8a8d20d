"""Searching conversations: which contain the words, and where in each of them the words stand."""

import unicodedata
from collections.abc import Iterable
from uuid import UUID

from bedside.conversation.model import Match, PastRow, Teller
from bedside.conversation.store import entries, rows
from bedside.conversation.store.entries import Passage
from bedside.conversation.store.rows import Facts
from bedside.conversation.text import RUNS, clean, like, wanted
from bedside.kit.database import Transaction
from bedside.kit.problems import INVALID, Problem
from bedside.kit.reading.stretches import runs

Span = tuple[int, int]
FIRST, BEFORE, SHOWN = 18, 12, 80
"""What the narrowest list shows of a line; else characters before what was found, and altogether."""


async def containing(tx: Transaction, hospitals: Iterable[int], words: str, limit: int) -> list[PastRow]:
    """Conversations that contain the words, newest first, each with the passage that shows it best. Raises Problem INVALID."""
    try:
        asked = clean(words, 100)
    except ValueError as error:
        raise Problem(INVALID, what="q") from error
    grams = wanted(asked)
    patterns = [like(each) for each in (asked, *grams)]
    found: list[Facts] = []
    passages: dict[UUID, list[Passage]] = {}
    for h in hospitals:
        some = await rows.search(tx, h, grams, like(asked), limit)
        found += some
        for each in await entries.passages(tx, h, [fact.id for fact in some], patterns):
            passages.setdefault(each.conversation_id, []).append(each)
    found.sort(key=lambda fact: fact.closed_at or fact.started_at, reverse=True)
    return [_hit(fact, passages.get(fact.id, []), asked, grams) for fact in found[:limit]]


def _hit(fact: Facts, said: list[Passage], asked: str, grams: list[str]) -> PastRow:
    noted = Passage(fact.id, "staff", fact.close_note or ""), Passage(fact.id, "system", fact.search_word or "")
    best: tuple[tuple[int, int], Passage, list[Span]] | None = None
    for passage in (*said, *noted):
        spans, worth = stretches(passage.text, asked, grams)
        if spans and (best is None or worth > best[0]):
            best = worth, passage, spans
    return fact.past_row(
        match=cut(best[1].by, best[1].text, best[2]) if best else None,
        name_spans=stretches(fact.visitor_name, asked, grams)[0],
    )


def stretches(text: str, asked: str, grams: list[str]) -> tuple[list[Span], tuple[int, int]]:
    """Where the words stand in the text (characters, end exclusive), as they are or else by the grams that a search finds
    them by; and what the text is worth as proof."""
    folded, origin = _folded(text)
    whole, _ = _folded(asked)
    marked = [False] * len(text)

    def mark(start: int, end: int) -> None:
        for at in range(start, end):
            marked[origin[at]] = True

    if places := list(_places(folded, whole)):
        for at in places:
            mark(at, at + len(whole))
        return runs(marked), (len(grams) + 1, len(whole))
    hit: set[str] = set()
    whole_words = {
        gram: [run.span() for run in RUNS.finditer(folded) if run[0][:40] == gram] for gram in grams if gram.isascii()
    }
    for gram in grams:
        for start, end in (
            whole_words[gram] if gram.isascii() else [(at, at + len(gram)) for at in _places(folded, gram)]
        ):
            hit.add(gram)
            mark(start, end)
    spans = runs(marked)
    return spans, (len(hit), max((end - start for start, end in spans), default=0))


def cut(by: Teller, text: str, spans: list[Span]) -> Match:
    """One line around the longest stretch."""
    longest, ends = max(spans, key=lambda span: span[1] - span[0])
    start = max(0, longest - BEFORE) if ends > FIRST else 0
    end = start + SHOWN
    shift = (1 if start else 0) - start
    line = text[start:end].replace("\n", " ")
    kept = [(max(a, start) + shift, min(b, end) + shift) for a, b in spans if a < end and b > start]
    return Match(by, f"{'…' if start else ''}{line}{'…' if end < len(text) else ''}", kept)


def _folded(text: str) -> tuple[str, list[int]]:
    """As the index reads it, and where each of its characters stood."""
    pieces = [(piece, at) for at, c in enumerate(text) for piece in unicodedata.normalize("NFKC", c).casefold()]
    return "".join(piece for piece, _ in pieces), [at for _, at in pieces]


def _places(text: str, word: str) -> Iterable[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))
