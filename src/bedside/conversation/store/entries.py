"""Entries of the thread other than what people say in the hot path; and reading them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from bedside.conversation.model import Teller
from bedside.kit.database import Transaction
from bedside.kit.ids import new_id


class StoredEntry(msgspec.Struct, frozen=True, kw_only=True):
    seq: int
    id: UUID
    kind: Any
    audience: Any
    at: datetime
    by_kind: Any
    by_id: UUID | None
    by_role: str | None
    text: str | None
    file: dict[str, Any] | None
    event: dict[str, Any] | None
    ai: Any = None


_COLUMNS = (
    "SELECT seq, id, kind, audience, at, by_kind, by_id, by_role, text, file, event, ai FROM conversation.entries "
)


async def since(
    tx: Transaction, hospital_id: int, conversation: UUID, seq: int, staff: bool, limit: int
) -> list[StoredEntry]:
    """Entries after `seq` in order; a visitor never gets those for staff."""
    return await tx.rows(
        StoredEntry,
        _COLUMNS + "WHERE hospital_id = %s AND conversation_id = %s AND seq > %s AND (%s OR audience = 'all') "
        "ORDER BY seq LIMIT %s",
        (hospital_id, conversation, seq, staff, limit),
    )


async def before(
    tx: Transaction, hospital_id: int, conversation: UUID, seq: int | None, staff: bool, limit: int
) -> list[StoredEntry]:
    """The newest entries before `seq` (None: from the end), in order."""
    found = await tx.rows(
        StoredEntry,
        _COLUMNS + "WHERE hospital_id = %s AND conversation_id = %s AND seq < coalesce(%s, 2147483647) "
        "AND (%s OR audience = 'all') ORDER BY seq DESC LIMIT %s",
        (hospital_id, conversation, seq, staff, limit),
    )
    return found[::-1]


async def by_id(tx: Transaction, hospital_id: int, conversation: UUID, id_: UUID) -> StoredEntry | None:
    return await tx.row(
        StoredEntry,
        _COLUMNS + "WHERE hospital_id = %s AND conversation_id = %s AND id = %s",
        (hospital_id, conversation, id_),
    )


async def add_event(
    tx: Transaction,
    hospital_id: int,
    conversation: UUID,
    event: dict[str, Any],
    *,
    audience: str,
    by: tuple[str, UUID | None, str | None],
    at: datetime,
) -> StoredEntry:
    """The next entry, an event; moves the conversation's number and revision. The caller holds the visitor's lock."""
    stored = await tx.row(
        StoredEntry,
        """
        WITH moved AS (
            UPDATE conversation.conversations SET last_seq = last_seq + 1, rev = rev + 1
            WHERE hospital_id = %(hospital)s AND id = %(conversation)s RETURNING last_seq
        )
        INSERT INTO conversation.entries
            (hospital_id, conversation_id, seq, id, kind, audience, at, by_kind, by_id, by_role, event)
        SELECT %(hospital)s, %(conversation)s, last_seq, %(id)s, 'event', %(audience)s, %(at)s, %(by_kind)s, %(by_id)s,
               %(by_role)s, %(event)s FROM moved
        RETURNING seq, id, kind, audience, at, by_kind, by_id, by_role, text, file, event
        """,
        {
            "hospital": hospital_id,
            "conversation": conversation,
            "id": new_id(),
            "audience": audience,
            "at": at,
            "by_kind": by[0],
            "by_id": by[1],
            "by_role": by[2],
            "event": msgspec.json.encode(event).decode(),
        },
    )
    if stored is None:
        raise LookupError(conversation)
    return stored


class Passage(msgspec.Struct, frozen=True):
    """Words in a conversation that a search may have meant."""

    conversation_id: UUID
    by: Teller
    text: str


async def passages(tx: Transaction, hospital_id: int, conversations: list[UUID], patterns: list[str]) -> list[Passage]:
    """What was said there, or noted of a call, that has any of the ILIKE patterns: of each conversation the newest few."""
    return await tx.rows(
        Passage,
        """
        SELECT c.id AS conversation_id, e.by, e.text FROM unnest(%s::uuid[]) AS c (id) CROSS JOIN LATERAL (
            SELECT CASE WHEN text IS NULL THEN 'system' ELSE by_kind END AS by, coalesce(text, event ->> 'summary') AS text
            FROM conversation.entries
            WHERE hospital_id = %s AND conversation_id = c.id AND coalesce(text, event ->> 'summary') ILIKE ANY (%s)
            ORDER BY seq DESC LIMIT 50) e
        """,
        (conversations, hospital_id, patterns),
    )


async def mark_read(tx: Transaction, hospital_id: int, marks: list[tuple[UUID, int, int]]) -> None:
    """Move read marks forward: (conversation, read by staff, read by the visitor), each conversation once, 0 where nobody
    read. A mark never goes back nor beyond what there is."""
    await tx.run(
        """
        UPDATE conversation.conversations c SET
            visitor_read_seq = greatest(c.visitor_read_seq, least(m.visitor, c.last_seq)),
            staff_read_seq = greatest(c.staff_read_seq, least(m.staff, c.last_seq)),
            unread = CASE WHEN m.staff > c.staff_read_seq THEN (
                SELECT count(*) FROM conversation.entries e WHERE e.hospital_id = c.hospital_id
                AND e.conversation_id = c.id AND e.seq > m.staff AND e.by_kind = 'visitor'
                AND e.kind <> 'event') ELSE c.unread END,
            rev = c.rev + 1
        FROM unnest(%s::uuid[], %s::int[], %s::int[]) AS m (id, staff, visitor)
        WHERE c.hospital_id = %s AND c.id = m.id
          AND (least(m.staff, c.last_seq) > c.staff_read_seq OR least(m.visitor, c.last_seq) > c.visitor_read_seq)
        """,
        ([m[0] for m in marks], [m[1] for m in marks], [m[2] for m in marks], hospital_id),
    )
