"""What a search among 10,000 entries costs: the entries of toyhom and as many again, each visitor's question once."""

import random
import time
from pathlib import Path
from statistics import quantiles

from bedside.knowledge.search.index import Doc, Index
from bench.figures import Figure, Report, table
from bench.language.retrieval import entries_and_asks, index_of, titles_found

ENTRIES, ASKS, TYPED, AIM_MS = 10_000, 300, 4, 20.0


def run(to: Report, data: Path, seed: int) -> None:
    entries, asks = entries_and_asks(data)
    docs = [Doc(key=title, titles=(title,), text="\n".join(texts)) for title, texts in entries.items()]
    # What is missing to 10,000 are visitors' own words, as long as an entry.
    docs += [Doc(key=ask, titles=(ask[:16],), text=ask) for ask, _ in asks[: ENTRIES - len(docs)]]
    index = index_of(docs)
    wanted = [ask for ask, _ in random.Random(seed).sample(asks, ASKS)]
    question, clock = _cuts(index, wanted, 3)
    typed, typed_clock = _cuts(index, [ask[:TYPED] for ask in wanted], 12)
    lines = [
        ["a visitor's whole question", *question, *clock],
        [f"{TYPED} characters typed at the desk", *typed, *typed_clock],
    ]
    head = [f"search among {len(docs):,} entries", "median", "p95", "median by the clock", "p95 by the clock"]
    to.say(table(head, [[each if isinstance(each, str) else f"{each:.1f} ms" for each in line] for line in lines]))
    note = "processor time; part of a message's reading"
    to.add(Figure("search_10000_entries_p95", question[1], AIM_MS, "ms", at_least=False, note=note))


def _cuts(index: Index, asks: list[str], most: int) -> tuple[tuple[float, float], tuple[float, float]]:
    """Median and p95 in milliseconds: of the processor's time, which other work on the machine changes little, and by the
    clock."""
    own: list[float] = []
    clock: list[float] = []
    for ask in asks:
        began, spent = time.perf_counter(), time.thread_time()
        titles_found(index, ask, most)
        own.append(1000 * (time.thread_time() - spent))
        clock.append(1000 * (time.perf_counter() - began))
    mine, all = quantiles(own, n=20), quantiles(clock, n=20)
    return (mine[9], mine[18]), (all[9], all[18])
