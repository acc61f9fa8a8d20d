"""Reactions, as far as they can have come."""

import asyncio

from bedside.kit.database import Database
from bedside.kit.tail import Reader

_LEFT = """
SELECT count(*) FROM kit.facts f WHERE NOT EXISTS (
    SELECT FROM kit.cursors c WHERE c.reader = %s AND (f.epoch, f.xid, f.id) <= (c.epoch, c.xid, c.fact_id))
"""


async def digest(reader: Reader, database: Database) -> None:
    """Read until no committed fact is left: an open transaction of another test in the cluster holds the tail back."""
    async with asyncio.timeout(30):
        while True:
            while await reader.read(database):
                pass
            async with database.system() as tx:
                if not await tx.value(_LEFT, (reader.name,)):
                    return
            await asyncio.sleep(0.02)
