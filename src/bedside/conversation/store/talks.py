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
    """Messages in order, conversation by conversation; a visitor's without the name that they gave."""
    return await tx.dicts(
        """
        SELECT e.id, e.conversation_id AS conversation, e.at, e.by_kind = 'visitor' AS by_visitor,
               CASE WHEN e.by_kind = 'visitor' AND c.visitor_name ~ '[^ -~]{2}|[a-zA-Z]{4}'
                    THEN replace(e.text, c.visitor_name, '…') ELSE e.text END AS text,
               e.by_kind = 'staff' AND EXISTS (
                   SELECT FROM conversation.readings r
                   WHERE r.hospital_id = e.hospital_id AND r.conversation_id = e.conversation_id AND r.seq >= e.seq
                     AND r.reading -> 'beside' ->> 'line' = e.seq::text) AS beside
        FROM conversation.entries e
        JOIN conversation.conversations c ON (c.hospital_id, c.id) = (e.hospital_id, e.conversation_id)
        WHERE e.hospital_id = %s AND e.conversation_id = ANY (%s) AND e.kind = 'text' AND e.audience = 'all'
          AND e.by_kind IN ('visitor', 'staff') AND e.text IS NOT NULL
        ORDER BY e.conversation_id, e.seq LIMIT %s
        """,
        (hospital_id, list(conversations), MOST_LINES),
    )


async def ends(tx: Transaction, hospital_id: int, conversations: Sequence[UUID]) -> list[dict[str, Any]]:
    """Each that there is, as it stands."""
    return await tx.dicts(
        """
        SELECT id AS conversation, visitor_id AS visitor, channel, status = 'closed' AS closed, outcome, score
        FROM conversation.conversations WHERE hospital_id = %s AND id = ANY (%s)
        ORDER BY started_at, id
        """,
        (hospital_id, list(conversations)),
    )
