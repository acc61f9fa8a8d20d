"""Reads of the knowledge room."""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from bedside.hospital.model import Viewer
from bedside.hospital.questions.front import front
from bedside.hospital.questions.places import asked_for
from bedside.hospital.rights import Right
from bedside.kit.database import Transaction
from bedside.kit.problems import REFUSED, Problem
from bedside.kit.services import Services
from bedside.knowledge import store
from bedside.knowledge.entries import store as entries
from bedside.knowledge.entries.model import campaign_of, reply_of
from bedside.knowledge.model import Campaign, Reply, VisitorCampaigns
from bedside.visit import questions as visit


async def today(tx: Transaction, hospital_id: int) -> date:
    """The day on the hospital's own calendar."""
    shown = await front(tx, hospital_id)
    return tx.clock.now().astimezone(ZoneInfo(shown.time_zone if shown else "UTC")).date()


async def days(services: Services, hospitals: set[int]) -> dict[int, date]:
    """Today, on each one's own calendar."""
    async with services.database.transaction(hospitals) as tx:
        return {each: await today(tx, each) for each in hospitals}


async def campaigns(services: Services, viewer: Viewer, hospital_id: int | None, *, retired: bool) -> list[Campaign]:
    """All that were approved, the newest first, for whoever answers visitors or manages them. Raises Problem refused."""
    where = _where(viewer, hospital_id, Right.CONVERSE, Right.MANAGE_KNOWLEDGE, Right.SEE_TOTALS)
    async with services.database.transaction(where) as tx:
        return await _campaigns(tx, where, retired=retired)


async def running(tx: Transaction, hospital_id: int) -> list[Campaign]:
    """What runs today: the board at the desk (B14)."""
    on = await today(tx, hospital_id)
    return [each for each in await _campaigns(tx, [hospital_id]) if each.runs(on)]


async def campaign(tx: Transaction, hospital_id: int, word: str) -> Campaign | None:
    """The campaign behind a utm_campaign."""
    found = await entries.campaign_by_word(tx, hospital_id, word) if word else None
    return campaign_of(found) if found else None


async def of_visitor(tx: Transaction, hospital_id: int, visitor_id: UUID) -> VisitorCampaigns:
    """Which campaign won this visitor first, and which brought them now, with what each promised."""
    came = await visit.origins(tx, hospital_id, visitor_id)
    first, now = (came.first_campaign, came.campaign) if came else ("", "")
    return VisitorCampaigns(
        first_word=first, first=await campaign(tx, hospital_id, first), now_word=now,
        now=await campaign(tx, hospital_id, now),
    )  # fmt: skip


async def replies(services: Services, viewer: Viewer, hospital_id: int | None, *, retired: bool) -> list[Reply]:
    """Everybody's canned replies that were approved, and the viewer's own. Raises Problem refused."""
    where = _where(viewer, hospital_id, Right.CONVERSE, Right.MANAGE_KNOWLEDGE)
    async with services.database.transaction(where) as tx:
        shared = await entries.approved(tx, where, "reply", retired=retired)
        found = [*map(reply_of, shared), *await store.replies(tx, where, viewer.staff_id, retired)]
    return sorted(found, key=lambda each: (each.hospital_id, each.topic, each.shortcut, each.id))


async def _campaigns(tx: Transaction, where: list[int], *, retired: bool = False) -> list[Campaign]:
    found = map(campaign_of, await entries.approved(tx, where, "campaign", retired=retired))
    return sorted(found, key=lambda each: (each.starts_on, each.id), reverse=True)


def _where(viewer: Viewer, hospital_id: int | None, *rights: Right) -> list[int]:
    where = [each for each in asked_for(viewer, hospital_id) if any(viewer.may(right, each) for right in rights)]
    if not where:
        raise Problem(REFUSED)
    return where
