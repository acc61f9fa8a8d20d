"""How a visitor can be reached, as they left it themselves: sealed at rest, revealed with a reason."""

from uuid import UUID

from bedside.conversation.actions.move import where_is
from bedside.conversation.store import rows
from bedside.hospital.actions import access
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.problems import NOT_FOUND, Problem
from bedside.kit.secret import Sealer
from bedside.kit.services import Services


async def reveal(services: Services, viewer: Viewer, conversation: UUID, reason: str) -> str:
    """The contact in clear. Raises Problem NOT_FOUND, REFUSED, REASON_NEEDED, TOO_MANY; who asked and why is logged."""
    hospital_id = await where_is(services, viewer, conversation, Right.CONVERSE)
    async with services.database.transaction([hospital_id]) as tx:
        fact, sealed = await rows.one(tx, hospital_id, conversation), await rows.contact(tx, hospital_id, conversation)
        if fact is None or sealed is None:
            raise Problem(NOT_FOUND)
        await access.reveal(tx, viewer, hospital_id, fact.visitor_id, "contact", reason)
    return Sealer(services.key("contact")).open(sealed)
