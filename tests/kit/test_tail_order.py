"""The log's readers never pass an uncommitted gap, and one subject's facts come in the order in which they happened."""

import asyncio
from typing import ClassVar
from uuid import UUID

from bedside.kit.database import Database
from bedside.kit.facts import Announced, Fact
from bedside.kit.ids import new_id
from bedside.kit.tail import Reader
from tests.support.tail import digest


class Noted(Fact, frozen=True):
    kind: ClassVar[str] = "test.noted"
    number: int


def collecting(into: list[int]) -> Reader:
    async def note(fact: Announced) -> None:
        into.append(fact.read(Noted).number)

    return Reader("test", {"test.noted": note})


async def test_a_fact_committed_late_is_not_lost(database: Database) -> None:
    seen: list[int] = []
    reader = collecting(seen)
    early, late = new_id(), new_id()
    async with database.transaction([1]) as first:
        first.announce(1, early, Noted(number=1), actor="system:test")
        await first.flush()
        async with database.transaction([1]) as second:
            second.announce(1, late, Noted(number=2), actor="system:test")
        await reader.read(database)
        assert seen == []  # 2 is committed, but 1 may still come before it
    await digest(reader, database)
    assert seen == [1, 2]


async def test_one_subject_keeps_its_order_under_contention(database: Database) -> None:
    seen: list[int] = []
    reader = collecting(seen)
    subject, counter = new_id(), iter(range(1000))

    async def act() -> None:
        async with database.transaction([1]) as tx:
            await tx.lock(subject, new_id())
            tx.announce(1, subject, Noted(number=next(counter)), actor="system:test")
            await asyncio.sleep(0)

    await asyncio.gather(*(act() for _ in range(60)))
    await digest(reader, database)
    assert seen == list(range(60))


async def test_a_rolled_back_fact_was_never_there(database: Database) -> None:
    seen: list[int] = []
    reader = collecting(seen)
    try:
        async with database.transaction([1]) as tx:
            tx.announce(1, new_id(), Noted(number=1), actor="system:test")
            await tx.flush()
            raise LookupError
    except LookupError:
        pass
    async with database.transaction([1]) as tx:
        tx.announce(1, new_id(), Noted(number=2), actor="system:test")
    await digest(reader, database)
    assert seen == [2]


async def test_what_a_reaction_cannot_digest_holds_back_its_subject_only(database: Database) -> None:
    ill = {1}
    seen: list[int] = []

    async def note(fact: Announced) -> None:
        number = fact.read(Noted).number
        if number in ill:
            raise ValueError(f"not yet {number}")
        seen.append(number)

    reader = Reader("fragile", {"test.noted": note})
    troubled, other = new_id(), new_id()

    async def happen(number: int, subject: UUID) -> None:
        async with database.transaction([1]) as tx:
            tx.announce(1, subject, Noted(number=number), actor="system:test")

    async def minutes_pass(minutes: int) -> int:
        async with database.system() as tx:
            await tx.run("UPDATE kit.set_aside SET set_aside_at = set_aside_at - %s * interval '1 minute'", (minutes,))
        return await reader.retry_set_aside(database)

    for number, subject in ((1, troubled), (2, troubled), (3, other)):
        await happen(number, subject)
    await digest(reader, database)
    assert seen == [3]
    await happen(4, troubled)  # its turn is in a later batch, and it has been ill for long by now
    for _ in range(30):
        assert await minutes_pass(60) == 0
    await digest(reader, database)
    assert seen == [3]
    ill.clear()
    ill.add(4)
    assert await minutes_pass(24 * 60) == 2
    assert seen == [3, 1, 2]
    assert await minutes_pass(0) == 0  # 4 failed only just now
    ill.clear()
    assert await minutes_pass(5) == 1
    await happen(5, troubled)
    await digest(reader, database)
    assert seen == [3, 1, 2, 4, 5]
