"""Due work of the visit room: whole hours are counted, and old trails erased as each site says."""

from datetime import timedelta

from bedside.kit.duties import Duty
from bedside.kit.services import Services
from bedside.visit.store import counts, sites, views

LATE = timedelta(minutes=10)
"""Reading times of an hour still come in for so long."""
ERASED_AT_ONCE = 5_000


def duties(services: Services) -> list[Duty]:
    async def count() -> int:
        await count_hours(services)
        return 0

    async def erase() -> int:
        return await erase_old_trails(services)

    return [Duty("visit.count_hours", 60.0, count), Duty("visit.erase_old_trails", 3600.0, erase)]


async def count_hours(services: Services) -> int:
    """Count every whole hour that is over; returns the number of count rows written."""
    until = (services.clock.now() - LATE).replace(minute=0, second=0, microsecond=0)
    written = 0
    for hospital_id in await _hospitals(services):
        async with services.database.transaction([hospital_id]) as tx:
            since = await counts.counted_until(tx, hospital_id)
            if since is None or since < until:
                since = await counts.counted_until(tx, hospital_id, lock=True)
                assert since
                if since < until:
                    written += await counts.count_hours(tx, hospital_id, since, until)
                    await counts.move_counted(tx, hospital_id, until)
    return written


async def erase_old_trails(services: Services) -> int:
    """Erase pages and visits beyond what their site keeps; what was counted stays. Returns how many pages went."""
    erased = 0
    async with services.database.system() as tx:
        keep: dict[int, int] = {}
        for site in await sites.sites(tx):
            keep[site.hospital_id] = min(site.keep_days, keep.get(site.hospital_id, site.keep_days))
    for hospital_id, days in keep.items():
        async with services.database.transaction([hospital_id]) as tx:
            counted = await counts.counted_until(tx, hospital_id)
            before = services.clock.now() - timedelta(days=days)
            if counted and before < counted:
                erased += await views.erase_before(tx, hospital_id, before, ERASED_AT_ONCE)
    return erased


async def _hospitals(services: Services) -> list[int]:
    async with services.database.system() as tx:
        return sorted({site.hospital_id for site in await sites.sites(tx)})
