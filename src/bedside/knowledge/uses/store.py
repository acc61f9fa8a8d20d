"""Every SQL statement about uses of entries."""

from datetime import datetime
from uuid import UUID

import msgspec

from bedside.kit.database import Transaction
from bedside.knowledge.uses.model import Tally


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that was taken into a message (`id`) of a conversation."""

    hospital_id: int
    id: UUID
    entry_id: UUID
    conversation_id: UUID
    at: datetime


async def insert(
    tx: Transaction, hospital_id: int, id: UUID, entry_id: UUID, conversation_id: UUID, staff: UUID, *, adapted: bool
) -> int:
    """1, or 0 when it was counted already."""
    return await tx.run(
        """
        INSERT INTO knowledge.uses (hospital_id, id, entry_id, conversation_id, staff_id, at, adapted)
        VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
        """,
        (hospital_id, id, entry_id, conversation_id, staff, tx.clock.now(), adapted),
    )


async def tallies(tx: Transaction, hospitals: list[int], entry: UUID | None = None) -> dict[UUID, Tally]:
    """By entry; of all, or of one."""
    rows = await tx.tuples(
        """
        SELECT entry_id, count(*), count(*) FILTER (WHERE adapted), count(*) FILTER (WHERE thanked),
               count(*) FILTER (WHERE asked_again), outcome
        FROM knowledge.uses WHERE hospital_id = ANY (%s) AND (%s::uuid IS NULL OR entry_id = %s)
        GROUP BY entry_id, outcome
        """,
        (hospitals, entry, entry),
    )
    found: dict[UUID, Tally] = {}
    for id, used, adapted, thanked, again, outcome in rows:
        known = found.get(id, Tally())
        found[id] = Tally(
            used=known.used + used, adapted=known.adapted + adapted, thanked=known.thanked + thanked,
            asked_again=known.asked_again + again, outcomes=known.outcomes | ({outcome: used} if outcome else {}),
        )  # fmt: skip
    return found


async def unsettled(tx: Transaction, hospital_id: int, limit: int) -> list[Use]:
    """Those whose conversation may have gone on since, oldest first, locked."""
    return await tx.rows(
        Use,
        """
        SELECT hospital_id, id, entry_id, conversation_id, at FROM knowledge.uses
        WHERE hospital_id = %s AND settled_at IS NULL ORDER BY at LIMIT %s FOR UPDATE SKIP LOCKED
        """,
        (hospital_id, limit),
    )


async def settle(
    tx: Transaction, use: Use, *, thanked: bool, asked_again: bool, outcome: str | None, settled: datetime | None
) -> None:
    await tx.run(
        """
        UPDATE knowledge.uses SET thanked = %s, asked_again = %s, outcome = %s, settled_at = %s
        WHERE hospital_id = %s AND id = %s AND entry_id = %s
        """,
        (thanked, asked_again, outcome, settled, use.hospital_id, use.id, use.entry_id),
    )
