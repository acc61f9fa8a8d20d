"""Sessions: rows of the system role, found by the hash of their token."""

from datetime import datetime
from uuid import UUID

import msgspec

from bedside.hospital.model import SessionShown
from bedside.kit.database import Transaction


class SessionRow(msgspec.Struct, frozen=True):
    """A session with its owner and the owner's live roles (one entry per role, in step)."""

    id: UUID
    staff_id: UUID
    step: str
    seen_at: datetime
    ends_at: datetime
    group_id: int
    login: str
    name_zh: str
    name_en: str
    lang: str
    address: str
    provider: str
    """Empty when the session began with a password."""
    hospitals: list[int]
    roles: list[str]


async def find(tx: Transaction, token_hash: bytes, now: datetime, idle_since: datetime) -> SessionRow | None:
    """The live session of this token: not revoked, ended or idle, its owner not disabled."""
    return await tx.row(
        SessionRow,
        """
        SELECT e.id, e.staff_id, e.step, e.seen_at, e.ends_at, s.group_id, s.login, s.name_zh, s.name_en, s.lang,
               e.address, e.provider, r.hospitals, r.roles
        FROM hospital.sessions e
        JOIN hospital.staff s ON s.id = e.staff_id AND s.disabled_at IS NULL
        CROSS JOIN LATERAL (
            SELECT coalesce(array_agg(r.hospital_id ORDER BY r.hospital_id, r.role), '{}') AS hospitals,
                   coalesce(array_agg(r.role ORDER BY r.hospital_id, r.role), '{}') AS roles
            FROM hospital.roles r JOIN hospital.hospitals h USING (hospital_id)
            WHERE r.staff_id = e.staff_id AND r.ended_at IS NULL
              AND (h.retired_at IS NULL OR r.role = 'admin')
        ) r
        WHERE e.token_hash = %s AND e.revoked_at IS NULL AND e.ends_at > %s AND e.seen_at > %s
        """,
        (token_hash, now, idle_since),
    )


async def add(
    tx: Transaction,
    *,
    id: UUID,
    token_hash: bytes,
    staff_id: UUID,
    step: str,
    now: datetime,
    ends_at: datetime,
    address: str,
    agent: str,
    provider: str,
) -> None:
    await tx.run(
        """
        INSERT INTO hospital.sessions (id, token_hash, staff_id, step, began_at, seen_at, ends_at, address, agent,
                                       provider)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        """,
        (id, token_hash, staff_id, step, now, now, ends_at, address, agent, provider),
    )


async def advance(
    tx: Transaction, id: UUID, from_step: str, step: str, token_hash: bytes, now: datetime, ends_at: datetime
) -> bool:
    """Move a session to its next step under a new token; False if it was not at `from_step` any more."""
    return (
        await tx.run(
            """
            UPDATE hospital.sessions SET step = %s, token_hash = %s, seen_at = %s, ends_at = %s
            WHERE id = %s AND step = %s AND revoked_at IS NULL
            """,
            (step, token_hash, now, ends_at, id, from_step),
        )
        == 1
    )


async def touch(tx: Transaction, id: UUID, now: datetime) -> None:
    await tx.run("UPDATE hospital.sessions SET seen_at = %s WHERE id = %s AND seen_at < %s", (now, id, now))


async def live_of(tx: Transaction, staff_id: UUID, now: datetime, idle_since: datetime) -> list[SessionShown]:
    return await tx.rows(
        SessionShown,
        """
        SELECT id, began_at, seen_at, ends_at, address, agent, provider FROM hospital.sessions
        WHERE staff_id = %s AND step = 'done' AND revoked_at IS NULL AND ends_at > %s AND seen_at > %s
        ORDER BY began_at DESC LIMIT 200
        """,
        (staff_id, now, idle_since),
    )


async def revoke(
    tx: Transaction, staff_id: UUID, now: datetime, *, only: UUID | None = None, keep: UUID | None = None
) -> list[UUID]:
    """End one of a person's sessions, all, or all but one; returns those ended."""
    found = await tx.tuples(
        """
        UPDATE hospital.sessions SET revoked_at = %(now)s
        WHERE staff_id = %(staff)s AND revoked_at IS NULL AND (%(only)s::uuid IS NULL OR id = %(only)s)
          AND (%(keep)s::uuid IS NULL OR id <> %(keep)s)
        RETURNING id
        """,
        {"now": now, "staff": staff_id, "only": only, "keep": keep},
    )
    return [row[0] for row in found]


async def forget_old(tx: Transaction, before: datetime, limit: int) -> int:
    """Delete sessions that ended before `before`; the audit log keeps their story."""
    return await tx.run(
        """
        DELETE FROM hospital.sessions WHERE id IN (
            SELECT id FROM hospital.sessions WHERE ends_at < %s ORDER BY ends_at LIMIT %s FOR UPDATE SKIP LOCKED)
        """,
        (before, limit),
    )
