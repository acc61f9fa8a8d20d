"""The hot path: many messages of many conversations, stored by one statement."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from bedside.kit.database import Transaction


class NewMessage(msgspec.Struct, frozen=True):
    """A message to store: exactly what the statement takes, by name."""

    conversation: UUID
    id: UUID
    kind: str
    audience: str
    by_kind: str
    by_id: UUID | None
    by_role: str | None
    text: str | None
    file: dict[str, Any] | None


class Stored(NamedTuple):
    """What came of one message: `state` is stored, again (a retry: nothing new), closed, unknown or not_member."""

    state: str
    seq: int
    at: datetime


_SQL = """
WITH said AS (
    -- One document, because quoting nine arrays costs the process more than all the rest of a message.
    SELECT * FROM ROWS FROM (json_to_recordset(%s::json) AS (
            conversation uuid, id uuid, kind text, audience text, by_kind text, by_id uuid, by_role text, text text, file jsonb
        )) WITH ORDINALITY
        AS s (conversation_id, id, kind, audience, by_kind, by_id, by_role, text, file, ord)
), known AS (
    SELECT s.*, c.last_seq, e.seq AS old_seq, e.at AS old_at,
        CASE WHEN c.id IS NULL THEN 'unknown'
             WHEN e.seq IS NOT NULL THEN 'again'
             WHEN c.status = 'closed' THEN 'closed'
             WHEN s.by_kind = 'staff' AND s.audience = 'all' AND m.staff_id IS NULL THEN 'not_member'
             ELSE 'stored' END AS state
    FROM said s
    LEFT JOIN conversation.conversations c ON c.hospital_id = %s AND c.id = s.conversation_id
    LEFT JOIN conversation.entries e ON e.hospital_id = %s AND e.conversation_id = s.conversation_id AND e.id = s.id
    LEFT JOIN conversation.members m ON m.hospital_id = %s AND m.conversation_id = s.conversation_id
        AND m.staff_id = s.by_id AND m.left_at IS NULL
), fresh AS (
    SELECT *, last_seq + row_number() OVER (PARTITION BY conversation_id ORDER BY ord) AS seq
    FROM known WHERE state = 'stored'
), stored AS (
    INSERT INTO conversation.entries
        (hospital_id, conversation_id, seq, id, kind, audience, at, by_kind, by_id, by_role, text, file)
    SELECT %s, conversation_id, seq, id, kind, audience, %s, by_kind, by_id, by_role, text, file FROM fresh
), news AS (
    SELECT conversation_id, max(seq) AS seq, max(ord) AS ord,
        count(*) FILTER (WHERE by_kind = 'visitor') AS asked,
        count(*) FILTER (WHERE by_kind = 'staff' AND audience = 'all') AS answered,
        -- what the visitor said after the last answer still waits
        count(*) FILTER (WHERE by_kind = 'visitor' AND ord > coalesce(last_answer, 0)) AS waiting
    FROM (SELECT *, max(ord) FILTER (WHERE by_kind = 'staff' AND audience = 'all') OVER (PARTITION BY conversation_id)
                 AS last_answer FROM fresh) f
    GROUP BY conversation_id
), moved AS (
    UPDATE conversation.conversations c SET
        last_seq = n.seq, rev = c.rev + 1,
        last_by = l.by_kind, last_text = left(coalesce(l.text, l.file ->> 'name'), 80), last_at = %s,
        visitor_messages = c.visitor_messages + n.asked, staff_messages = c.staff_messages + n.answered,
        unread = CASE WHEN n.answered > 0 THEN n.waiting ELSE c.unread + n.asked END,
        waiting_since = CASE WHEN n.waiting > 0 AND (n.answered > 0 OR c.waiting_since IS NULL) THEN %s
                             WHEN n.answered > 0 THEN NULL ELSE c.waiting_since END,
        first_answer_at = CASE WHEN n.answered > 0 THEN coalesce(c.first_answer_at, %s) ELSE c.first_answer_at END,
        alert = CASE WHEN n.answered > 0 AND c.alert IN ('unanswered', 'waiting_long') THEN NULL ELSE c.alert END
    FROM news n JOIN fresh l ON l.ord = n.ord
    WHERE c.hospital_id = %s AND c.id = n.conversation_id
)
SELECT k.state, coalesce(f.seq, k.old_seq, 0), coalesce(k.old_at, %s)
FROM known k LEFT JOIN fresh f ON f.ord = k.ord ORDER BY k.ord
"""


async def store_messages(tx: Transaction, hospital_id: int, messages: list[NewMessage], at: datetime) -> list[Stored]:
    """Store a batch in order, giving each its conversation's next sequence number.

    The caller holds the lock of every conversation's visitor, so nobody else numbers meanwhile. A message whose id is
    already there takes no number. The result has the batch's order.
    """
    h, said = hospital_id, msgspec.json.encode(messages).decode()
    return [Stored(*row) for row in await tx.tuples(_SQL, (said, h, h, h, h, at, at, at, at, h, at))]
