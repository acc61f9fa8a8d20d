"""The demo's own words pass the claims gate as a hospital's do: where it alarms at them, they are released with a reason."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from bedside.gate.claims import actions as claims
from bedside.gate.claims.problems import ClaimsBlocked
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
                asked = await claims.ask_release(services, lead, hospital_id, each.text, each.claims)
                await claims.decide(services, lead, hospital_id, asked.id, "released", "示例内容，已逐句核对")
