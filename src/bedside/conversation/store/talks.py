"""What was said to all, for the room of knowledge: conversations whole, without notes among colleagues."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from bedside.kit.database import Transaction

MOST_LINES = 20_000


async def spoken_between(tx: Transaction, hospital_id: int, since: datetime, until: datetime) -> list[UUID]:
    """Conversations in which a visitor wrote then."""
    rows = await tx.tuples(
        """
        SELECT DISTINCT conversation_id FROM conversation.entries e
        JOIN conversation.conversations c ON (c.hospital_id, c.id) = (e.hospital_id, e.conversation_id)
        WHERE e.hospital_id = %s AND c.last_at >= %s AND c.started_at < %s AND e.kind = 'text'
          AND e.by_kind = 'visitor' AND e.at >= %s AND e.at < %s
        """,
        (hospital_id, since, until, since, until),
    )
    return [row[0] for row in rows]


async def lines(tx: Transaction, hospital_id: int, conversations: Sequence[UUID]) -> list[dict[str, Any]]:
    """Messages in order, conversation by conversation."""
    return await tx.dicts(
        """
        SELECT id, conversation_id AS conversation, at, by_kind = 'visitor' AS by_visitor, text
        FROM conversation.entries
        WHERE hospital_id = %s AND conversation_id = ANY (%s) AND kind = 'text' AND audience = 'all'
          AND by_kind IN ('visitor', 'staff') AND text IS NOT NULL
        ORDER BY conversation_id, seq LIMIT %s
        """,
        (hospital_id, list(conversations), MOST_LINES),
    )


async def ends(
    tx: Transaction, hospital_id: int, conversations: Sequence[UUID]
) -> list[tuple[UUID, str, str | None, int | None]]:
    """(conversation, status, outcome, score) of each that there is."""
    return await tx.tuples(
        "SELECT id, status, outcome, score FROM conversation.conversations WHERE hospital_id = %s AND id = ANY (%s)",
        (hospital_id, list(conversations)),
    )
