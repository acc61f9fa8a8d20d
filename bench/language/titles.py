"""From a query to a relevant title (query_title_train): the desk's own search in pools of about 2,901 titles each.

The judged pairs are cut into pools by query, with a seed; a query counts where its pool has a title judged 2 or 3, and is
right where such a title comes first.
"""

import random
from collections.abc import Iterator
from pathlib import Path

from bedside.knowledge.search.index import Doc
from bench.figures import Figure, Report, table
from bench.language import public
from bench.language.retrieval import index_of, titles_found
from bench.language.scores import share

BASELINE, AIM = 0.868, 0.88
FILE, POOL, RELEVANT = "query_title_train.jsonl.gz", 2_901, 2
Judged = dict[str, dict[str, int]]


def run(to: Report, data: Path, seed: int) -> None:
    hits = asked = pools = titles = 0
    for pool in pools_of(public.read(data / FILE), seed):
        every = sorted({title for judged in pool.values() for title in judged})
        index = index_of([Doc(key=title, titles=(title,)) for title in every])
        pools, titles = pools + 1, titles + len(every)
        for query, judged in pool.items():
            if max(judged.values()) >= RELEVANT:
                found = titles_found(index, query, 1)
                asked += 1
                hits += bool(found) and judged.get(found[0], 0) >= RELEVANT
    head = [f"{asked:,} queries, {pools} pools of {titles // pools:,} titles", "share (95 % interval)"]
    to.say(table(head, [["a relevant title first", share(hits, asked)]]))
    to.add(Figure("query_to_title_hit_1", hits / asked, AIM, "share", peer=BASELINE, peer_name="BM25"))


def pools_of(rows: list[dict[str, str]], seed: int) -> Iterator[Judged]:
    judged: Judged = {}
    for row in rows:
        judged.setdefault(row["query"], {})[row["title"]] = int(row["label"])
    queries = sorted(judged)
    random.Random(seed).shuffle(queries)
    pool: Judged = {}
    held: set[str] = set()
    for query in queries:
        pool[query] = judged[query]
        held |= judged[query].keys()
        if len(held) >= POOL:
            yield pool
            pool, held = {}, set()
