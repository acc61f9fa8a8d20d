"""What persons ask to be done with their data, and the timeline over all ids of one."""

from datetime import datetime
from uuid import UUID

import msgspec

from bedside.kit.database import Transaction
from bedside.kit.facts import Announced


class RequestRow(msgspec.Struct, frozen=True, kw_only=True):
    hospital_id: int
    id: UUID
    person_id: UUID
    kind: str
    state: str
    details_sealed: bytes | None
    asked_at: datetime
    asked_by: str
    due_at: datetime
    answered_at: datetime | None
    answered_by: str | None
    answer_sealed: bytes | None
    kept: list[dict[str, str]]


async def insert(tx: Transaction, made: RequestRow) -> None:
    await tx.run(
        """
        INSERT INTO people.requests (hospital_id, id, person_id, kind, details_sealed, asked_at, asked_by, due_at)
        VALUES (%(hospital_id)s, %(id)s, %(person_id)s, %(kind)s, %(details_sealed)s, %(asked_at)s, %(asked_by)s, %(due_at)s)
        """,
        msgspec.structs.asdict(made),
    )


async def one(tx: Transaction, hospital_id: int, id: UUID) -> RequestRow | None:
    return await tx.row(
        RequestRow,
        """
        SELECT hospital_id, id, person_id, kind, state, details_sealed, asked_at, asked_by, due_at, answered_at, answered_by,
               answer_sealed, kept
        FROM people.requests WHERE hospital_id = %s AND id = %s
        """,
        (hospital_id, id),
    )


async def listed(
    tx: Transaction,
    hospital_id: int,
    *,
    state: str | None,
    persons: list[UUID] | None,
    before: tuple[datetime, UUID] | None,
    limit: int,
) -> list[RequestRow]:
    """Newest first; `before` is asked_at and id of the last one seen."""
    at, id = before or (None, None)
    return await tx.rows(
        RequestRow,
        """
        SELECT hospital_id, id, person_id, kind, state, details_sealed, asked_at, asked_by, due_at, answered_at, answered_by,
               answer_sealed, kept
        FROM people.requests
        WHERE hospital_id = %(hospital)s AND (%(state)s::text IS NULL OR state = %(state)s)
          AND (%(persons)s::uuid[] IS NULL OR person_id = ANY (%(persons)s))
          AND (%(at)s::timestamptz IS NULL OR (asked_at, id) < (%(at)s, %(id)s::uuid))
        ORDER BY asked_at DESC, id DESC LIMIT %(limit)s
        """,
        {"hospital": hospital_id, "state": state, "persons": persons, "at": at, "id": id, "limit": limit},
    )


async def any_open(tx: Transaction, hospital_id: int, persons: list[UUID]) -> bool:
    found = await tx.tuples(
        "SELECT 1 FROM people.requests WHERE hospital_id = %s AND person_id = ANY (%s) AND state = 'open' LIMIT 1",
        (hospital_id, persons),
    )
    return bool(found)


async def answer(
    tx: Transaction, hospital_id: int, id: UUID, *, state: str, by: str, answer: bytes | None, kept: str
) -> int:
    return await tx.run(
        """
        UPDATE people.requests SET state = %s, answered_at = %s, answered_by = %s, answer_sealed = %s, kept = %s::jsonb
        WHERE hospital_id = %s AND id = %s AND state = 'open'
        """,
        (state, tx.clock.now(), by, answer, kept, hospital_id, id),
    )


async def keep(tx: Transaction, hospital_id: int, id: UUID, kept: str) -> None:
    """What stayed after the deletion that this request asked for (JSON)."""
    await tx.run(
        "UPDATE people.requests SET kept = %s::jsonb WHERE hospital_id = %s AND id = %s", (kept, hospital_id, id)
    )


async def close_others(tx: Transaction, hospital_id: int, persons: list[UUID], by: str) -> None:
    """After a deletion: what else was asked is settled, and the words of all requests go."""
    await tx.run(
        """
        UPDATE people.requests
        SET details_sealed = NULL, answer_sealed = NULL,
            state = CASE WHEN state = 'open' THEN 'withdrawn' ELSE state END,
            answered_at = coalesce(answered_at, %s), answered_by = coalesce(answered_by, %s)
        WHERE hospital_id = %s AND person_id = ANY (%s)
        """,
        (tx.clock.now(), by, hospital_id, persons),
    )


async def timeline(
    tx: Transaction, hospital_id: int, subjects: list[UUID], before: tuple[datetime, UUID] | None, limit: int
) -> list[Announced]:
    """The newest facts of any of these ids; `before` is time and id of the last one seen."""
    at, id = before or (None, None)
    return await tx.rows(
        Announced,
        """
        SELECT f.hospital_id, f.subject, f.occurred_at, f.id, f.kind, f.actor, f.payload, f.versions
        FROM unnest(%(subjects)s::uuid[]) AS s (id)
        CROSS JOIN LATERAL (
            SELECT * FROM kit.facts
            WHERE hospital_id = %(hospital)s AND subject = s.id
              AND occurred_at <= coalesce(%(at)s, 'infinity'::timestamptz)
              AND (%(at)s::timestamptz IS NULL OR (occurred_at, id) < (%(at)s, %(id)s::uuid))
            ORDER BY occurred_at DESC, id DESC LIMIT %(limit)s) f
        ORDER BY f.occurred_at DESC, f.id DESC LIMIT %(limit)s
        """,
        {"hospital": hospital_id, "subjects": subjects, "at": at, "id": id, "limit": limit},
    )
