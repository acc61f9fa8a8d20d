"""From a visitor's question to the entry that answers it: the desk's own search over 7,266 entries (toyhom)."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bedside.knowledge.search.engine import Synonyms, read, search
from bedside.knowledge.search.index import Doc, Index, Parsed, Vocabulary
from bench.figures import Figure, Report, table
from bench.language import public
from bench.language.scores import share

BASELINE, AIMS = (0.346, 0.554), (0.43, 0.62)
FILE = "toyhom_internal_medicine.jsonl.gz"


def run(to: Report, data: Path) -> None:
    entries, asks = entries_and_asks(data)
    index = index_of([Doc(key=title, titles=(title,), text="\n".join(texts)) for title, texts in entries.items()])
    first = tenth = 0
    for ask, title in asks:
        found = titles_found(index, ask, 10)
        first += found[:1] == [title]
        tenth += title in found
    rows = [[f"hit@{k}", share(hits, len(asks))] for k, hits in ((1, first), (10, tenth))]
    to.say(table([f"{len(asks):,} asks, {len(entries):,} entries", "share (95 % interval)"], rows))
    for name, hits, baseline, aim in zip(("1", "10"), (first, tenth), BASELINE, AIMS, strict=True):
        to.add(Figure(f"ask_to_entry_hit_{name}", hits / len(asks), aim, "share", peer=baseline, peer_name="BM25"))


def entries_and_asks(data: Path) -> tuple[dict[str, list[str]], list[tuple[str, str]]]:
    """Answers by title, and (ask, title) of the asks that do not contain their title."""
    entries: dict[str, list[str]] = {}
    asks: list[tuple[str, str]] = []
    for row in public.read(data / FILE):
        entries.setdefault(row["title"], []).append(row["answer"])
        if row["title"] not in row["ask"]:
            asks.append((row["ask"], row["title"]))
    return entries, asks


def index_of(docs: Sequence[Doc]) -> Index:
    vocabulary = Vocabulary()
    return Index(vocabulary, [Parsed(doc, vocabulary) for doc in docs])


def titles_found(index: Index, text: str, most: int) -> list[str]:
    """Keys of what the desk's search finds, the best first."""
    found = search(index, read(text, NOBODYS), most=most, barred=np.zeros(index.size, bool))
    return [index.parsed[each.number].key for each in found]


NOBODYS = Synonyms([])
"""No hospital's list of synonyms: the search as it is on the first day."""
