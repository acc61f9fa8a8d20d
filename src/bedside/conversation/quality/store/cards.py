"""Scorecards; what equality and the own board read."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from bedside.conversation.quality.model import Goal, KindWord, Scorecard
from bedside.kit.database import Transaction


async def save(tx: Transaction, hospital_id: int, card: Scorecard) -> None:
    """A version's row is made or, when a reopened conversation went on, made anew."""
    given = msgspec.to_builtins(card)
    await tx.run(
        """
        INSERT INTO conversation.scorecards (hospital_id, conversation_id, version, staff_id, total, impression, leaning, missing,
            items, evidence, visitor_lines, staff_lines, last_seq, scored_at)
        VALUES (%(h)s, %(conversation)s, %(version)s, %(staff)s, %(total)s, %(impression)s, %(leaning)s, %(missing)s, %(items)s,
            %(evidence)s, %(visitor_lines)s, %(staff_lines)s, %(last_seq)s, %(scored_at)s)
        ON CONFLICT (hospital_id, conversation_id, version) DO UPDATE SET staff_id = excluded.staff_id, total = excluded.total,
            impression = excluded.impression, leaning = excluded.leaning, missing = excluded.missing, items = excluded.items,
            evidence = excluded.evidence, visitor_lines = excluded.visitor_lines, staff_lines = excluded.staff_lines,
            last_seq = excluded.last_seq, scored_at = excluded.scored_at
        """,
        given
        | {
            "h": hospital_id,
            "missing": list(card.missing),
            "items": msgspec.json.encode(card.items).decode(),
            "evidence": msgspec.json.encode(card.evidence).decode(),
        },
    )


async def cards(tx: Transaction, hospital_id: int, conversation: UUID) -> list[Scorecard]:
    """Every version, newest first."""
    found = await tx.dicts(
        """
        SELECT conversation_id AS conversation, version, staff_id AS staff, total, impression, leaning, missing, items, evidence,
            visitor_lines, staff_lines, last_seq, scored_at
        FROM conversation.scorecards WHERE hospital_id = %s AND conversation_id = %s ORDER BY scored_at DESC
        """,
        (hospital_id, conversation),
    )
    return [msgspec.convert(row, Scorecard) for row in found]


async def totals_of_visitors(
    tx: Transaction, hospital_id: int, since: datetime, until: datetime
) -> list[tuple[bool, float]]:
    """Of each visitor with conversations closed then: whether a booking came of any of all their conversations, and the mean of the
    newest totals of these."""
    found = await tx.tuples(
        """
        WITH closed AS (
            SELECT DISTINCT ON (s.conversation_id) c.visitor_id, s.total
            FROM conversation.scorecards s
            JOIN conversation.conversations c ON c.hospital_id = s.hospital_id AND c.id = s.conversation_id
            WHERE s.hospital_id = %(h)s AND c.closed_at >= %(since)s AND c.closed_at < %(until)s AND c.status = 'closed'
                AND s.total IS NOT NULL
            ORDER BY s.conversation_id, s.scored_at DESC)
        SELECT EXISTS (
                SELECT FROM conversation.conversations o
                WHERE o.hospital_id = %(h)s AND o.visitor_id = closed.visitor_id AND o.outcome = 'booked'),
            avg(total)::float8
        FROM closed GROUP BY visitor_id ORDER BY visitor_id
        """,
        {"h": hospital_id, "since": since, "until": until},
    )
    return [(booked, total) for booked, total in found]


class OwnCard(msgspec.Struct, frozen=True):
    conversation_id: UUID
    closed_at: datetime
    total: int | None
    items: Any


async def own_cards(tx: Transaction, hospital_id: int, staff: UUID, since: datetime) -> list[OwnCard]:
    """The newest scorecard of each of somebody's conversations."""
    return await tx.rows(
        OwnCard,
        """
        SELECT DISTINCT ON (s.conversation_id) s.conversation_id, c.closed_at, s.total, s.items
        FROM conversation.scorecards s
        JOIN conversation.conversations c ON c.hospital_id = s.hospital_id AND c.id = s.conversation_id
        WHERE s.hospital_id = %s AND s.staff_id = %s AND c.status = 'closed' AND c.closed_at >= %s
        ORDER BY s.conversation_id, s.scored_at DESC
        """,
        (hospital_id, staff, since),
    )


async def kind_words(tx: Transaction, hospital_id: int, staff: UUID, most: int) -> list[KindWord]:
    return await tx.rows(
        KindWord,
        """
        SELECT id AS conversation, score, comment, coalesce(closed_at, started_at) AS at FROM conversation.conversations
        WHERE hospital_id = %s AND assigned_to = %s AND score >= 4 AND comment <> ''
        ORDER BY coalesce(closed_at, started_at) DESC LIMIT %s
        """,
        (hospital_id, staff, most),
    )


async def goal(tx: Transaction, hospital_id: int, staff: UUID) -> Goal | None:
    return await tx.row(
        Goal,
        "SELECT item, target FROM conversation.goals WHERE hospital_id = %s AND staff_id = %s",
        (hospital_id, staff),
    )


async def set_goal(tx: Transaction, hospital_id: int, staff: UUID, goal: Goal, at: datetime) -> None:
    await tx.run(
        """
        INSERT INTO conversation.goals (hospital_id, staff_id, item, target, set_at) VALUES (%s, %s, %s, %s, %s)
        ON CONFLICT (hospital_id, staff_id) DO UPDATE SET item = excluded.item, target = excluded.target, set_at = excluded.set_at
        """,
        (hospital_id, staff, goal.item, goal.target, at),
    )


async def unscored(tx: Transaction, hospital_id: int, version: str, most: int) -> list[UUID]:
    """Closed conversations without a scorecard of this version: to be made again after the rules changed."""
    found = await tx.tuples(
        """
        SELECT c.id FROM conversation.conversations c WHERE c.hospital_id = %s AND c.status = 'closed' AND NOT EXISTS (
            SELECT FROM conversation.scorecards s
            WHERE s.hospital_id = c.hospital_id AND s.conversation_id = c.id AND s.version = %s)
        ORDER BY c.closed_at DESC LIMIT %s
        """,
        (hospital_id, version, most),
    )
    return [row[0] for row in found]
