"""Afterwards: is everything that was acknowledged there, once and in order, and did each client see its sequence?"""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

import psycopg

from bench.chaos.people import Memory, Pair
from bench.hospital import Hospital


def findings(hospital: Hospital, pairs: Sequence[Pair]) -> list[str]:
    """What is wrong, each as a sentence; empty when all is well."""
    with psycopg.connect(hospital.url) as database:
        wrong = [each for pair in pairs for each in _conversation(database, pair)]
        return wrong + _views(database, pairs)


def _conversation(database: "psycopg.Connection[tuple[object, ...]]", pair: Pair) -> list[str]:
    rows = database.execute(
        "SELECT seq, id, audience, text FROM conversation.entries WHERE conversation_id = %s ORDER BY seq",
        (pair.conversation,),
    ).fetchall()
    facts = database.execute(
        "SELECT (payload ->> 'message')::uuid, (payload ->> 'seq')::int FROM kit.facts "
        "WHERE kind = 'conversation.message_said' AND (payload ->> 'conversation')::uuid = %s ORDER BY epoch, xid, id",
        (pair.conversation,),
    ).fetchall()
    stored = {id_: (seq, text) for seq, id_, _, text in rows}
    wrong: list[str] = []
    if [row[0] for row in rows] != list(range(1, len(rows) + 1)):
        wrong.append("the sequence has holes or twins")
    for memory in (pair.asked, pair.answered):
        wrong += _memory(memory, stored)
    texts = [(id_, seq) for seq, id_, _, text in rows if text is not None]
    if Counter(facts) != Counter(texts):
        wrong.append(f"{len(texts)} messages have {len(facts)} facts")
    if [seq for _, seq in facts] != sorted(seq for _, seq in facts):
        wrong.append("the tail tells of messages out of order")
    shown = {str(id_): seq for seq, id_, audience, _ in rows if audience == "all"}
    seen = {entry["id"]: seq for seq, entry in pair.visitor.entries.items()}
    if seen != shown:
        wrong.append(f"the visitor saw {_difference(seen, shown)}")
    seen = {entry["id"]: seq for seq, entry in pair.desk.threads[str(pair.conversation)].items()}
    if seen != {str(id_): seq for seq, id_, _, _ in rows}:
        wrong.append(f"the desk saw {_difference(seen, {str(id_): seq for seq, id_, _, _ in rows})}")
    return [f"conversation {pair.conversation}: {each}" for each in wrong]


def _memory(memory: Memory, stored: dict[object, tuple[object, object]]) -> list[str]:
    wrong: list[str] = []
    for id_, seq in memory.said:
        if stored.get(id_) != (seq, memory.texts[id_]):
            wrong.append(f"acknowledged {id_} as {seq}, stored {stored.get(id_)}")
    numbers = [seq for _, seq in memory.said]
    if numbers != sorted(set(numbers)):
        wrong.append("acknowledged out of order")
    return wrong


def _difference(seen: dict[str, int], shown: dict[str, object]) -> str:
    missed = sorted(seq for id_, seq in shown.items() if id_ not in seen)  # pyright: ignore[reportArgumentType]
    ghosts = sorted(seq for id_, seq in seen.items() if shown.get(id_) != seq)
    return f"not {missed[:10]}, but {ghosts[:10]} that is not stored"


def _views(database: "psycopg.Connection[tuple[object, ...]]", pairs: Sequence[Pair]) -> list[str]:
    told: list[UUID] = [id_ for pair in pairs for id_ in pair.asked.viewed]
    rows = database.execute("SELECT id FROM visit.views WHERE id = ANY (%s)", (told,)).fetchall()
    counts = Counter(row[0] for row in rows)
    wrong = [f"page view {id_} is stored {counts[id_]} times" for id_ in told if counts[id_] != 1]
    for pair in pairs:
        ordered = database.execute(
            "SELECT id FROM visit.views WHERE id = ANY (%s) ORDER BY number, place", (pair.asked.viewed,)
        ).fetchall()
        if [row[0] for row in ordered] != pair.asked.viewed:
            wrong.append(f"the page views of {pair.conversation}'s visitor are out of order")
    return wrong[:20]
