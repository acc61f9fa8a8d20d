"""Credentials, failed attempts and recovery codes: all of it the system role's."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from bedside.kit.database import Transaction


class Account(msgspec.Struct, frozen=True):
    """What sign-in needs to know of a person, with the hospitals and roles that they hold now."""

    id: UUID
    group_id: int
    login: str
    email: str
    disabled: bool
    password_hash: str | None
    must_change: bool
    totp_secret: bytes | None
    totp_pending: bytes | None
    hospitals: list[int]
    roles: list[str]
    group_name_en: str

    @property
    def places(self) -> list[int]:
        """Where this person's sign-ins are written to the audit log; 0 when they have no hospital."""
        return sorted(set(self.hospitals)) or [0]


_ACCOUNT = """
    SELECT s.id, s.group_id, s.login, s.email, s.disabled_at IS NOT NULL AS disabled, c.password_hash,
           coalesce(c.must_change, false) AS must_change, c.totp_secret, c.totp_pending, r.hospitals, r.roles,
           g.name_en AS group_name_en
    FROM hospital.staff s
    JOIN hospital.groups g USING (group_id)
    LEFT JOIN hospital.credentials c ON c.staff_id = s.id
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(r.hospital_id), '{}') AS hospitals, coalesce(array_agg(r.role), '{}') AS roles
        FROM hospital.roles r WHERE r.staff_id = s.id AND r.ended_at IS NULL
    ) r
"""


async def account_by_login(tx: Transaction, login: str) -> Account | None:
    return await tx.row(Account, _ACCOUNT + " WHERE s.login = %s", (login,))


async def account(tx: Transaction, staff_id: UUID) -> Account | None:
    return await tx.row(Account, _ACCOUNT + " WHERE s.id = %s", (staff_id,))


async def account_by_email(tx: Transaction, group_id: int, email: str) -> Account | None:
    """The only account of the group with this address; None if several share it."""
    found = await tx.rows(
        Account, _ACCOUNT + " WHERE s.group_id = %s AND s.email <> '' AND lower(s.email) = lower(%s)", (group_id, email)
    )
    return found[0] if len(found) == 1 else None


async def set_password(tx: Transaction, staff_id: UUID, hash: str, must_change: bool, now: datetime) -> None:
    await tx.run(
        """
        INSERT INTO hospital.credentials (staff_id, password_hash, must_change, password_set_at) VALUES (%s, %s, %s, %s)
        ON CONFLICT (staff_id) DO UPDATE SET password_hash = excluded.password_hash,
            must_change = excluded.must_change, password_set_at = excluded.password_set_at
        """,
        (staff_id, hash, must_change, now),
    )


async def set_pending_secret(tx: Transaction, staff_id: UUID, secret: bytes) -> None:
    await tx.run(
        """
        INSERT INTO hospital.credentials (staff_id, totp_pending) VALUES (%s, %s)
        ON CONFLICT (staff_id) DO UPDATE SET totp_pending = excluded.totp_pending
        """,
        (staff_id, secret),
    )


async def set_secret(tx: Transaction, staff_id: UUID, secret: bytes | None, last_step: int = 0) -> None:
    """Replace (or with None remove) the second factor; recovery codes go with it."""
    await tx.run(
        """
        INSERT INTO hospital.credentials (staff_id, totp_secret, totp_last_step) VALUES (%s, %s, %s)
        ON CONFLICT (staff_id) DO UPDATE SET totp_secret = excluded.totp_secret, totp_pending = NULL,
            totp_last_step = excluded.totp_last_step
        """,
        (staff_id, secret, last_step),
    )
    await tx.run("DELETE FROM hospital.recovery_codes WHERE staff_id = %s", (staff_id,))


async def use_step(tx: Transaction, staff_id: UUID, step: int) -> bool:
    """Spend a code's time step; False when it, or a later one, was spent before."""
    return (
        await tx.run(
            "UPDATE hospital.credentials SET totp_last_step = %s WHERE staff_id = %s AND totp_last_step < %s",
            (step, staff_id, step),
        )
        == 1
    )


async def add_recovery_codes(tx: Transaction, staff_id: UUID, hashes: list[bytes]) -> None:
    await tx.run(
        "INSERT INTO hospital.recovery_codes (staff_id, code_hash) SELECT %s, unnest(%s::bytea[])", (staff_id, hashes)
    )


async def use_recovery_code(tx: Transaction, staff_id: UUID, hash: bytes, now: datetime) -> bool:
    return (
        await tx.run(
            """
            UPDATE hospital.recovery_codes SET used_at = %s WHERE staff_id = %s AND code_hash = %s AND used_at IS NULL
            """,
            (now, staff_id, hash),
        )
        == 1
    )


async def count_attempt(
    tx: Transaction, key: str, now: datetime, forget_after: timedelta
) -> tuple[int, datetime | None]:
    """Count an attempt; returns the failures so far, this one included, and until when the key is locked."""
    found = await tx.tuples(
        """
        INSERT INTO hospital.attempts AS a (key, failures, last_at) VALUES (%(key)s, 1, %(now)s)
        ON CONFLICT (key) DO UPDATE SET last_at = %(now)s,
            failures = CASE WHEN a.last_at < %(stale)s THEN 1 ELSE a.failures + 1 END,
            locked_until = CASE WHEN a.last_at < %(stale)s THEN NULL ELSE a.locked_until END
        RETURNING failures, locked_until
        """,
        {"key": key, "now": now, "stale": now - forget_after},
    )
    return found[0][0], found[0][1]


async def lock_until(tx: Transaction, key: str, until: datetime) -> None:
    await tx.run("UPDATE hospital.attempts SET locked_until = %s WHERE key = %s", (until, key))


async def forgive(tx: Transaction, keys: list[str]) -> None:
    await tx.run("DELETE FROM hospital.attempts WHERE key = ANY(%s)", (keys,))


async def forgive_one(tx: Transaction, key: str) -> None:
    """Take back what a success was counted as, and no more: one good account must not hide many bad guesses."""
    await tx.run("UPDATE hospital.attempts SET failures = greatest(failures - 1, 0) WHERE key = %s", (key,))


async def forget_old_attempts(tx: Transaction, before: datetime, limit: int) -> int:
    return await tx.run(
        """
        DELETE FROM hospital.attempts WHERE key IN (
            SELECT key FROM hospital.attempts WHERE last_at < %s LIMIT %s FOR UPDATE SKIP LOCKED)
        """,
        (before, limit),
    )
