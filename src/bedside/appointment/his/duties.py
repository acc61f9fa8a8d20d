"""Due work with hospital systems: their slots are read, questions asked, both books compared."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from typing import Any
from uuid import UUID

from bedside.appointment.his.asker import Asker
from bedside.appointment.his.leases import LEASE, under_lease
from bedside.appointment.his.mirror import mirror
from bedside.appointment.his.reconciling import reconcile
from bedside.appointment.his.settings import Connection
from bedside.appointment.his.store import connections
from bedside.kit.database import Transaction
from bedside.kit.duties import Duty
from bedside.kit.services import Services

Work = Callable[[Services, Connection], Coroutine[Any, Any, object]]
Claim = Callable[[Transaction, int, datetime, datetime], Awaitable[Connection | None]]
Prolong = Callable[[Transaction, int, UUID, datetime, datetime], Awaitable[bool]]


def duties(services: Services) -> list[Duty]:
    return [
        Duty("appointment.ask_his", 1.0, lambda: services.get(Asker).look()),
        Duty("appointment.mirror_his", 2.0, lambda: mirror_due(services)),
        Duty("appointment.reconcile_his", 10.0, lambda: reconcile_due(services)),
    ]


async def mirror_due(services: Services) -> int:
    """Copy the slots of the connections that are due, one per hospital; a failing one is tried again as often."""
    return await _each_due(services, mirror, connections.claim_mirror, connections.prolong_mirror)


async def reconcile_due(services: Services) -> int:
    return await _each_due(services, reconcile, connections.claim_reconciling, connections.prolong_reconciling)


async def _each_due(services: Services, work: Work, claim: Claim, prolong: Prolong) -> int:
    async with services.database.system() as tx:
        hospitals = await connections.hospitals_with_his(tx)
    due: list[tuple[Connection, datetime]] = []
    for hospital_id in hospitals:
        async with services.database.transaction([hospital_id]) as tx:
            now = tx.clock.now()
            claimed = await claim(tx, hospital_id, now, now + LEASE)
        if claimed is not None:
            due.append((claimed, now + LEASE))
    await asyncio.gather(*(_held(services, each, until, work, prolong) for each, until in due))
    return len(due)


async def _held(services: Services, each: Connection, until: datetime, work: Work, prolong: Prolong) -> None:
    async def longer(tx: Transaction, now: datetime, then: datetime) -> bool:
        return await prolong(tx, each.hospital_id, each.id, now, then)

    await under_lease(services, each.hospital_id, until, work(services, each), longer)
