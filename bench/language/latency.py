"""What a search among 10,000 entries costs: the entries of toyhom and as many again, each visitor's question once."""

import random
import time
from pathlib import Path
from statistics import quantiles

from bedside.knowledge.search.index import Doc
from bench.figures import Figure, Report, table
from bench.language.retrieval import entries_and_asks, index_of, titles_found

ENTRIES, ASKS, AIM_MS = 10_000, 300, 20.0


def run(to: Report, data: Path, seed: int) -> None:
    entries, asks = entries_and_asks(data)
    docs = [Doc(key=title, titles=(title,), text="\n".join(texts)) for title, texts in entries.items()]
    # What is missing to 10,000 are visitors' own words, as long as an entry.
    docs += [Doc(key=ask, titles=(ask[:16],), text=ask) for ask, _ in asks[: ENTRIES - len(docs)]]
    index = index_of(docs)
    spent: list[float] = []
    for ask, _ in random.Random(seed).sample(asks, ASKS):
        began = time.perf_counter()
        titles_found(index, ask, 3)
        spent.append(1000 * (time.perf_counter() - began))
    cuts = quantiles(spent, n=20)
    to.say(
        table(
            [f"search among {len(docs):,} entries", "median", "p95"], [["", f"{cuts[9]:.1f} ms", f"{cuts[18]:.1f} ms"]]
        )
    )
    to.add(
        Figure("search_10000_entries_p95", cuts[18], AIM_MS, "ms", at_least=False, note="part of a message's reading")
    )
