"""What moves a conversation: start, hands, marks, close. Callers hold the visitor's lock and add the entry that tells."""

from datetime import datetime
from typing import Any
from uuid import UUID

from bedside.kit.database import Transaction


async def insert(tx: Transaction, row: dict[str, Any]) -> bool:
    """A new conversation; False when its id is already there (a retry)."""
    return bool(
        await tx.run(
            """
            INSERT INTO conversation.conversations
                (hospital_id, id, visitor_id, visitor_name, contact, lang, channel, status, department_id, preferred,
                 started_at, queued_at, overflow_at, source, search_word, campaign, first_campaign, landing, came_back,
                 health_consent)
            VALUES (%(hospital_id)s, %(id)s, %(visitor_id)s, %(visitor_name)s, %(contact)s, %(lang)s, %(channel)s, 'waiting',
                    %(department_id)s, %(preferred)s, %(at)s, %(at)s, %(overflow_at)s, %(source)s, %(search_word)s,
                    %(campaign)s, %(first_campaign)s, %(landing)s, %(came_back)s, %(health_consent)s)
            ON CONFLICT (hospital_id, id) DO NOTHING
            """,
            row,
        )
    )


async def started_since(tx: Transaction, hospital_id: int, visitor: UUID, since: datetime) -> int:
    return await tx.value(
        "SELECT count(*) FROM conversation.conversations WHERE hospital_id = %s AND visitor_id = %s AND started_at > %s",
        (hospital_id, visitor, since),
    )


async def last_consultant(tx: Transaction, hospital_id: int, visitor: UUID) -> UUID | None:
    """Who answered this visitor last."""
    return await tx.value(
        """
        SELECT assigned_to FROM conversation.conversations
        WHERE hospital_id = %s AND visitor_id = %s AND assigned_to IS NOT NULL AND staff_messages > 0
        ORDER BY started_at DESC LIMIT 1
        """,
        (hospital_id, visitor),
    )


async def first_campaign(tx: Transaction, hospital_id: int, visitor: UUID) -> str | None:
    return await tx.value(
        """
        SELECT campaign FROM conversation.conversations
        WHERE hospital_id = %s AND visitor_id = %s AND campaign IS NOT NULL ORDER BY started_at LIMIT 1
        """,
        (hospital_id, visitor),
    )


async def assign(tx: Transaction, hospital_id: int, conversation: UUID, staff: UUID, at: datetime) -> None:
    await tx.run(
        """
        UPDATE conversation.conversations SET status = 'active', assigned_to = %(staff)s, overflow_at = NULL,
            alert = CASE WHEN alert = 'red' THEN alert END, preferred = %(staff)s
        WHERE hospital_id = %(h)s AND id = %(id)s
        """,
        {"h": hospital_id, "id": conversation, "staff": staff},
    )
    await join(tx, hospital_id, conversation, staff, at)
    await tx.run(
        "UPDATE conversation.presence SET last_assigned_at = %s WHERE hospital_id = %s AND staff_id = %s",
        (at, hospital_id, staff),
    )


async def requeue(
    tx: Transaction,
    hospital_id: int,
    conversation: UUID,
    *,
    department: UUID | None,
    skill: UUID | None,
    preferred: UUID | None,
    overflow_at: datetime,
) -> None:
    """Back to the queue at its old place: who has waited already does not wait behind newcomers."""
    await tx.run(
        """
        UPDATE conversation.conversations SET status = 'waiting', assigned_to = NULL, department_id = %s, skill_id = %s,
            preferred = %s, overflow_at = %s
        WHERE hospital_id = %s AND id = %s
        """,
        (department, skill, preferred, overflow_at, hospital_id, conversation),
    )


async def join(tx: Transaction, hospital_id: int, conversation: UUID, staff: UUID, at: datetime) -> bool:
    """Make a member; False if they were one already."""
    return bool(
        await tx.run(
            """
            INSERT INTO conversation.members AS m (hospital_id, conversation_id, staff_id, joined_at) VALUES (%s, %s, %s, %s)
            ON CONFLICT (hospital_id, conversation_id, staff_id) DO UPDATE SET joined_at = excluded.joined_at, left_at = NULL
            WHERE m.left_at IS NOT NULL
            """,
            (hospital_id, conversation, staff, at),
        )
    )


async def leave(tx: Transaction, hospital_id: int, conversation: UUID, staff: UUID, at: datetime) -> bool:
    return bool(
        await tx.run(
            """
            UPDATE conversation.members SET left_at = %s
            WHERE hospital_id = %s AND conversation_id = %s AND staff_id = %s AND left_at IS NULL
            """,
            (at, hospital_id, conversation, staff),
        )
    )


async def close(
    tx: Transaction,
    hospital_id: int,
    conversation: UUID,
    *,
    outcome: str,
    note: str | None,
    by: UUID | None,
    at: datetime,
) -> None:
    await tx.run(
        """
        UPDATE conversation.conversations SET status = 'closed', closed_at = %s, outcome = %s, close_note = %s, closed_by = %s,
            overflow_at = NULL, waiting_since = NULL, unread = 0, alert = NULL
        WHERE hospital_id = %s AND id = %s
        """,
        (at, outcome, note, by, hospital_id, conversation),
    )
    await tx.run(
        "UPDATE conversation.members SET left_at = %s WHERE hospital_id = %s AND conversation_id = %s AND left_at IS NULL",
        (at, hospital_id, conversation),
    )


async def set_outcome(tx: Transaction, hospital_id: int, conversation: UUID, *, outcome: str, note: str | None) -> None:
    await tx.run(
        "UPDATE conversation.conversations SET outcome = %s, close_note = %s WHERE hospital_id = %s AND id = %s",
        (outcome, note, hospital_id, conversation),
    )


async def reopen(tx: Transaction, hospital_id: int, conversation: UUID, at: datetime) -> None:
    await tx.run(
        """
        UPDATE conversation.conversations SET status = 'waiting', closed_at = NULL, outcome = NULL, closed_by = NULL,
            queued_at = %s
        WHERE hospital_id = %s AND id = %s
        """,
        (at, hospital_id, conversation),
    )
    await tx.run(
        "DELETE FROM conversation.documents WHERE hospital_id = %s AND conversation_id = %s",
        (hospital_id, conversation),
    )


async def rate(tx: Transaction, hospital_id: int, conversation: UUID, score: int, comment: str | None) -> None:
    await tx.run(
        "UPDATE conversation.conversations SET score = %s, comment = %s WHERE hospital_id = %s AND id = %s",
        (score, comment, hospital_id, conversation),
    )


async def alert(tx: Transaction, hospital_id: int, conversation: UUID, what: str | None) -> None:
    await tx.run(
        "UPDATE conversation.conversations SET alert = %s, overflow_at = NULL, rev = rev + 1 WHERE hospital_id = %s AND id = %s",
        (what, hospital_id, conversation),
    )


async def set_progress(
    tx: Transaction, hospital_id: int, conversation: UUID, stage: str | None, level: str | None
) -> None:
    await tx.run(
        "UPDATE conversation.conversations SET stage = %s, level = %s WHERE hospital_id = %s AND id = %s",
        (stage, level, hospital_id, conversation),
    )


async def rename_visitor(tx: Transaction, hospital_id: int, visitor: UUID, name: str) -> list[UUID]:
    """The name in all of a visitor's conversations; returns those touched."""
    found = await tx.tuples(
        """
        UPDATE conversation.conversations SET visitor_name = %s, rev = rev + 1
        WHERE hospital_id = %s AND visitor_id = %s RETURNING id
        """,
        (name, hospital_id, visitor),
    )
    return [row[0] for row in found]


async def forget_visitor(tx: Transaction, hospital_id: int, visitor: UUID) -> None:
    """Take away who it was: name, contact, search words and campaign. What was said is held by law (L32)."""
    await tx.run(
        """
        UPDATE conversation.conversations SET visitor_name = '', contact = NULL, search_word = NULL, landing = NULL,
            rev = rev + 1
        WHERE hospital_id = %s AND visitor_id = %s
        """,
        (hospital_id, visitor),
    )


async def insert_file(tx: Transaction, row: dict[str, Any]) -> bool:
    return bool(
        await tx.run(
            """
            INSERT INTO conversation.files (hospital_id, id, conversation_id, name, type, size, by_kind, by_id, at)
            VALUES (%(hospital_id)s, %(id)s, %(conversation_id)s, %(name)s, %(type)s, %(size)s, %(by_kind)s, %(by_id)s, %(at)s)
            ON CONFLICT DO NOTHING
            """,
            row,
        )
    )


async def files_of(tx: Transaction, hospital_id: int, conversation: UUID) -> int:
    return await tx.value(
        "SELECT count(*) FROM conversation.files WHERE hospital_id = %s AND conversation_id = %s",
        (hospital_id, conversation),
    )


async def file(tx: Transaction, hospital_id: int, id_: UUID) -> dict[str, Any] | None:
    found = await tx.dicts(
        "SELECT id, conversation_id, name, type, size FROM conversation.files WHERE hospital_id = %s AND id = %s",
        (hospital_id, id_),
    )
    return found[0] if found else None


async def write_document(tx: Transaction, hospital_id: int, conversation: UUID, at: datetime, grams: list[str]) -> None:
    """What search finds a closed conversation by."""
    await tx.run(
        """
        INSERT INTO conversation.documents (hospital_id, conversation_id, at, grams) VALUES (%s, %s, %s, %s)
        ON CONFLICT (hospital_id, conversation_id) DO UPDATE SET grams = excluded.grams, at = excluded.at
        """,
        (hospital_id, conversation, at, grams),
    )
