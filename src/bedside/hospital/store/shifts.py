"""Shifts, swaps and handovers."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from bedside.hospital.model import Handover, Shift, Swap
from bedside.kit.database import Transaction

_SHIFT = """
    SELECT DISTINCT ON (starts_at, id) id, hospitals, staff_id, name_zh, name_en, starts_at, ends_at, breaks, version
    FROM hospital.shifts
"""


async def shifts_between(
    tx: Transaction, hospitals: list[int], since: datetime, until: datetime, staff_id: UUID | None = None
) -> list[Shift]:
    """Shifts that touch this time, each once however many hospitals it serves."""
    found = await tx.dicts(
        _SHIFT
        + """
        WHERE hospital_id = ANY(%s) AND cancelled_at IS NULL AND starts_at < %s AND ends_at > %s
          AND starts_at > %s::timestamptz - interval '2 days' AND (%s::uuid IS NULL OR staff_id = %s)
        ORDER BY starts_at, id, hospital_id
        """,
        (hospitals, until, since, since, staff_id, staff_id),
    )
    return msgspec.convert(found, list[Shift])


async def shift(tx: Transaction, id: UUID) -> Shift | None:
    """The shift, if all of it is within the hospitals of this transaction or any part of it is."""
    found = await tx.dicts(
        _SHIFT + " WHERE id = %s AND cancelled_at IS NULL ORDER BY starts_at, id, hospital_id", (id,)
    )
    return msgspec.convert(found[0], Shift) if found else None


async def add_shift(tx: Transaction, given: Shift) -> None:
    """One row in each of its hospitals."""
    await tx.run(
        """
        INSERT INTO hospital.shifts (hospital_id, id, hospitals, staff_id, name_zh, name_en, starts_at, ends_at, breaks)
        SELECT unnest(%(hospitals)s::int[]), %(id)s, %(hospitals)s::int[], %(staff_id)s, %(name_zh)s, %(name_en)s,
               %(starts_at)s, %(ends_at)s, %(breaks)s::jsonb
        """,
        _columns(given),
    )


async def change_shift(tx: Transaction, given: Shift) -> bool:
    """Everything but its hospitals; False if it is not at this version."""
    return (
        await tx.run(
            """
            UPDATE hospital.shifts SET staff_id = %(staff_id)s, name_zh = %(name_zh)s, name_en = %(name_en)s,
                starts_at = %(starts_at)s, ends_at = %(ends_at)s, breaks = %(breaks)s::jsonb, version = version + 1
            WHERE id = %(id)s AND version = %(version)s AND cancelled_at IS NULL
            """,
            _columns(given),
        )
        > 0
    )


async def cancel_shift(tx: Transaction, id: UUID, version: int, now: datetime) -> bool:
    return (
        await tx.run(
            """
            UPDATE hospital.shifts SET cancelled_at = %s, version = version + 1
            WHERE id = %s AND version = %s AND cancelled_at IS NULL
            """,
            (now, id, version),
        )
        > 0
    )


async def give_shift(tx: Transaction, id: UUID, from_staff: UUID, to_staff: UUID) -> bool:
    return (
        await tx.run(
            """
            UPDATE hospital.shifts SET staff_id = %s, version = version + 1
            WHERE id = %s AND staff_id = %s AND cancelled_at IS NULL
            """,
            (to_staff, id, from_staff),
        )
        > 0
    )


async def add_swap(tx: Transaction, given: Swap) -> None:
    await tx.run(
        """
        INSERT INTO hospital.swaps (hospital_id, id, asker, colleague, gives, takes, reason, state, asked_at)
        VALUES (%(hospital_id)s, %(id)s, %(asker)s, %(colleague)s, %(gives)s, %(takes)s, %(reason)s, %(state)s,
                %(asked_at)s)
        """,
        msgspec.structs.asdict(given),
    )


async def swap(tx: Transaction, id: UUID) -> Swap | None:
    """Locked for this transaction."""
    return await tx.row(
        Swap,
        """
        SELECT hospital_id, id, asker, colleague, gives, takes, reason, state, asked_at, answered_at, decided_by, decided_at
        FROM hospital.swaps WHERE id = %s FOR UPDATE
        """,
        (id,),
    )


async def move_swap(tx: Transaction, id: UUID, state: str, now: datetime, decided_by: UUID | None = None) -> None:
    await tx.run(
        """
        UPDATE hospital.swaps SET state = %(state)s, decided_by = %(by)s,
            answered_at = CASE WHEN %(by)s::uuid IS NULL THEN %(now)s ELSE answered_at END,
            decided_at = CASE WHEN %(by)s::uuid IS NULL THEN NULL ELSE %(now)s END
        WHERE id = %(id)s
        """,
        {"id": id, "state": state, "now": now, "by": decided_by},
    )


async def swaps(
    tx: Transaction, hospitals: list[int], *, of: UUID | None, open_only: bool, before: datetime | None, limit: int
) -> list[Swap]:
    """Newest first; `of` keeps those that this person asked for or was asked."""
    return await tx.rows(
        Swap,
        """
        SELECT hospital_id, id, asker, colleague, gives, takes, reason, state, asked_at, answered_at, decided_by, decided_at
        FROM hospital.swaps
        WHERE hospital_id = ANY(%s) AND (%s::uuid IS NULL OR %s IN (asker, colleague))
          AND (NOT %s OR state IN ('asked', 'accepted')) AND asked_at < coalesce(%s, 'infinity'::timestamptz)
        ORDER BY asked_at DESC LIMIT %s
        """,
        (hospitals, of, of, open_only, before, limit),
    )


async def add_handover(tx: Transaction, given: Handover) -> None:
    await tx.run(
        """
        INSERT INTO hospital.handovers (hospital_id, id, giver, receiver, notes, conversations, made_at)
        VALUES (%(hospital_id)s, %(id)s, %(giver)s, %(receiver)s, %(notes)s, %(conversations)s::uuid[], %(made_at)s)
        """,
        msgspec.structs.asdict(given),
    )


async def receive_handover(tx: Transaction, id: UUID, receiver: UUID, now: datetime) -> int | None:
    """The hospital of the handover; None if it is not this person's, or was received before."""
    return await tx.value(
        """
        UPDATE hospital.handovers SET received_at = %s WHERE id = %s AND receiver = %s AND received_at IS NULL
        RETURNING hospital_id
        """,
        (now, id, receiver),
    )


async def handovers(
    tx: Transaction, hospitals: list[int], *, of: UUID | None, before: datetime | None, limit: int
) -> list[Handover]:
    """Newest first; `of` keeps those that this person gave or received."""
    return await tx.rows(
        Handover,
        """
        SELECT hospital_id, id, giver, receiver, notes, conversations, made_at, received_at FROM hospital.handovers
        WHERE hospital_id = ANY(%s) AND (%s::uuid IS NULL OR %s IN (giver, receiver))
          AND made_at < coalesce(%s, 'infinity'::timestamptz)
        ORDER BY made_at DESC LIMIT %s
        """,
        (hospitals, of, of, before, limit),
    )


def _columns(given: Shift) -> dict[str, Any]:
    return msgspec.structs.asdict(given) | {"breaks": msgspec.json.encode(given.breaks).decode()}
