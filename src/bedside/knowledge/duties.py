"""Due work of the knowledge room: every night the day's questions are gathered, and told to desk leads in the morning."""

import logging
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from bedside.hospital.model import Hospital
from bedside.hospital.questions.places import every_hospital
from bedside.kit.duties import Duty
from bedside.kit.services import Services
from bedside.knowledge.asked import store
from bedside.knowledge.asked.digest import send_digest
from bedside.knowledge.asked.gathering import gather

log = logging.getLogger(__name__)
FROM = time(1)
"""By the hospital's clock: the day is over, and nobody waits for this machine."""


def duties(services: Services) -> list[Duty]:
    async def questions() -> int:
        async with services.database.system() as tx:
            hospitals = await every_hospital(tx)
        for hospital in hospitals:
            try:
                await nightly(services, hospital)
            except Exception:  # one hospital's trouble is not the others'
                log.exception("the questions of hospital %s were not gathered", hospital.id)
        return 0

    return [Duty("knowledge.questions", 300.0, questions)]


async def nightly(services: Services, hospital: Hospital) -> bool:
    """Go through yesterday once it is over, once; whether it was this time."""
    local = services.clock.now().astimezone(ZoneInfo(hospital.time_zone))
    yesterday = local.date() - timedelta(days=1)
    if local.time() < FROM or await _told(services, hospital.id, yesterday):
        return False
    await gather_and_tell(services, hospital.id, yesterday)
    return True


async def gather_and_tell(services: Services, hospital_id: int, day: date) -> None:
    """Gather what was asked, and tell desk leads of that day."""
    await gather(services, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        await send_digest(services, tx, hospital_id, day)
        await store.told(tx, hospital_id, day)


async def _told(services: Services, hospital_id: int, day: date) -> bool:
    async with services.database.transaction([hospital_id]) as tx:
        return any(each.day == day and each.told_at for each in await store.days(tx, hospital_id, day))
