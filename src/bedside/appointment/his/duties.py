"""Due work with hospital systems: their slots are read, questions asked, both books compared."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bedside.appointment.his.asker import Asker
from bedside.appointment.his.mirror import mirror
from bedside.appointment.his.reconciling import reconcile
from bedside.appointment.his.settings import Connection
from bedside.appointment.his.store import connections
from bedside.kit.database import Transaction
from bedside.kit.duties import Duty
from bedside.kit.services import Services

LEASE = timedelta(minutes=5)
"""A reading that died is taken up by somebody else so much later."""
Claim = Callable[[Transaction, int, datetime, datetime], Awaitable[Connection | None]]


def duties(services: Services) -> list[Duty]:
    return [
        Duty("appointment.ask_his", 1.0, lambda: services.get(Asker).look()),
        Duty("appointment.mirror_his", 2.0, lambda: mirror_due(services)),
        Duty("appointment.reconcile_his", 10.0, lambda: reconcile_due(services)),
    ]


async def mirror_due(services: Services) -> int:
    """Copy the slots of the connections that are due, one per hospital; a failing one is tried again as often."""
    due = await _due(services, connections.claim_mirror)
    await asyncio.gather(*(mirror(services, each) for each in due))
    return len(due)


async def reconcile_due(services: Services) -> int:
    due = await _due(services, connections.claim_reconciling)
    await asyncio.gather(*(reconcile(services, each) for each in due))
    return len(due)


async def _due(services: Services, claim: Claim) -> list[Connection]:
    async with services.database.system() as tx:
        hospitals = await connections.hospitals_with_his(tx)
    found: list[Connection] = []
    for hospital_id in hospitals:
        async with services.database.transaction([hospital_id]) as tx:
            now = tx.clock.now()
            claimed = await claim(tx, hospital_id, now, now + LEASE)
        if claimed is not None:
            found.append(claimed)
    return found
