"""What visits cost: one row per appointment, as its owner said last."""

from datetime import datetime
from uuid import UUID

import msgspec

from bedside.kit.arrays import array
from bedside.kit.database import Transaction


class Account(msgspec.Struct, frozen=True):
    """In fen. `paid_fen` None: the owner keeps no account of payments."""

    appointment_id: UUID
    total_fen: int
    paid_fen: int | None


async def keep(tx: Transaction, hospital_id: int, told: Account, now: datetime) -> bool:
    """False when the same was said before."""
    return (
        await tx.run(
            """
            INSERT INTO appointment.bills AS b (hospital_id, appointment_id, total_fen, paid_fen, told_at)
            VALUES (%s, %s, %s, %s, %s)
            ON CONFLICT (hospital_id, appointment_id)
                DO UPDATE SET total_fen = excluded.total_fen, paid_fen = excluded.paid_fen, told_at = excluded.told_at
                WHERE (b.total_fen, b.paid_fen) IS DISTINCT FROM (excluded.total_fen, excluded.paid_fen)
            """,
            (hospital_id, told.appointment_id, told.total_fen, told.paid_fen, now),
        )
        == 1
    )


async def of(tx: Transaction, hospital_id: int, appointments: list[UUID]) -> dict[UUID, Account]:
    found = await tx.rows(
        Account,
        """
        SELECT appointment_id, total_fen, paid_fen FROM appointment.bills
        WHERE hospital_id = %s AND appointment_id = ANY (%s::uuid[])
        """,
        (hospital_id, array(appointments)),
    )
    return {each.appointment_id: each for each in found}
