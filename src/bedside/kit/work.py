"""The kit's own due work: reading the facts log, making its partitions ahead."""

from collections.abc import Sequence

from bedside.kit import store
from bedside.kit.database import Database
from bedside.kit.duties import Duty
from bedside.kit.tail import Reader

MONTHS_AHEAD = 3


def tail_duties(database: Database, readers: Sequence[Reader]) -> list[Duty]:
    """For each reader its tail and its second tries; and the log's partitions."""
    due: list[Duty] = []
    for reader in readers:
        due.append(Duty(f"tail.{reader.name}", 0.25, lambda reader=reader: reader.read(database)))
        due.append(Duty(f"set_aside.{reader.name}", 30.0, lambda reader=reader: reader.retry_set_aside(database)))

    async def partitions() -> int:
        async with database.system() as tx:
            await store.make_partitions(tx, MONTHS_AHEAD)
        return 0

    return [*due, Duty("kit.partitions", 3600.0, partitions)]
