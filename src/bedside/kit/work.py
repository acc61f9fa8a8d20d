"""The kit's own due work: reading the facts log, making its partitions ahead."""

from collections.abc import Sequence

from bedside.kit import store
from bedside.kit.database import Database, Transaction
from bedside.kit.duties import Duty
from bedside.kit.head import Head
from bedside.kit.tail import Reader

MONTHS_AHEAD = 3


async def make_partitions(tx: Transaction, months_ahead: int = MONTHS_AHEAD, months_back: int = 0) -> None:
    """The log's partitions, of this month and those around it."""
    await store.make_partitions(tx, months_ahead, months_back)


def tail_duties(database: Database, readers: Sequence[Reader]) -> list[Duty]:
    """For each reader its tail and its second tries; and the log's partitions."""
    due: list[Duty] = []
    head = Head(database)
    for reader in readers:
        due.append(Duty(f"tail.{reader.name}", 0.25, lambda reader=reader: head.read(reader)))
        due.append(Duty(f"set_aside.{reader.name}", 30.0, lambda reader=reader: reader.retry_set_aside(database)))

    async def partitions() -> int:
        async with database.system() as tx:
            await make_partitions(tx)
        return 0

    return [*due, Duty("kit.partitions", 3600.0, partitions)]
