"""The audit log: written by one function, read by those who may, checked as a chain."""

from datetime import datetime

import msgspec

from bedside.hospital.model import AuditEntry
from bedside.kit.database import Transaction


class Head(msgspec.Struct, frozen=True):
    hospital_id: int
    seq: int
    hash: bytes


class Seal(msgspec.Struct, frozen=True):
    hospital_id: int
    seq: int
    hash: bytes
    sealed_at: datetime
    seal: bytes


async def write(
    tx: Transaction,
    hospital_id: int,
    at: datetime,
    actor: str,
    action: str,
    object: str,
    reason: str,
    detail: str,
    address_hash: str,
) -> int:
    return await tx.value(
        "SELECT hospital.write_audit(%s, %s, %s, %s, %s, %s, %s::jsonb, %s)",
        (hospital_id, at, actor, action, object, reason, detail, address_hash),
    )


async def write_each(
    tx: Transaction, hospital_id: int, at: datetime, actor: str, action: str, given: str, address_hash: str
) -> None:
    """`given`: objects with their details, as a JSON list."""
    await tx.run(
        """
        SELECT hospital.write_audit(%s, %s, %s, %s, object, '', detail, %s) FROM (
            SELECT each ->> 'object' AS object, each -> 'detail' AS detail
            FROM jsonb_array_elements(%s::jsonb) WITH ORDINALITY AS given (each, place) ORDER BY place
        ) ordered
        """,
        (hospital_id, at, actor, action, address_hash, given),
    )


async def page(
    tx: Transaction,
    hospitals: list[int],
    *,
    actions: list[str] | None,
    actor: str | None,
    object: str | None,
    since: datetime | None,
    until: datetime | None,
    before: tuple[datetime, int, int] | None,
    limit: int,
) -> list[AuditEntry]:
    """Newest first, over several hospitals; `before` is (occurred_at, hospital_id, seq) of the last one seen."""
    at, hospital_id, seq = before or (None, None, None)
    return await tx.rows(
        AuditEntry,
        """
        SELECT hospital_id, seq, occurred_at, actor, action, object, coalesce(r.reason, '') AS reason, detail, address_hash,
               encode(hash, 'hex') AS hash
        FROM hospital.audit LEFT JOIN hospital.audit_reasons r USING (hospital_id, seq)
        WHERE hospital_id = ANY(%(hospitals)s)
          AND (%(actions)s::text[] IS NULL OR action = ANY(%(actions)s))
          AND (%(actor)s::text IS NULL OR actor = %(actor)s)
          AND (%(object)s::text IS NULL OR object = %(object)s)
          AND (%(since)s::timestamptz IS NULL OR occurred_at >= %(since)s)
          AND (%(until)s::timestamptz IS NULL OR occurred_at < %(until)s)
          AND (%(at)s::timestamptz IS NULL
               OR (occurred_at, hospital_id, seq) < (%(at)s, %(hospital)s::int, %(seq)s::bigint))
        ORDER BY occurred_at DESC, hospital_id DESC, seq DESC LIMIT %(limit)s
        """,
        {
            "hospitals": hospitals,
            "actions": actions,
            "actor": actor,
            "object": object,
            "since": since,
            "until": until,
            "at": at,
            "hospital": hospital_id,
            "seq": seq,
            "limit": limit,
        },
    )


async def heads(tx: Transaction) -> list[Head]:
    """The newest entry of every chain."""
    return await tx.rows(
        Head,
        "SELECT DISTINCT ON (hospital_id) hospital_id, seq, hash FROM hospital.audit ORDER BY hospital_id, seq DESC",
    )


async def first_break(tx: Transaction, hospital_id: int) -> int | None:
    """The first entry whose hash, number or predecessor is not what it says; None when the chain is whole."""
    return await tx.value(
        """
        SELECT min(seq) FROM (
            SELECT seq, previous IS DISTINCT FROM coalesce(lag(hash) OVER chain, '\\x'::bytea)
                     OR seq <> row_number() OVER chain OR hash IS DISTINCT FROM hospital.audit_hash(entry)
                     OR (entry.reason <> '' AND NOT EXISTS (
                         SELECT FROM hospital.audit_reasons r WHERE r.hospital_id = entry.hospital_id AND r.seq = entry.seq
                         AND (r.redacted_at IS NOT NULL OR hospital.reason_hash(r.salt, r.reason) = entry.reason))) AS broken
            FROM hospital.audit entry WHERE hospital_id = %s WINDOW chain AS (ORDER BY seq)
        ) checked WHERE broken
        """,
        (hospital_id,),
    )


async def add_seal(tx: Transaction, seal: Seal) -> None:
    await tx.run(
        """
        INSERT INTO hospital.audit_seals (hospital_id, seq, hash, sealed_at, seal) VALUES (%s, %s, %s, %s, %s)
        ON CONFLICT DO NOTHING
        """,
        (seal.hospital_id, seal.seq, seal.hash, seal.sealed_at, seal.seal),
    )


async def sealed_up_to(tx: Transaction) -> dict[int, int]:
    found = await tx.tuples("SELECT hospital_id, max(seq) FROM hospital.audit_seals GROUP BY hospital_id")
    return {row[0]: row[1] for row in found}


async def seals_beside_entries(tx: Transaction) -> list[tuple[Seal, bytes | None]]:
    """Every seal with the hash that its entry has now, or had when it was sealed; None when the entry is gone."""
    found = await tx.tuples(
        """
        SELECT s.hospital_id, s.seq, s.hash, s.sealed_at, s.seal, CASE WHEN s.hash = b.hash THEN b.hash ELSE a.hash END
        FROM hospital.audit_seals s JOIN hospital.audit a USING (hospital_id, seq)
        LEFT JOIN hospital.audit_before b USING (hospital_id, seq)
        UNION ALL
        SELECT s.hospital_id, s.seq, s.hash, s.sealed_at, s.seal, NULL FROM hospital.audit_seals s
        WHERE NOT EXISTS (SELECT FROM hospital.audit a WHERE (a.hospital_id, a.seq) = (s.hospital_id, s.seq))
        ORDER BY 1, 2
        """
    )
    return [(Seal(*row[:5]), row[5]) for row in found]


async def redact_reasons(tx: Transaction, hospital_id: int, pattern: str, blot: str) -> None:
    """Blot out what matches (case ignored) of every reason; the log's hash of it stays."""
    await tx.run(
        """
        UPDATE hospital.audit_reasons SET reason = regexp_replace(reason, %s, %s, 'gi'), redacted_at = %s
        WHERE hospital_id = %s AND reason ~* %s
        """,
        (pattern, blot, tx.clock.now(), hospital_id, pattern),
    )
