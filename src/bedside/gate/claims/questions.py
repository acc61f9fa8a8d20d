"""Reads of the claims gate."""

from datetime import datetime
from uuid import UUID

import msgspec

from bedside.gate.claims import store
from bedside.gate.claims.actions import EXAMPLES_MOST
from bedside.gate.claims.book import as_amended
from bedside.gate.claims.gate import claims_of
from bedside.gate.claims.model import Claim, ClaimRule, Release, State
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.problems import REFUSED, Problem
from bedside.kit.services import Services

_WRITERS = (
    Right.CONVERSE, Right.MANAGE_KNOWLEDGE, Right.MANAGE_SITE, Right.MANAGE_CHANNELS, Right.MANAGE_HOSPITAL,
)  # fmt: skip


async def rules(services: Services, viewer: Viewer, hospital_id: int) -> list[ClaimRule]:
    """Every claims rule as it stands, amendments to come included. Raises Problem refused."""
    if not (viewer.may(Right.MANAGE_HOSPITAL, hospital_id) or viewer.may(Right.LEAD_DESK, hospital_id)):
        raise Problem(REFUSED)
    async with services.database.transaction([hospital_id]) as tx:
        known = as_amended(await store.amendments(tx, hospital_id))
        released = await store.released_texts(tx, hospital_id, EXAMPLES_MOST)
    if not viewer.may(Right.LEAD_DESK, hospital_id):  # what was said to a visitor is read at the desk
        released = [each for each in released if each.conversation is None]
    return [
        msgspec.structs.replace(rule, released=[each.text for each in released if rule.id in each.rules])
        for rule in known
    ]


async def check(
    services: Services, viewer: Viewer, hospital_id: int, text: str, within: str = "", content_class: str = ""
) -> list[Claim]:
    """For whoever writes what will be said. `within`: the kept text whose sentence it is; `content_class`: what it is in
    law. Raises Problem refused."""
    if not any(viewer.may(right, hospital_id) for right in _WRITERS):
        raise Problem(REFUSED)
    found = await claims_of(services).blocked(hospital_id, within or text, content_class=content_class)
    return [claim for each in found if each.text == text or not within for claim in each.claims]


async def releases(
    services: Services, viewer: Viewer, hospital_id: int, state: State, before: tuple[datetime, UUID] | None, limit: int
) -> list[Release]:
    """Newest first. Raises Problem refused."""
    viewer.require(Right.LEAD_DESK, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        return await store.releases(tx, hospital_id, state, before, limit)
