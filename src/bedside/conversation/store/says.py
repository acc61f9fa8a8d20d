"""The hot path: many messages of many conversations, stored by one statement."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from bedside.conversation.model import Drafted
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
    canned: bool = False
    ai: Drafted | None = None


class Stored(NamedTuple):
    """What came of one message: `state` is stored, again (a retry: nothing new), closed, unknown or not_member."""

    state: str
    seq: int
    at: datetime


# Every join is a look-up by key, forced by LATERAL … LIMIT 1: planned on a young table, plain joins would read all of a
# hospital's entries for each batch. The batch is one document, because quoting nine arrays costs the process more than
# all the rest of a message.
_SQL = """
WITH said AS (
    SELECT * FROM ROWS FROM (json_to_recordset(%(said)s::json) AS (
            conversation uuid, id uuid, kind text, audience text, by_kind text, by_id uuid, by_role text, text text, file jsonb,
            canned bool, ai text
        )) WITH ORDINALITY
        AS s (conversation_id, id, kind, audience, by_kind, by_id, by_role, text, file, canned, ai, ord)
), known AS (
    SELECT s.*, s.by_kind = 'staff' AND s.audience = 'all' AS answers, c.last_seq, e.seq AS old_seq, e.at AS old_at,
        CASE WHEN c.status IS NULL THEN 'unknown'
             WHEN e.seq IS NOT NULL THEN 'again'
             WHEN c.status = 'closed' THEN 'closed'
             WHEN s.by_kind = 'staff' AND s.audience = 'all' AND m.staff_id IS NULL THEN 'not_member'
             ELSE 'stored' END AS state
    FROM said s
    LEFT JOIN LATERAL (
        SELECT c.last_seq, c.status FROM conversation.conversations c
        WHERE c.hospital_id = %(hospital)s AND c.id = s.conversation_id LIMIT 1) c ON true
    LEFT JOIN LATERAL (
        SELECT e.seq, e.at FROM conversation.entries e
        WHERE e.hospital_id = %(hospital)s AND e.conversation_id = s.conversation_id AND e.id = s.id LIMIT 1) e ON true
    LEFT JOIN LATERAL (
        SELECT m.staff_id FROM conversation.members m
        WHERE m.hospital_id = %(hospital)s AND m.conversation_id = s.conversation_id AND m.staff_id = s.by_id
          AND m.left_at IS NULL LIMIT 1) m ON true
), numbered AS MATERIALIZED (
    SELECT *, state = 'stored' AS fresh,
        last_seq + count(*) FILTER (WHERE state = 'stored') OVER (PARTITION BY conversation_id ORDER BY ord) AS seq,
        max(ord) FILTER (WHERE state = 'stored' AND answers) OVER (PARTITION BY conversation_id) AS last_answer
    FROM known
), stored AS (
    INSERT INTO conversation.entries
        (hospital_id, conversation_id, seq, id, kind, audience, at, by_kind, by_id, by_role, text, file, canned, ai)
    SELECT %(hospital)s, conversation_id, seq, id, kind, audience, %(at)s, by_kind, by_id, by_role, text, file, canned, ai
    FROM numbered WHERE fresh
), news AS MATERIALIZED (
    SELECT conversation_id, max(seq) AS seq,
        (array_agg(by_kind ORDER BY ord DESC) FILTER (WHERE audience = 'all'))[1] AS last_by,
        (array_agg(left(coalesce(text, file ->> 'name'), 80) ORDER BY ord DESC) FILTER (WHERE audience = 'all'))[1]
            AS last_text,
        count(*) FILTER (WHERE by_kind = 'visitor') AS asked,
        count(*) FILTER (WHERE answers) AS answered,
        -- what the visitor said after the last answer still waits
        count(*) FILTER (WHERE by_kind = 'visitor' AND ord > coalesce(last_answer, 0)) AS waiting
    FROM numbered WHERE fresh GROUP BY conversation_id
), moved AS (
    UPDATE conversation.conversations c SET
        last_seq = n.seq, rev = c.rev + 1,
        -- a whisper is not what the list shows as said
        last_by = coalesce(n.last_by, c.last_by), last_text = coalesce(n.last_text, c.last_text),
        last_at = CASE WHEN n.last_by IS NULL THEN c.last_at ELSE %(at)s END,
        visitor_messages = c.visitor_messages + n.asked, staff_messages = c.staff_messages + n.answered,
        unread = CASE WHEN n.answered > 0 THEN n.waiting ELSE c.unread + n.asked END,
        waiting_since = CASE WHEN n.waiting > 0 AND (n.answered > 0 OR c.waiting_since IS NULL) THEN %(at)s
                             WHEN n.answered > 0 THEN NULL ELSE c.waiting_since END,
        first_answer_at = CASE WHEN n.answered > 0 THEN coalesce(c.first_answer_at, %(at)s) ELSE c.first_answer_at END,
        alert = CASE WHEN n.answered > 0 AND c.alert IN ('unanswered', 'waiting_long') THEN NULL ELSE c.alert END
    FROM news n WHERE c.hospital_id = %(hospital)s AND c.id = n.conversation_id
)
SELECT state, CASE WHEN fresh THEN seq ELSE coalesce(old_seq, 0) END, coalesce(old_at, %(at)s) FROM numbered ORDER BY ord
"""


async def store_messages(tx: Transaction, hospital_id: int, messages: list[NewMessage], at: datetime) -> list[Stored]:
    """Store a batch in order, giving each its conversation's next sequence number.

    The caller holds the lock of every conversation's visitor, so nobody else numbers meanwhile. A message whose id is
    already there takes no number. The result has the batch's order.
    """
    said = msgspec.json.encode(messages).decode()
    return [Stored(*row) for row in await tx.tuples(_SQL, {"said": said, "hospital": hospital_id, "at": at})]
