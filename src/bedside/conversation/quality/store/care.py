"""Pauses offered, and the practice room."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from bedside.conversation.quality.model import Care, PracticeRow, Said
from bedside.kit.database import Transaction

_CARE = """
    SELECT id, hospital_id AS hospital, staff_id AS staff, conversation_id AS conversation, reason, offered_at, answer,
        answered_at, seen_by, seen_at
    FROM conversation.care
"""


async def offer(tx: Transaction, care: Care) -> bool:
    """False when it was offered for this conversation already."""
    return (
        await tx.run(
            """
        INSERT INTO conversation.care (hospital_id, id, staff_id, conversation_id, reason, offered_at)
        VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
        """,
            (care.hospital, care.id, care.staff, care.conversation, care.reason, care.offered_at),
        )
        == 1
    )


async def one(tx: Transaction, care: UUID) -> Care | None:
    found = await tx.dicts(_CARE + "WHERE hospital_id = ANY (%s) AND id = %s", (list(tx.hospitals), care))
    return msgspec.convert(found[0], Care) if found else None


async def listed(tx: Transaction, hospitals: Sequence[int], staff: UUID | None, since: datetime) -> list[Care]:
    """What was offered to `staff` and waits for an answer; or, for None, all that happened and what no lead has seen."""
    found = await tx.dicts(
        _CARE
        + """
        WHERE hospital_id = ANY (%(h)s) AND CASE
            WHEN %(staff)s::uuid IS NULL THEN offered_at >= %(since)s OR seen_at IS NULL
            ELSE staff_id = %(staff)s AND answer IS NULL AND offered_at >= %(since)s END
        ORDER BY offered_at DESC LIMIT 200
        """,
        {"h": list(hospitals), "staff": staff, "since": since},
    )
    return [msgspec.convert(row, Care) for row in found]


async def answer(tx: Transaction, hospital_id: int, care: UUID, answer: str, at: datetime) -> bool:
    return (
        await tx.run(
            "UPDATE conversation.care SET answer = %s, answered_at = %s WHERE hospital_id = %s AND id = %s AND answer IS NULL",
            (answer, at, hospital_id, care),
        )
        == 1
    )


async def seen(tx: Transaction, hospital_id: int, care: UUID, by: UUID, at: datetime) -> None:
    await tx.run(
        "UPDATE conversation.care SET seen_by = %s, seen_at = %s WHERE hospital_id = %s AND id = %s AND seen_at IS NULL",
        (by, at, hospital_id, care),
    )


async def long_runs(tx: Transaction, hospital_id: int, since: datetime) -> list[UUID]:
    """Who has been online since before that without a break, and was not offered one in this stretch."""
    found = await tx.tuples(
        """
        SELECT p.staff_id FROM conversation.presence p
        WHERE p.hospital_id = %(h)s AND p.status = 'online' AND p.since <= %(since)s AND NOT EXISTS (
            SELECT FROM conversation.care c WHERE c.hospital_id = p.hospital_id AND c.staff_id = p.staff_id
              AND c.reason = 'long_run' AND (c.offered_at >= p.since AND c.offered_at > %(since)s))
        """,
        {"h": hospital_id, "since": since},
    )
    return [row[0] for row in found]


class StoredPractice(msgspec.Struct, frozen=True, kw_only=True):
    row: PracticeRow
    said: list[Said]


async def begin(tx: Transaction, row: PracticeRow) -> None:
    await tx.run(
        """
        INSERT INTO conversation.practice (hospital_id, id, staff_id, persona, lang, seed, version, begun_at)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
        """,
        (row.hospital, row.id, row.staff, row.persona, row.lang, row.seed, row.version, row.begun_at),
    )


_PRACTICE = """
    SELECT id, hospital_id AS hospital, staff_id AS staff, persona, lang, seed, version, begun_at, ended_at, total, leaning, said
    FROM conversation.practice
"""


async def practice(tx: Transaction, id: UUID, staff: UUID) -> StoredPractice | None:
    """One's own only."""
    found = await tx.dicts(
        _PRACTICE + "WHERE hospital_id = ANY (%s) AND id = %s AND staff_id = %s", (list(tx.hospitals), id, staff)
    )
    if not found:
        return None
    return StoredPractice(
        row=msgspec.convert(found[0], PracticeRow), said=msgspec.convert(found[0]["said"], list[Said])
    )


async def practised(tx: Transaction, staff: UUID, most: int) -> list[PracticeRow]:
    found = await tx.dicts(
        _PRACTICE + "WHERE hospital_id = ANY (%s) AND staff_id = %s ORDER BY begun_at DESC LIMIT %s",
        (list(tx.hospitals), staff, most),
    )
    return [msgspec.convert(row, PracticeRow) for row in found]


async def save_practice(tx: Transaction, row: PracticeRow, said: Sequence[Said]) -> None:
    await tx.run(
        """
        UPDATE conversation.practice SET said = %s, ended_at = %s, total = %s, leaning = %s WHERE hospital_id = %s AND id = %s
        """,
        (msgspec.json.encode(said).decode(), row.ended_at, row.total, row.leaning, row.hospital, row.id),
    )
