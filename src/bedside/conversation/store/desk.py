"""Panels, presence, follow-ups, blocks, settings; what routing reads; what is due."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from bedside.conversation.model import Block, DeskSettings, FollowUp, Panel
from bedside.kit.database import Transaction


class StoredPanel(msgspec.Struct, frozen=True, kw_only=True):
    rev: int
    needs: dict[str, Any]
    mood: str | None
    purpose: str | None
    worries: list[str]
    doubt: str | None
    doubt_state: str | None
    note: str | None
    set_by: dict[str, Any]


async def panel(tx: Transaction, hospital_id: int, conversation: UUID) -> Panel:
    found = await tx.row(
        StoredPanel,
        """
        SELECT rev, needs, mood, purpose, worries, doubt, doubt_state, note, set_by FROM conversation.panels
        WHERE hospital_id = %s AND conversation_id = %s
        """,
        (hospital_id, conversation),
    )
    return Panel() if found is None else msgspec.convert(msgspec.to_builtins(found), Panel)


async def save_panel(tx: Transaction, hospital_id: int, conversation: UUID, panel: Panel) -> None:
    await tx.run(
        """
        INSERT INTO conversation.panels
            (hospital_id, conversation_id, rev, needs, mood, purpose, worries, doubt, doubt_state, note, set_by)
        VALUES (%(h)s, %(id)s, %(rev)s, %(needs)s, %(mood)s, %(purpose)s, %(worries)s, %(doubt)s, %(doubt_state)s, %(note)s,
                %(set_by)s)
        ON CONFLICT (hospital_id, conversation_id) DO UPDATE SET rev = excluded.rev, needs = excluded.needs,
            mood = excluded.mood, purpose = excluded.purpose, worries = excluded.worries, doubt = excluded.doubt,
            doubt_state = excluded.doubt_state, note = excluded.note, set_by = excluded.set_by
        """,
        {
            "h": hospital_id,
            "id": conversation,
            "rev": panel.rev,
            "needs": msgspec.json.encode(panel.needs).decode(),
            "mood": panel.mood,
            "purpose": panel.purpose,
            "worries": list(panel.worries),
            "doubt": panel.doubt,
            "doubt_state": panel.doubt_state,
            "note": panel.note,
            "set_by": msgspec.json.encode(panel.set_by).decode(),
        },
    )


class StoredPresence(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is or was at the desk."""

    hospital_id: int
    staff_id: UUID
    status: Any
    reason: str | None
    since: datetime
    seen_at: datetime
    last_assigned_at: datetime | None


_PRESENCE = """
    SELECT p.hospital_id, p.staff_id, p.status, p.reason, p.since, p.seen_at, p.last_assigned_at FROM conversation.presence p
"""


async def presences(tx: Transaction) -> list[StoredPresence]:
    return await tx.rows(StoredPresence, _PRESENCE + "WHERE p.hospital_id = ANY (%s)", (list(tx.hospitals),))


async def loads(tx: Transaction, staff: list[UUID]) -> dict[UUID, int]:
    """How many conversations each holds now, at all hospitals whose desk they serve."""
    found = await tx.tuples("SELECT staff, load FROM conversation.loads(%s)", (staff,))
    return {row[0]: row[1] for row in found}


async def presence(tx: Transaction, hospital_id: int, staff: UUID) -> StoredPresence | None:
    return await tx.row(
        StoredPresence, _PRESENCE + "WHERE p.hospital_id = %s AND p.staff_id = %s", (hospital_id, staff)
    )


async def set_presence(
    tx: Transaction, hospital_id: int, staff: UUID, status: str, reason: str | None, at: datetime
) -> bool:
    """Whether the status changed."""
    before = await tx.value(
        "SELECT status FROM conversation.presence WHERE hospital_id = %s AND staff_id = %s FOR UPDATE",
        (hospital_id, staff),
    )
    await tx.run(
        """
        INSERT INTO conversation.presence AS p (hospital_id, staff_id, status, reason, since, seen_at)
        VALUES (%(h)s, %(staff)s, %(status)s, %(reason)s, %(at)s, %(at)s)
        ON CONFLICT (hospital_id, staff_id) DO UPDATE SET status = excluded.status, reason = excluded.reason,
            since = CASE WHEN p.status = excluded.status THEN p.since ELSE excluded.since END, seen_at = excluded.seen_at
        """,
        {"h": hospital_id, "staff": staff, "status": status, "reason": reason, "at": at},
    )
    return before != status


async def seen(tx: Transaction, staff: list[UUID], at: datetime) -> None:
    """These have a socket open now."""
    await tx.run(
        "UPDATE conversation.presence SET seen_at = %s "
        "WHERE hospital_id = ANY (%s) AND staff_id = ANY (%s) AND status <> 'offline'",
        (at, list(tx.hospitals), staff),
    )


async def gone_quiet(tx: Transaction, hospital_id: int, before: datetime) -> list[UUID]:
    """Staff shown as present whose last socket was seen before then."""
    found = await tx.tuples(
        "SELECT staff_id FROM conversation.presence WHERE hospital_id = %s AND status <> 'offline' AND seen_at < %s",
        (hospital_id, before),
    )
    return [row[0] for row in found]


async def overdue_waits(tx: Transaction, hospital_id: int, at: datetime) -> list[tuple[UUID, UUID]]:
    """(conversation, visitor) in the queue past their overflow time."""
    return [
        (row[0], row[1])
        for row in await tx.tuples(
            """
            SELECT id, visitor_id FROM conversation.conversations
            WHERE hospital_id = %s AND status = 'waiting' AND overflow_at <= %s ORDER BY queued_at LIMIT 100
            """,
            (hospital_id, at),
        )
    ]


async def unanswered(tx: Transaction, hospital_id: int, before: datetime) -> list[tuple[UUID, UUID, UUID]]:
    """(conversation, visitor, consultant) whose visitor has waited for an answer since before then; not yet alarmed."""
    return [
        (row[0], row[1], row[2])
        for row in await tx.tuples(
            """
            SELECT id, visitor_id, assigned_to FROM conversation.conversations
            WHERE hospital_id = %s AND status = 'active' AND assigned_to IS NOT NULL AND waiting_since < %s AND alert IS NULL
            ORDER BY waiting_since LIMIT 100
            """,
            (hospital_id, before),
        )
    ]


async def idle(tx: Transaction, hospital_id: int, before: datetime) -> list[tuple[UUID, UUID]]:
    """(conversation, visitor) where everybody has been silent since before then and nobody waits."""
    return [
        (row[0], row[1])
        for row in await tx.tuples(
            """
            SELECT id, visitor_id FROM conversation.conversations
            WHERE hospital_id = %s AND status = 'active' AND channel = 'web' AND waiting_since IS NULL
              AND coalesce(last_at, started_at) < %s
            ORDER BY started_at LIMIT 100
            """,
            (hospital_id, before),
        )
    ]


async def held_by_absent(
    tx: Transaction, hospital_id: int, gone: list[UUID], before: datetime
) -> list[tuple[UUID, UUID]]:
    """(conversation, holder) whose visitor waits for somebody who is not at the desk: since before then, or for one of `gone`."""
    return [
        (row[0], row[1])
        for row in await tx.tuples(
            """
            SELECT c.id, c.assigned_to FROM conversation.conversations c
            LEFT JOIN conversation.presence p ON p.hospital_id = c.hospital_id AND p.staff_id = c.assigned_to
            WHERE c.hospital_id = %s AND c.status = 'active' AND c.assigned_to IS NOT NULL AND c.waiting_since IS NOT NULL
              AND (c.assigned_to = ANY (%s) OR c.waiting_since < %s) AND coalesce(p.status, 'offline') = 'offline'
            ORDER BY c.waiting_since LIMIT 100
            """,
            (hospital_id, gone, before),
        )
    ]


async def settings(tx: Transaction, hospital_id: int) -> DeskSettings:
    found = await tx.row(
        DeskSettings,
        """
        SELECT overflow_seconds, unanswered_seconds, away_seconds, idle_close_minutes, coach, rev FROM conversation.desk_settings
        WHERE hospital_id = %s
        """,
        (hospital_id,),
    )
    return found or DeskSettings()


async def save_settings(tx: Transaction, hospital_id: int, settings: DeskSettings) -> bool:
    """False when somebody else saved since `settings.rev` was read."""
    return bool(
        await tx.run(
            """
            INSERT INTO conversation.desk_settings AS d
                (hospital_id, overflow_seconds, unanswered_seconds, away_seconds, idle_close_minutes, coach)
            VALUES (%(h)s, %(o)s, %(u)s, %(a)s, %(i)s, %(coach)s)
            ON CONFLICT (hospital_id) DO UPDATE SET overflow_seconds = %(o)s, unanswered_seconds = %(u)s, away_seconds = %(a)s,
                idle_close_minutes = %(i)s, coach = %(coach)s, rev = d.rev + 1
            WHERE d.rev = %(rev)s
            """,
            {
                "h": hospital_id,
                "o": settings.overflow_seconds,
                "u": settings.unanswered_seconds,
                "a": settings.away_seconds,
                "i": settings.idle_close_minutes,
                "coach": settings.coach,
                "rev": settings.rev,
            },
        )
    )


_FOLLOW_UPS = """
    SELECT f.id, f.conversation_id AS conversation, f.hospital_id AS hospital, f.staff_id AS staff,
           c.visitor_name AS visitor, f.due_at, f.note, f.done_at
    FROM conversation.follow_ups f JOIN conversation.conversations c
      ON c.hospital_id = f.hospital_id AND c.id = f.conversation_id
"""


async def save_follow_up(tx: Transaction, row: dict[str, Any]) -> bool:
    return bool(
        await tx.run(
            """
            INSERT INTO conversation.follow_ups (hospital_id, id, conversation_id, staff_id, due_at, note, made_at)
            VALUES (%(hospital_id)s, %(id)s, %(conversation_id)s, %(staff_id)s, %(due_at)s, %(note)s, %(at)s)
            ON CONFLICT DO NOTHING
            """,
            row,
        )
    )


async def finish_follow_up(tx: Transaction, hospital_id: int, id_: UUID, at: datetime | None) -> bool:
    return bool(
        await tx.run(
            "UPDATE conversation.follow_ups SET done_at = %s WHERE hospital_id = %s AND id = %s", (at, hospital_id, id_)
        )
    )


async def follow_up(tx: Transaction, id_: UUID) -> FollowUp | None:
    return await tx.row(
        FollowUp, _FOLLOW_UPS + "WHERE f.hospital_id = ANY (%s) AND f.id = %s", (list(tx.hospitals), id_)
    )


async def follow_ups_of(tx: Transaction, staff: UUID, until: datetime, done_since: datetime) -> list[FollowUp]:
    """Open ones due until then, and those done since."""
    return await tx.rows(
        FollowUp,
        _FOLLOW_UPS + "WHERE f.hospital_id = ANY (%s) AND f.staff_id = %s "
        "AND ((f.done_at IS NULL AND f.due_at < %s) OR f.done_at >= %s) ORDER BY f.due_at LIMIT 500",
        (list(tx.hospitals), staff, until, done_since),
    )


async def next_follow_up(tx: Transaction, hospital_id: int, conversation: UUID) -> FollowUp | None:
    return await tx.row(
        FollowUp,
        _FOLLOW_UPS
        + "WHERE f.hospital_id = %s AND f.conversation_id = %s AND f.done_at IS NULL ORDER BY f.due_at LIMIT 1",
        (hospital_id, conversation),
    )


async def block(tx: Transaction, row: dict[str, Any]) -> None:
    await tx.run(
        """
        INSERT INTO conversation.blocks (hospital_id, visitor_id, reason, blocked_by, blocked_at, until)
        VALUES (%(hospital_id)s, %(visitor_id)s, %(reason)s, %(blocked_by)s, %(at)s, %(until)s)
        ON CONFLICT (hospital_id, visitor_id) DO UPDATE SET reason = excluded.reason, blocked_by = excluded.blocked_by,
            blocked_at = excluded.blocked_at, until = excluded.until, lifted_at = NULL, lifted_by = NULL
        """,
        row,
    )


async def lift_block(tx: Transaction, hospital_id: int, visitor: UUID, by: UUID, at: datetime) -> bool:
    return bool(
        await tx.run(
            """
            UPDATE conversation.blocks SET lifted_at = %s, lifted_by = %s
            WHERE hospital_id = %s AND visitor_id = %s AND lifted_at IS NULL
            """,
            (at, by, hospital_id, visitor),
        )
    )


async def is_blocked(tx: Transaction, hospital_id: int, visitor: UUID, at: datetime) -> bool:
    return bool(
        await tx.value(
            """
            SELECT EXISTS (SELECT FROM conversation.blocks WHERE hospital_id = %s AND visitor_id = %s AND lifted_at IS NULL
                           AND (until IS NULL OR until > %s))
            """,
            (hospital_id, visitor, at),
        )
    )


async def blocks(tx: Transaction, at: datetime) -> list[Block]:
    return await tx.rows(
        Block,
        """
        SELECT hospital_id AS hospital, visitor_id AS visitor, reason, blocked_by, blocked_at, until FROM conversation.blocks
        WHERE hospital_id = ANY (%s) AND lifted_at IS NULL AND (until IS NULL OR until > %s)
        ORDER BY blocked_at DESC LIMIT 1000
        """,
        (list(tx.hospitals), at),
    )


async def day_numbers(tx: Transaction, staff: UUID, since: datetime) -> dict[str, Any]:
    """What one consultant did since then; recomputable from the timeline."""
    found = await tx.dicts(
        """
        SELECT count(*)::int AS conversations,
            count(*) FILTER (WHERE visitor_messages >= 3)::int AS effective,
            count(*) FILTER (WHERE status = 'closed')::int AS closed,
            count(score)::int AS rated, avg(score)::float AS mean_score,
            percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM first_answer_at - queued_at))::float
                AS median_first_answer,
            percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM first_answer_at - queued_at))::float
                AS p90_first_answer
        FROM conversation.conversations
        WHERE hospital_id = ANY (%s) AND assigned_to = %s AND started_at >= %s AND channel = 'web'
        """,
        (list(tx.hospitals), staff, since),
    )
    return found[0]


async def hospitals_due(tx: Transaction, at: datetime) -> list[int]:
    """Hospitals with open conversations or present staff (system role)."""
    return [row[0] for row in await tx.tuples("SELECT * FROM conversation.hospitals_due(%s)", (at,))]


async def forget_notes(tx: Transaction, hospital_id: int, visitor: UUID) -> None:
    """Free notes about a person who asked to be forgotten."""
    await tx.run(
        """
        UPDATE conversation.panels p SET note = NULL, doubt = NULL, rev = p.rev + 1
        FROM conversation.conversations c
        WHERE c.hospital_id = %s AND c.visitor_id = %s AND p.hospital_id = c.hospital_id AND p.conversation_id = c.id
        """,
        (hospital_id, visitor),
    )


async def how_many_wait(tx: Transaction, hospital_id: int) -> int:
    return await tx.value(
        "SELECT count(*) FROM conversation.conversations WHERE hospital_id = %s AND status = 'waiting'", (hospital_id,)
    )


async def all_hospitals(tx: Transaction) -> list[int]:
    """Hospitals at which somebody has ever been at the desk (system role)."""
    return [row[0] for row in await tx.tuples("SELECT * FROM conversation.hospitals_with_desk()")]
