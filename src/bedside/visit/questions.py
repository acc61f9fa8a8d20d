"""Reads of the visit room."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Literal
from urllib.parse import quote
from uuid import UUID

import msgspec

from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.database import Transaction
from bedside.kit.problems import NOT_FOUND, REFUSED, Problem
from bedside.kit.services import Services
from bedside.people import questions as people
from bedside.people.model import ConsentRecord
from bedside.visit.invitations import Invitation, Rule, RuleCounts
from bedside.visit.live import Board
from bedside.visit.model import LiveVisitor, Origins, SeenPage, Site, Visit
from bedside.visit.sites import Sites
from bedside.visit.store import counts as counts_store
from bedside.visit.store import invitations as invitations_store
from bedside.visit.store import sites as sites_store
from bedside.visit.store import views as views_store
from bedside.visit.store.counts import CampaignVisits, Counts

By = Literal["total", "day", "hour", "source", "campaign", "word", "page", "department"]
OPEN_FOR = timedelta(minutes=30)
"""An invitation not answered for so long is not shown again."""


class VisitorFile(msgspec.Struct, frozen=True, kw_only=True):
    """All that the website knows of one visitor."""

    id: UUID
    hospital: int
    name: str
    returning: bool
    made_at: datetime
    here: bool
    visits: list[Visit]
    trail: list[SeenPage]
    invitations: list[Invitation]
    consents: list[ConsentRecord]


class CountTable(msgspec.Struct, frozen=True, kw_only=True):
    """Promotion figures (visits, reach), apart from results, and joined to them by the same keys."""

    by: By
    since: datetime
    until: datetime
    total: Counts
    rows: list[Counts]


async def site(services: Services, key: str) -> Site:
    """The site with this key, of whatever hospital. Raises Problem no_site."""
    return await services.get(Sites).find(key)


async def sites(services: Services, viewer: Viewer) -> list[Site]:
    """Sites whose settings this viewer may change."""
    where = viewer.where(Right.MANAGE_SITE)
    if not where:
        return []
    async with services.database.transaction(where) as tx:
        return await sites_store.sites(tx)


async def booking_page(tx: Transaction, services: Services, hospital_id: int) -> str:
    """Where this hospital's visitors book alone; "" while it has no site."""
    found = next((each for each in await sites_store.sites(tx) if each.hospital_id == hospital_id), None)
    return f"{services.settings.origin}/book/{quote(found.key)}" if found else ""


async def board(services: Services, viewer: Viewer) -> list[LiveVisitor]:
    """Who is on the sites that this viewer may watch."""
    return await services.get(Board).visitors(viewer.where(Right.SEE_VISITORS))


async def visitor_file(services: Services, viewer: Viewer, visitor_id: UUID) -> VisitorFile:
    """Trail, sources, invitations and consents. Raises Problem not_found, also for other hospitals' visitors."""
    for hospital_id in viewer.where(Right.SEE_VISITORS):
        async with services.database.transaction([hospital_id]) as tx:
            known = await people.visitor(tx, hospital_id, visitor_id)
            if known is None or known.forgotten_at:
                continue
            return VisitorFile(
                id=visitor_id, hospital=hospital_id, name=known.name, returning=known.returning, made_at=known.made_at,
                here=services.get(Board).is_here(hospital_id, visitor_id),
                visits=await views_store.visits(tx, hospital_id, visitor_id, 50),
                trail=await views_store.trail(tx, hospital_id, visitor_id, 200),
                invitations=await invitations_store.of_visitor(tx, hospital_id, visitor_id),
                consents=await people.consents(tx, hospital_id, visitor_id),
            )  # fmt: skip
    raise Problem(NOT_FOUND)


async def trail(tx: Transaction, hospital_id: int, visitor_id: UUID, limit: int = 50) -> list[SeenPage]:
    """A visitor's pages, newest first (for the desk, beside the conversation)."""
    return await views_store.trail(tx, hospital_id, visitor_id, limit)


async def origins(tx: Transaction, hospital_id: int, visitor_id: UUID) -> Origins | None:
    """Where the visitor came from now and the very first time; None without any page."""
    return await views_store.origins(tx, hospital_id, visitor_id)


async def open_invitation(tx: Transaction, hospital_id: int, visitor_id: UUID) -> Invitation | None:
    """The invitation that still waits for this visitor's answer."""
    return await invitations_store.open_invitation(tx, hospital_id, visitor_id, tx.clock.now() - OPEN_FOR)


async def rules(
    services: Services, viewer: Viewer, hospital_id: int, since: datetime, until: datetime
) -> tuple[list[Rule], list[RuleCounts]]:
    """A hospital's invitation rules and what came of each. Raises Problem refused."""
    viewer.require(Right.MANAGE_SITE, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        return (
            await invitations_store.rules(tx, hospital_id),
            await invitations_store.counts(tx, hospital_id, since, until),
        )


async def counts(
    services: Services, viewer: Viewer, hospital_id: int, since: datetime, until: datetime, by: By, zone: str
) -> CountTable:
    """Visits and pages per key, [since, until) in whole hours. Raises Problem refused."""
    viewer.require(Right.SEE_TOTALS, hospital_id)
    since, until = _whole_hour(since), _whole_hour(until)
    async with services.database.transaction([hospital_id]) as tx:
        total = await counts_store.counts(tx, hospital_id, since, until, "total", zone, 1)
        if by == "department":
            pages = await counts_store.counts(tx, hospital_id, since, until, "page", zone, 100_000)
            rows = _by_department(await sites_store.sites(tx), pages)
        else:
            rows = await counts_store.counts(tx, hospital_id, since, until, by, zone, 500)
    none = Counts(key="", visits=0, first_visits=0, views=0, seconds=0)
    return CountTable(by=by, since=since, until=until, total=total[0] if total else none, rows=rows)


async def campaign_visits(
    services: Services, viewer: Viewer, hospital_id: int, since: datetime, until: datetime
) -> list[CampaignVisits]:
    """What each campaign brought, and whom it had to win again. Raises Problem refused."""
    if not (viewer.may(Right.SEE_TOTALS, hospital_id) or viewer.may(Right.CONVERSE, hospital_id)):
        raise Problem(REFUSED)
    async with services.database.transaction([hospital_id]) as tx:
        return await counts_store.campaign_visits(tx, hospital_id, since, until, 500)


def _whole_hour(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _by_department(sites: list[Site], pages: list[Counts]) -> list[Counts]:
    """Pages of one department together (key: its id); "" is what belongs to none. The longest prefix decides."""
    owners = sorted((page for site in sites for page in site.departments), key=lambda page: -len(page.prefix))
    sums: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for page in pages:
        owner = next((str(each.department) for each in owners if page.key.startswith(each.prefix)), "")
        for place, figure in enumerate((page.visits, page.first_visits, page.views, page.seconds)):
            sums[owner][place] += figure
    rows = [Counts(key=key, visits=s[0], first_visits=s[1], views=s[2], seconds=s[3]) for key, s in sums.items()]
    return sorted(rows, key=lambda row: (-row.visits, -row.views, row.key))
