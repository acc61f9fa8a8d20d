"""Merges of persons and likely duplicates."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from bedside.kit.database import Transaction
from bedside.people.person import Duplicate, Merge


async def insert_merge(tx: Transaction, hospital_id: int, made: Merge) -> None:
    await tx.run(
        """
        INSERT INTO people.merges (hospital_id, id, kept, gone, reason, merged_at, merged_by)
        VALUES (%(hospital_id)s, %(id)s, %(kept)s, %(gone)s, %(reason)s, %(merged_at)s, %(merged_by)s)
        """,
        {**msgspec.structs.asdict(made), "hospital_id": hospital_id},
    )


async def merge(tx: Transaction, hospital_id: int, id: UUID) -> Merge | None:
    return await tx.row(
        Merge,
        """
        SELECT id, kept, gone, reason, merged_at, merged_by, undone_at, undone_by, undone_reason FROM people.merges
        WHERE hospital_id = %s AND id = %s
        """,
        (hospital_id, id),
    )


async def undo(tx: Transaction, hospital_id: int, id: UUID, at: datetime, by: str, reason: str) -> int:
    return await tx.run(
        """
        UPDATE people.merges SET undone_at = %s, undone_by = %s, undone_reason = %s
        WHERE hospital_id = %s AND id = %s AND undone_at IS NULL
        """,
        (at, by, reason, hospital_id, id),
    )


async def merges_of(tx: Transaction, hospital_id: int, ids: list[UUID]) -> list[Merge]:
    """Every merge that one of these ids was in, undone ones too, newest first."""
    return await tx.rows(
        Merge,
        """
        SELECT id, kept, gone, reason, merged_at, merged_by, undone_at, undone_by, undone_reason FROM people.merges
        WHERE hospital_id = %s AND (kept = ANY (%s) OR gone = ANY (%s)) ORDER BY merged_at DESC, id DESC
        """,
        (hospital_id, ids, ids),
    )


async def unsay_reasons(tx: Transaction, hospital_id: int, ids: list[UUID]) -> None:
    """People write names into reasons: those about a deleted person go with them."""
    await tx.run(
        """
        UPDATE people.merges SET reason = '', undone_reason = CASE WHEN undone_at IS NULL THEN NULL ELSE '' END
        WHERE hospital_id = %s AND (kept = ANY (%s) OR gone = ANY (%s))
        """,
        (hospital_id, ids, ids),
    )


async def decide_between(
    tx: Transaction, hospital_id: int, ones: list[UUID], others: list[UUID], state: str, by: str
) -> None:
    """What was decided of every guess between these two groups of ids."""
    await tx.run(
        """
        UPDATE people.duplicates SET state = %(state)s, decided_at = %(at)s, decided_by = %(by)s
        WHERE hospital_id = %(hospital)s
          AND ((a = ANY (%(ones)s) AND b = ANY (%(others)s)) OR (a = ANY (%(others)s) AND b = ANY (%(ones)s)))
        """,
        {"state": state, "at": tx.clock.now(), "by": by, "hospital": hospital_id, "ones": ones, "others": others},
    )


async def propose(tx: Transaction, hospital_id: int, made: Duplicate) -> int:
    """Keep a guess; one that was decided on stays decided."""
    return await tx.run(
        """
        INSERT INTO people.duplicates (hospital_id, id, a, b, score, reasons, found_at)
        VALUES (%(hospital_id)s, %(id)s, %(a)s, %(b)s, %(score)s, %(reasons)s, %(found_at)s)
        ON CONFLICT (hospital_id, a, b) DO UPDATE SET score = excluded.score, reasons = excluded.reasons
        WHERE people.duplicates.state = 'open'
        """,
        {**msgspec.structs.asdict(made), "hospital_id": hospital_id},
    )


async def guesses_about(tx: Transaction, hospital_id: int, ids: list[UUID]) -> list[UUID]:
    """Whom an undecided guess names beside one of these ids."""
    found = await tx.tuples(
        """
        SELECT b FROM people.duplicates WHERE hospital_id = %(hospital)s AND a = ANY (%(ids)s) AND state = 'open'
        UNION SELECT a FROM people.duplicates WHERE hospital_id = %(hospital)s AND b = ANY (%(ids)s) AND state = 'open'
        """,
        {"hospital": hospital_id, "ids": ids},
    )
    return [row[0] for row in found]


async def withdraw(tx: Transaction, hospital_id: int, a: UUID, b: UUID) -> None:
    """What was likely once is not any more."""
    await tx.run(
        "DELETE FROM people.duplicates WHERE hospital_id = %s AND a = %s AND b = %s AND state = 'open'",
        (hospital_id, a, b),
    )


async def duplicates(
    tx: Transaction, hospital_id: int, state: str, after: tuple[float, UUID] | None, limit: int
) -> list[Duplicate]:
    """The likeliest first; `after` is score and id of the last one seen."""
    score, id = after or (2.0, UUID(int=0))
    return await tx.rows(
        Duplicate,
        """
        SELECT id, a, b, score, reasons, state, found_at FROM people.duplicates
        WHERE hospital_id = %s AND state = %s AND (score < %s::real OR (score = %s::real AND id > %s))
        ORDER BY score DESC, id LIMIT %s
        """,
        (hospital_id, state, score, score, id, limit),
    )


async def dismiss(tx: Transaction, hospital_id: int, id: UUID, by: str) -> int:
    return await tx.run(
        """
        UPDATE people.duplicates SET state = 'dismissed', decided_at = %s, decided_by = %s
        WHERE hospital_id = %s AND id = %s AND state = 'open'
        """,
        (tx.clock.now(), by, hospital_id, id),
    )


async def hospitals_to_compare(tx: Transaction) -> list[int]:
    """System: where somebody waits to be compared."""
    return [row[0] for row in await tx.tuples("SELECT people.hospitals_to_compare()")]


async def claim_to_compare(tx: Transaction, hospital_id: int, limit: int) -> list[UUID]:
    """Persons to be compared now; nobody else takes them until the commit."""
    found = await tx.tuples(
        """
        UPDATE people.persons SET compare_at = NULL WHERE hospital_id = %(hospital)s AND id IN (
            SELECT id FROM people.persons WHERE hospital_id = %(hospital)s AND compare_at <= %(now)s
            ORDER BY compare_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED) RETURNING id
        """,
        {"hospital": hospital_id, "now": tx.clock.now(), "limit": limit},
    )
    return [row[0] for row in found]


async def same_name_and_birthday(tx: Transaction, hospital_id: int, name: bytes, born: bytes) -> list[UUID]:
    found: list[tuple[Any, ...]] = await tx.tuples(
        """
        SELECT id FROM people.persons WHERE hospital_id = %s AND name_hash = %s AND born_hash = %s
        AND deleted_at IS NULL ORDER BY id DESC LIMIT 50
        """,
        (hospital_id, name, born),
    )
    return [row[0] for row in found]
