"""What the desk keeps about one person, over all browsers of theirs."""

from typing import Any
from uuid import UUID

from bedside.kit.database import Transaction


async def is_work_of(tx: Transaction, hospital_id: int, visitors: list[UUID], staff: UUID, converses: bool) -> bool:
    """Whether this staff member was ever in a conversation with them; or one is open, and they are at that desk."""
    return bool(
        await tx.value(
            """
            SELECT EXISTS (
                SELECT FROM unnest(%s::uuid[]) AS v (id)
                JOIN conversation.conversations c ON c.hospital_id = %s AND c.visitor_id = v.id
                WHERE (%s AND c.status <> 'closed') OR EXISTS (
                    SELECT FROM conversation.members m
                    WHERE m.hospital_id = c.hospital_id AND m.conversation_id = c.id AND m.staff_id = %s))
            """,
            (visitors, hospital_id, converses, staff),
        )
    )


async def said(tx: Transaction, hospital_id: int, visitors: list[UUID]) -> list[dict[str, Any]]:
    """All that they and staff said to each other, whispers left out, oldest first."""
    return await tx.dicts(
        """
        SELECT e.id, e.conversation_id, e.at, e.by_kind, e.by_id, e.text, e.file, e.ai, c.channel
        FROM unnest(%s::uuid[]) AS v (id)
        JOIN conversation.conversations c ON c.hospital_id = %s AND c.visitor_id = v.id
        JOIN conversation.entries e ON e.hospital_id = c.hospital_id AND e.conversation_id = c.id
        WHERE e.audience = 'all' AND e.kind IN ('text', 'file') ORDER BY e.at, e.id
        """,
        (visitors, hospital_id),
    )


async def redact(tx: Transaction, hospital_id: int, visitor: UUID, pattern: str, instead: str) -> None:
    """Blot out what matches (a regular expression of PostgreSQL's) in everything that is held of their conversations."""
    params = {"pattern": pattern, "instead": instead, "hospital": hospital_id, "visitor": visitor}
    await tx.run(
        """
        UPDATE conversation.entries e
        SET text = regexp_replace(e.text, %(pattern)s, %(instead)s, 'gi'),
            file = regexp_replace(e.file::text, %(pattern)s, %(instead)s, 'gi')::jsonb,
            event = regexp_replace(e.event::text, %(pattern)s, %(instead)s, 'gi')::jsonb
        FROM conversation.conversations c
        WHERE c.hospital_id = %(hospital)s AND c.visitor_id = %(visitor)s
          AND e.hospital_id = c.hospital_id AND e.conversation_id = c.id
          AND concat_ws(' ', e.text, e.file::text, e.event::text) ~* %(pattern)s
        """,
        params,
    )
    await tx.run(
        """
        UPDATE conversation.conversations
        SET visitor_name = regexp_replace(visitor_name, %(pattern)s, '', 'gi'),
            last_text = regexp_replace(last_text, %(pattern)s, %(instead)s, 'gi'),
            close_note = regexp_replace(close_note, %(pattern)s, %(instead)s, 'gi'),
            comment = regexp_replace(comment, %(pattern)s, %(instead)s, 'gi'), rev = rev + 1
        WHERE hospital_id = %(hospital)s AND visitor_id = %(visitor)s
        """,
        params,
    )
    await tx.run(
        """
        UPDATE conversation.files f SET name = regexp_replace(f.name, %(pattern)s, %(instead)s, 'gi')
        FROM conversation.conversations c
        WHERE c.hospital_id = %(hospital)s AND c.visitor_id = %(visitor)s
          AND f.hospital_id = c.hospital_id AND f.conversation_id = c.id
        """,
        params,
    )
    await tx.run(
        """
        UPDATE conversation.follow_ups f SET note = regexp_replace(f.note, %(pattern)s, %(instead)s, 'gi')
        FROM conversation.conversations c
        WHERE c.hospital_id = %(hospital)s AND c.visitor_id = %(visitor)s
          AND f.hospital_id = c.hospital_id AND f.conversation_id = c.id
        """,
        params,
    )


async def unindex(tx: Transaction, hospital_id: int, visitor: UUID) -> None:
    """Search words were taken from names, too: what is only held is not searched."""
    await tx.run(
        """
        DELETE FROM conversation.documents d USING conversation.conversations c
        WHERE c.hospital_id = %s AND c.visitor_id = %s AND d.hospital_id = c.hospital_id AND d.conversation_id = c.id
        """,
        (hospital_id, visitor),
    )
