"""Who may be in danger just now, for the rooms that must not sell to them or book them for later."""

from collections.abc import Sequence
from uuid import UUID

from bedside.conversation.store import flags as store
from bedside.kit.database import Transaction
from bedside.people.questions import ids_of_visitors


async def in_danger(tx: Transaction, hospital_id: int) -> frozenset[UUID]:
    """Visitors with an open red flag that nobody lifted, and every id of the persons whose browser theirs is."""
    visitors = await store.urgent_visitors(tx, hospital_id)
    if not visitors:
        return frozenset()
    return frozenset(visitors) | await ids_of_visitors(tx, hospital_id, visitors)


async def is_held(tx: Transaction, hospital_id: int, ids: Sequence[UUID]) -> bool:
    """Registered with the gate: nobody is invited or sold to while their red flag is open."""
    return await store.any_open(tx, hospital_id, list(ids))
