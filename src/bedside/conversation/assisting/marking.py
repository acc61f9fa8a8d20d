"""A message that began as a model's draft is marked for good (rule L05), and the use told what became of it."""

import hmac
from uuid import UUID

from bedside.conversation.assisting.model import Outcome
from bedside.conversation.assisting.store import uses
from bedside.conversation.model import Drafted
from bedside.conversation.store.rows import Facts
from bedside.hospital.model import Viewer
from bedside.kit.problems import NOT_FOUND, Problem
from bedside.kit.services import Services


async def mark(services: Services, fact: Facts, staff: UUID, draft: UUID, message: UUID, text: str) -> Drafted:
    """Whether the text is the draft as it came. What cannot be told counts as edited: it is marked all the same."""
    async with services.database.transaction([fact.hospital_id]) as tx:
        known = await uses.digest_of(tx, fact.hospital_id, draft, fact.id, staff)
        found: Drafted = "edited"
        if known is not None:
            if hmac.compare_digest(bytes(known), digest_of(services, text)):
                found = "unchanged"
            await uses.settle(tx, fact.hospital_id, draft, staff, found, message)
    return found


async def settle(services: Services, viewer: Viewer, hospital_id: int, use: UUID, outcome: Outcome) -> None:
    """What became of one's own request without a message. Raises Problem not_found."""
    async with services.database.transaction([h for h in viewer.hospitals if h == hospital_id]) as tx:
        if not await uses.settle(tx, hospital_id, use, viewer.staff_id, outcome, None):
            raise Problem(NOT_FOUND)


def digest_of(services: Services, text: str) -> bytes:
    """Knows a draft again without keeping it."""
    return hmac.digest(services.key("assistant drafts"), text.strip().encode(), "sha256")
