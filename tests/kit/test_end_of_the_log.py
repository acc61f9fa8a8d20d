"""A reader that has read to the end of the log asks for no more until something is there, and still misses nothing."""

import asyncio

from bedside.kit.database import Database
from bedside.kit.head import KEPT_SECONDS, Head
from bedside.kit.ids import new_id
from bedside.kit.tail import Reader
from tests.kit.test_tail_order import Noted, collecting


class Counted(Reader):
    reads = 0

    async def read(self, database: Database) -> int:
        self.reads += 1
        return await super().read(database)


async def _note(database: Database, number: int) -> None:
    async with database.transaction([1]) as tx:
        tx.announce(1, new_id(), Noted(number=number), actor="system:test")


async def _looked(head: Head, reader: Reader) -> None:
    """Until nothing comes, then once more after what the head knew is forgotten."""
    await asyncio.sleep(1.1 * KEPT_SECONDS)
    while await head.read(reader):
        pass


async def _everything(head: Head, reader: Reader, seen: list[int], wanted: list[int]) -> None:
    """Somebody else's transaction in the cluster may hold the tail back for a while."""
    async with asyncio.timeout(60):
        while seen != wanted:
            await _looked(head, reader)


async def test_at_the_end_nothing_is_asked_until_something_comes(database: Database) -> None:
    seen: list[int] = []
    reader = Counted("test", collecting(seen).reactions)
    head = Head(database)
    for number in (1, 2):
        await _note(database, number)
        await _everything(head, reader, seen, list(range(1, number + 1)))
    async with asyncio.timeout(60):
        idle = False
        while not idle:  # until all transactions of the cluster are decided, too
            before = reader.reads
            await _looked(head, reader)
            idle = reader.reads == before
    assert seen == [1, 2]


async def test_what_was_undecided_at_the_end_is_not_missed(database: Database) -> None:
    seen: list[int] = []
    reader, head = collecting(seen), Head(database)
    async with database.transaction([1]) as first:
        first.announce(1, new_id(), Noted(number=1), actor="system:test")
        await first.flush()
        await _note(database, 2)
        for _ in range(3):
            await _looked(head, reader)
        assert seen == []
    await _everything(head, reader, seen, [1, 2])
