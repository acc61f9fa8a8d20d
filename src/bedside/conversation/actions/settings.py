"""How a hospital's desk routes: changed by its lead."""

from bedside.conversation.model import DeskSettings
from bedside.conversation.store import desk as store
from bedside.hospital.actions.audit import record
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.problems import CONFLICT, Problem
from bedside.kit.services import Services


async def save_desk_settings(
    services: Services, viewer: Viewer, hospital_id: int, settings: DeskSettings
) -> DeskSettings:
    """Raises Problem CONFLICT when somebody else saved since `settings.rev` was read."""
    viewer.require(Right.LEAD_DESK, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        if not await store.save_settings(tx, hospital_id, settings):
            raise Problem(CONFLICT, what="desk-settings")
        saved = await store.settings(tx, hospital_id)
        await record(tx, viewer, hospital_id, "desk.settings", f"hospital:{hospital_id}")
    return saved
