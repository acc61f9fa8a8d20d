"""Who read the website in the last weeks, and from where they came: planned as the simulated visitors of the present are, and
stored by the visit room's own writer. Whoever refused to be recognised left nothing."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from random import Random
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import msgspec

from bedside.demo.furnish.places import Place, found_group, furnish_places
from bedside.demo.furniture import load
from bedside.demo.past.consultations import past_consultations
from bedside.demo.past.model import PastTalk
from bedside.demo.past.opening import WEEKS, in_the_past, open_log
from bedside.demo.past.talks import id_of, moment, past_talks, viewer_as, visitor_of
from bedside.demo.site.layout import titled
from bedside.demo.site.pages import every_page
from bedside.demo.traffic.model import Plan, Stay
from bedside.demo.traffic.plan import plan
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Role
from bedside.kit.services import Services
from bedside.kit.settings import Settings
from bedside.people.actions import Newcomer
from bedside.visit import questions
from bedside.visit.actions import proof
from bedside.visit.model import Site, View
from bedside.visit.texts import CONSENT_VERSION
from bedside.visit.writer import PageWriter

A_DAY = (14, 24)
HOURS = range(8, 23)
BACK_AFTER_DAYS = (1, 9)
PAGES_A_MINUTE = 60
AGENT = "Mozilla/5.0"


class _Visit(msgspec.Struct, frozen=True):
    at: datetime
    visitor: UUID
    plan: Plan
    stays: Sequence[Stay]
    first: bool


async def live_visits(settings: Settings, url: str, now: datetime, *, website: str, weeks: int = WEEKS) -> int:
    """Store the visits of all days since the last one that had any, up to `now`; returns how many.

    Hours that are over are counted for good by whoever works in the present: call it before anybody does.
    """
    async with in_the_past(settings, url, now) as (services, to):
        holder, _ = await found_group(services)
        places = await furnish_places(services, holder)
        zone = ZoneInfo(load().group.timezone)
        today = now.astimezone(zone).date()
        first = today - timedelta(weeks=weeks)
        begin = max([await _unvisited(services, viewer_as(holder, holder.staff_id, Role.DIRECTOR, place), place, first, now)
                     for place in places.values()])  # fmt: skip
        if begin > today:
            return 0
        planned = [*_readers(begin, today, zone), *(_askers(today, zone, places, weeks) if begin == first else ())]
        visits = sorted((each for each in planned if each.at <= now), key=lambda each: each.at)
        to(moment(begin, "00:00", zone))
        await open_log(services, weeks)
        sites = {each.hospital_id: each for each in await questions.sites(services, holder)}
        writer = PageWriter(services.database, services.clock, PAGES_A_MINUTE, lambda _: None)
        pages = _Pages(website, writer, {key: sites[place.hospital_id] for key, place in places.items()})
        for at, together in groupby(visits, key=lambda each: each.at):
            to(at)
            await pages.read(list(together))
        await writer.drained()
        to(now)
        return len(visits)


async def _unvisited(services: Services, viewer: Viewer, place: Place, first: date, now: datetime) -> date:
    """The day after the last one on which somebody came."""
    zone = load().group.timezone
    since = datetime.combine(first, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)
    found = await questions.counts(services, viewer, place.hospital_id, since, now + timedelta(hours=1), "day", zone)
    days = [date.fromisoformat(row.key) for row in found.rows if row.visits]
    return max(days) + timedelta(days=1) if days else first


def _readers(begin: date, today: date, zone: ZoneInfo) -> Iterator[_Visit]:
    for n in range((today - begin).days + 1):
        day = begin + timedelta(days=n)
        dice = Random(f"visits:{day}")
        for number in range(dice.randint(*A_DAY)):
            at = moment(day, f"{dice.choice(HOURS):02}:00", zone)
            yield from _visits(uuid5(UUID(int=day.toordinal()), f"{number}"), at, plan(day.toordinal(), number))


def _askers(today: date, zone: ZoneInfo, places: dict[str, Place], weeks: int) -> Iterator[_Visit]:
    """Those who asked in these weeks had read something before."""
    talks = {id_of(talk, places[talk.campus]): talk for talk in (*past_talks(), *past_consultations(weeks))}
    for n, (id, talk) in enumerate(talks.items()):
        visitor = visitor_of(id)
        at = moment(today - timedelta(days=talk.ago), f"{talk.at[:2]}:00", zone)
        yield from _visits(visitor, at, _planned(n, talk), again=False)


def _planned(n: int, talk: PastTalk) -> Plan:
    """Somebody who may well ask this. A question for no department comes from no department's pages."""
    for number in range(10_000):
        made = plan(-1 - n, number)
        if (made.lang, made.campus) != (talk.lang, talk.campus) or made.talk.emergency:
            continue
        if made.talk.department == talk.department:
            return made
        if talk.department is None and made.source in ("direct", "referrer"):
            general = [Stay(f"/{talk.lang}/", 30.0), *(stay for stay in made.stays if "/departments/" not in stay.path)]
            return msgspec.structs.replace(made, stays=general)
    raise LookupError(f"nobody asks about {talk.department} in {talk.lang}")


def _visits(visitor: UUID, at: datetime, made: Plan, *, again: bool = True) -> Iterator[_Visit]:
    if not made.tracking:
        return
    yield _Visit(at, visitor, made, made.stays, first=True)
    if again and made.again:
        days = Random(f"{visitor}").randint(*BACK_AFTER_DAYS)
        yield _Visit(at + timedelta(days=days), visitor, made, made.again, first=False)


class _Pages:
    """The website's pages as a widget tells of them."""

    def __init__(self, website: str, writer: PageWriter, sites: dict[str, Site]) -> None:
        self._website, self._writer, self._sites = website, writer, sites
        self._titles = {
            f"/{lang}/{page.path}": titled(page, lang) for lang in ("zh", "en") for page in every_page(lang)
        }

    async def read(self, together: Sequence[_Visit]) -> None:
        """Those of one moment share a transaction."""
        await asyncio.gather(*(self._bring(each) for each in together))

    async def _bring(self, visit: _Visit) -> None:
        site, made = self._sites[visit.plan.campus], visit.plan
        shown = proof(site, CONSENT_VERSION, "tracking", made.lang, AGENT)
        newcomer = (
            Newcomer(id=visit.visitor, lang=made.lang, version=CONSENT_VERSION, proof=shown) if visit.first else None
        )
        views = [self._view(visit, place) for place in range(len(visit.stays))]
        await self._writer.views(site, visit.visitor, views, newcomer)
        for view, stay in zip(views, visit.stays, strict=True):
            self._writer.dwell(site.hospital_id, visit.visitor, view.id, stay.seconds)

    def _view(self, visit: _Visit, place: int) -> View:
        path = visit.stays[place].path
        before = f"{self._website}{visit.stays[place - 1].path}" if place else (visit.plan.referrer or "")
        return View(
            id=uuid5(visit.visitor, f"{visit.at}:{place}"), url=f"{self._website}{path}",
            title=self._titles[path.partition("?")[0]], referrer=before if visit.first or place else "",
        )  # fmt: skip
