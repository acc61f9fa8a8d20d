"""The demo's own words pass the claims gate as a hospital's do: where it alarms at them, they are released with a reason."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from bedside.gate.claims import actions as claims
from bedside.gate.claims.kept import Blocked
from bedside.gate.claims.model import Release
from bedside.gate.claims.problems import ClaimsBlocked
from bedside.hospital.facts import place
from bedside.hospital.model import Viewer
from bedside.kit.services import Services

T = TypeVar("T")


async def kept(services: Services, lead: Viewer, hospital_id: int, keep: Callable[[], Awaitable[T]]) -> T:
    """What `keep` answers, once the desk lead released what stood in its way."""
    while True:
        try:
            return await keep()
        except ClaimsBlocked as refused:
            for each in refused.blocked:
                asked = await _asked(services, hospital_id, each)
                await claims.decide(services, lead, hospital_id, asked.id, "released", "示例内容，已逐句核对")


async def _asked(services: Services, hospital_id: int, each: Blocked) -> Release:
    """By the program that furnishes: nobody decides on their own words."""
    async with services.database.transaction([hospital_id]) as tx:
        at = place(hospital_id)
        await tx.lock(at)
        return await claims.ask(
            services, tx, hospital_id, each.text, each.claims, subject=at, by=None, actor="system:demo"
        )
