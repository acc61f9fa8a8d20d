"""Readings of the coach and promises that it proposes."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from bedside.kit.database import Transaction

PromiseState = Literal["proposed", "accepted", "dismissed", "kept"]


class StoredReading(msgspec.Struct, frozen=True):
    seq: int
    at: datetime
    version: str
    reading: dict[str, Any]


class ProposedPromise(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of the message `seq`. `due` as it was said, `due_at` when that is."""

    seq: int
    begins: int
    ends: int
    due: str | None
    due_at: datetime | None
    confidence: float
    state: PromiseState = "proposed"


async def save(tx: Transaction, hospital_id: int, conversation: UUID, read: StoredReading) -> None:
    await tx.run(
        """
        INSERT INTO conversation.readings (hospital_id, conversation_id, seq, at, version, reading)
        SELECT hospital_id, id, %s, %s, %s, %s FROM conversation.conversations WHERE hospital_id = %s AND id = %s
        ON CONFLICT (hospital_id, conversation_id, seq) DO UPDATE SET at = excluded.at, version = excluded.version,
            reading = excluded.reading
        """,
        (read.seq, read.at, read.version, msgspec.json.encode(read.reading).decode(), hospital_id, conversation),
    )


async def newest(tx: Transaction, hospital_id: int, conversation: UUID) -> StoredReading | None:
    return await tx.row(
        StoredReading,
        """
        SELECT seq, at, version, reading FROM conversation.readings
        WHERE hospital_id = %s AND conversation_id = %s ORDER BY seq DESC LIMIT 1
        """,
        (hospital_id, conversation),
    )


async def propose(tx: Transaction, hospital_id: int, conversation: UUID, found: list[ProposedPromise]) -> None:
    """Those that nobody decided about yet; a decision stands."""
    for each in found:
        await tx.run(
            """
            INSERT INTO conversation.promises (hospital_id, conversation_id, seq, begins, ends, due, due_at, confidence)
            SELECT hospital_id, id, %s, %s, %s, %s, %s, %s FROM conversation.conversations WHERE hospital_id = %s AND id = %s
            ON CONFLICT DO NOTHING
            """,
            (each.seq, each.begins, each.ends, each.due, each.due_at, each.confidence, hospital_id, conversation),
        )


async def promises(tx: Transaction, hospital_id: int, conversation: UUID) -> list[ProposedPromise]:
    """In the order in which they were said."""
    return await tx.rows(
        ProposedPromise,
        """
        SELECT seq, begins, ends, due, due_at, confidence, state FROM conversation.promises
        WHERE hospital_id = %s AND conversation_id = %s ORDER BY seq, begins
        """,
        (hospital_id, conversation),
    )


async def decide(
    tx: Transaction,
    hospital_id: int,
    conversation: UUID,
    place: tuple[int, int],
    state: PromiseState,
    by: UUID,
    at: datetime,
) -> bool:
    """False when there is no such promise."""
    return bool(
        await tx.run(
            """
            UPDATE conversation.promises SET state = %s, decided_by = %s, decided_at = %s
            WHERE hospital_id = %s AND conversation_id = %s AND seq = %s AND begins = %s
            """,
            (state, by, at, hospital_id, conversation, *place),
        )
    )


async def forget(tx: Transaction, hospital_id: int, visitor: UUID) -> list[UUID]:
    """Take away what was read of a person; returns their conversations."""
    await tx.run(
        """
        DELETE FROM conversation.readings r USING conversation.conversations c
        WHERE c.hospital_id = %s AND c.visitor_id = %s AND r.hospital_id = c.hospital_id AND r.conversation_id = c.id
        """,
        (hospital_id, visitor),
    )
    found = await tx.tuples(
        "SELECT id FROM conversation.conversations WHERE hospital_id = %s AND visitor_id = %s", (hospital_id, visitor)
    )
    return [row[0] for row in found]
