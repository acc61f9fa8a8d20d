"""Whose seats a department's are. The core asks here, within its own transaction, and never waits for a network.

Seats of the HIS: `confirm` makes an appointment "requested" and queues the question; the duty of `his.asker` asks it and
only then the appointment is "booked", or the visitor is told otherwise.
"""

from collections.abc import Iterable
from typing import Literal
from uuid import UUID

from bedside.appointment.his.store import asks, connections
from bedside.kit.database import Transaction

Owner = Literal["own", "his"]
Verb = Literal["confirm", "cancel", "arrival", "bill"]


async def owner_of(tx: Transaction, hospital_id: int, department_id: UUID) -> Owner:
    """Who gives out this department's seats now; an appointment keeps the owner that it was held under."""
    return "his" if await connections.owned_by_his(tx, hospital_id, department_id) else "own"


async def theirs(tx: Transaction, hospital_id: int, departments: Iterable[UUID]) -> set[UUID]:
    """Which of these departments the HIS owns."""
    return {each for each in set(departments) if await owner_of(tx, hospital_id, each) == "his"}


async def tell_his(tx: Transaction, hospital_id: int, appointment_id: UUID, verb: Verb) -> None:
    """Queue what the HIS must be asked about an appointment whose owner is "his". Twice the same is once.

    A confirm that was never sent is taken back by a cancel, and then there is nothing to cancel.
    """
    now = tx.clock.now()
    if verb == "cancel" and await asks.drop_unsent(tx, hospital_id, appointment_id, now):
        return
    await asks.queue(tx, hospital_id, appointment_id, verb, now)
