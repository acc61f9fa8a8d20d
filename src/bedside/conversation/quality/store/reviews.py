"""Samples, reviews and appeals."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from bedside.conversation.quality.model import Appeal, Marks, Review
from bedside.kit.database import Transaction


class Candidate(msgspec.Struct, frozen=True):
    """A closed conversation that could be drawn. `booked`: its visitor did, in this conversation or in another."""

    id: UUID
    staff_id: UUID
    booked: bool


async def candidates(tx: Transaction, hospital_id: int, since: datetime) -> list[Candidate]:
    """Scored and long enough, and not drawn before, in a fixed order."""
    return await tx.rows(
        Candidate,
        """
        SELECT c.id, s.staff_id, EXISTS (
                SELECT FROM conversation.conversations o
                WHERE o.hospital_id = c.hospital_id AND o.visitor_id = c.visitor_id AND o.outcome = 'booked') AS booked
        FROM conversation.conversations c
        JOIN LATERAL (
            SELECT staff_id, total FROM conversation.scorecards s
            WHERE s.hospital_id = c.hospital_id AND s.conversation_id = c.id ORDER BY scored_at DESC LIMIT 1
        ) s ON s.total IS NOT NULL AND s.staff_id IS NOT NULL
        WHERE c.hospital_id = %s AND c.status = 'closed' AND c.closed_at >= %s AND NOT EXISTS (
            SELECT FROM conversation.reviews r WHERE r.hospital_id = c.hospital_id AND r.conversation_id = c.id)
        ORDER BY c.id
        """,
        (hospital_id, since),
    )


async def add(tx: Transaction, hospital_id: int, review: Review, sample: UUID, drawn_by: UUID) -> None:
    await tx.run(
        """
        INSERT INTO conversation.reviews (hospital_id, id, conversation_id, second, staff_id, sample, seed, drawn_at, drawn_by)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
        """,
        (
            hospital_id, review.id, review.conversation, review.second, review.staff, sample, review.seed, review.drawn_at,
            drawn_by,
        ),
    )  # fmt: skip


async def one(tx: Transaction, review: UUID) -> Review | None:
    """Of any admitted hospital."""
    found = await tx.dicts(
        """
        SELECT id, hospital_id AS hospital, conversation_id AS conversation, second, staff_id AS staff, drawn_at, seed,
            reviewer_id AS reviewer, marks, note, done_at
        FROM conversation.reviews WHERE hospital_id = ANY (%s) AND id = %s
        """,
        (list(tx.hospitals), review),
    )
    return msgspec.convert(found[0], Review) if found else None


async def listed(tx: Transaction, hospital_id: int, *, done: bool, most: int) -> list[Review]:
    found = await tx.dicts(
        """
        SELECT id, hospital_id AS hospital, conversation_id AS conversation, second, staff_id AS staff, drawn_at, seed,
            reviewer_id AS reviewer, marks, note, done_at
        FROM conversation.reviews WHERE hospital_id = %s AND (done_at IS NOT NULL) = %s
        ORDER BY coalesce(done_at, drawn_at) DESC, id LIMIT %s
        """,
        (hospital_id, done, most),
    )
    return [msgspec.convert(row, Review) for row in found]


async def of_staff(tx: Transaction, hospital_id: int, staff: UUID, most: int) -> list[Review]:
    """Reviews that were made of somebody's work."""
    found = await tx.dicts(
        """
        SELECT id, hospital_id AS hospital, conversation_id AS conversation, second, staff_id AS staff, drawn_at, seed,
            reviewer_id AS reviewer, marks, note, done_at
        FROM conversation.reviews WHERE hospital_id = %s AND staff_id = %s AND done_at IS NOT NULL
        ORDER BY done_at DESC LIMIT %s
        """,
        (hospital_id, staff, most),
    )
    return [msgspec.convert(row, Review) for row in found]


async def reviewer_of_other(tx: Transaction, hospital_id: int, review: Review) -> UUID | None:
    """Who did the other reading of the same conversation."""
    return await tx.value(
        "SELECT reviewer_id FROM conversation.reviews WHERE hospital_id = %s AND conversation_id = %s AND second <> %s",
        (hospital_id, review.conversation, review.second),
    )


async def finish(
    tx: Transaction, hospital_id: int, review: UUID, reviewer: UUID, marks: Marks, note: str, at: datetime
) -> bool:
    """False when it was done already."""
    return (
        await tx.run(
            """
        UPDATE conversation.reviews SET reviewer_id = %s, marks = %s, note = %s, done_at = %s
        WHERE hospital_id = %s AND id = %s AND done_at IS NULL
        """,
            (reviewer, msgspec.json.encode(marks).decode(), note, at, hospital_id, review),
        )
        == 1
    )


async def pairs(tx: Transaction, hospital_id: int) -> list[Sequence[Marks]]:
    """Marks of both reviewers, of every conversation that was read twice."""
    return [
        (row[0], row[1])
        for row in await tx.tuples(
            """
            SELECT a.marks, b.marks FROM conversation.reviews a
            JOIN conversation.reviews b ON b.hospital_id = a.hospital_id AND b.conversation_id = a.conversation_id AND b.second
            WHERE a.hospital_id = %s AND NOT a.second AND a.done_at IS NOT NULL AND b.done_at IS NOT NULL
            ORDER BY a.done_at DESC LIMIT 2000
            """,
            (hospital_id,),
        )
    ]


_APPEALS = """
    SELECT a.review_id AS review, a.hospital_id AS hospital, a.staff_id AS staff, r.conversation_id AS conversation,
        r.reviewer_id AS reviewer, a.reason, a.made_at, a.upheld, a.decision, a.decided_by, a.decided_at
    FROM conversation.appeals a
    JOIN conversation.reviews r ON r.hospital_id = a.hospital_id AND r.id = a.review_id
"""


async def appeals(tx: Transaction, hospital_id: int, staff: UUID | None, most: int) -> list[Appeal]:
    """Newest first, those that wait for a decision before all others; `staff`: only theirs."""
    return await tx.rows(
        Appeal,
        _APPEALS + "WHERE a.hospital_id = %(h)s AND (%(staff)s::uuid IS NULL OR a.staff_id = %(staff)s) "
        "ORDER BY (a.decided_at IS NOT NULL), a.made_at DESC LIMIT %(most)s",
        {"h": hospital_id, "staff": staff, "most": most},
    )


async def appeal(tx: Transaction, hospital_id: int, review: UUID) -> Appeal | None:
    return await tx.row(Appeal, _APPEALS + "WHERE a.hospital_id = %s AND a.review_id = %s", (hospital_id, review))


async def add_appeal(tx: Transaction, review: Review, reason: str, at: datetime) -> bool:
    """False when one was made already."""
    return (
        await tx.run(
            """
        INSERT INTO conversation.appeals (hospital_id, review_id, staff_id, reason, made_at) VALUES (%s, %s, %s, %s, %s)
        ON CONFLICT DO NOTHING
        """,
            (review.hospital, review.id, review.staff, reason, at),
        )
        == 1
    )


async def decide(
    tx: Transaction, hospital_id: int, review: UUID, upheld: bool, decision: str, by: UUID, at: datetime
) -> bool:
    """False when it was decided already."""
    return (
        await tx.run(
            """
        UPDATE conversation.appeals SET upheld = %s, decision = %s, decided_by = %s, decided_at = %s
        WHERE hospital_id = %s AND review_id = %s AND decided_at IS NULL
        """,
            (upheld, decision, by, at, hospital_id, review),
        )
        == 1
    )


async def draw_again(tx: Transaction, hospital_id: int, review: UUID, at: datetime) -> None:
    """An appeal that is upheld: what was marked is taken back and waits for a fresh reader."""
    await tx.run(
        """
        UPDATE conversation.reviews SET reviewer_id = NULL, marks = '{}', note = '', done_at = NULL, drawn_at = %s
        WHERE hospital_id = %s AND id = %s
        """,
        (at, hospital_id, review),
    )
