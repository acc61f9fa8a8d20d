"""Who was erased, by id alone."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from bedside.kit.database import Transaction
from bedside.people.model import Erasure


async def note(tx: Transaction, hospital_id: int, subjects: list[UUID], kind: Literal["person", "visitor"]) -> None:
    await tx.run(
        """
        INSERT INTO people.erasures (hospital_id, subject, kind, erased_at)
        SELECT %s, id, %s, %s FROM unnest(%s::uuid[]) AS s (id) ON CONFLICT DO NOTHING
        """,
        (hospital_id, kind, tx.clock.now(), subjects),
    )


async def since(tx: Transaction, at: datetime) -> list[Erasure]:
    """System: of all hospitals, oldest first."""
    return await tx.rows(Erasure, "SELECT hospital_id, subject, kind, erased_at FROM people.erasures_since(%s)", (at,))
