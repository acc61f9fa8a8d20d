"""Reads about staff, within the hospitals that the viewer shares with them."""

from uuid import UUID

from bedside.hospital.doorkeeper import IDLE
from bedside.hospital.model import Hospital, SessionShown, Staff, Viewer
from bedside.hospital.questions.places import asked_for
from bedside.hospital.store import places as places_store
from bedside.hospital.store import sessions as sessions_store
from bedside.hospital.store import staff as store
from bedside.kit.problems import NOT_FOUND, Problem
from bedside.kit.services import Services


async def hospital_names(services: Services, viewer: Viewer) -> list[Hospital]:
    """Exactly the hospitals granted."""
    async with services.database.transaction(viewer.hospitals) as tx:
        return await places_store.hospitals(tx, retired=True)


async def own_sessions(services: Services, viewer: Viewer) -> list[SessionShown]:
    now = services.clock.now()
    async with services.database.system() as tx:
        return await sessions_store.live_of(tx, viewer.staff_id, now, now - IDLE)


async def staff_list(
    services: Services,
    viewer: Viewer,
    hospital_id: int | None = None,
    *,
    left: bool = False,
    search: str = "",
    after: str = "",
    limit: int = 10_000,
) -> list[Staff]:
    """Colleagues of shared hospitals, in order of login, with their posts there and nowhere else."""
    asked = asked_for(viewer, hospital_id)
    async with services.database.transaction(asked) as tx:
        return await store.staff(tx, left=left, search=search, after=after, limit=limit)


async def one_of_staff(services: Services, viewer: Viewer, staff_id: UUID) -> Staff:
    """Raises Problem NOT_FOUND."""
    async with services.database.transaction(viewer.hospitals) as tx:
        found = await store.staff(tx, only=staff_id, left=True)
    if not found:
        raise Problem(NOT_FOUND)
    return found[0]
