"""The website of each campus: its script tag's key, whose pages are whose, and when visitors are invited."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

from bedside.demo.furnish.gated import kept
from bedside.demo.furnish.places import NEW, Place
from bedside.demo.furniture import LANGS, Campus, load
from bedside.hospital.model import Viewer
from bedside.kit.services import Services
from bedside.visit import questions
from bedside.visit.invitations import Rule
from bedside.visit.managing import add_rule, add_site
from bedside.visit.model import DepartmentPages, Site
from bedside.visit.rules import Rules
from bedside.visit.sites import Sites
from bedside.visit.texts import CONSENT_VERSION, EMERGENCY, EMERGENCY_NUMBERS

COLOUR = "#1d5547"
GREETING = {
    "zh": "您好，这里是{campus}咨询台。慢慢说，我们听得见。",
    "en": "Hello, this is the {campus} desk. Take your time; we are listening.",
}
KEEP_DAYS = 180


@asynccontextmanager
async def site_parts(services: Services) -> AsyncGenerator[None]:
    """What a changed site is announced through, where no web process has made it yet."""
    made: list[Sites | Rules] = []
    for part in (Sites, Rules):
        try:
            services.get(part)
        except KeyError:
            made.append(services.add(part(services.database, services.bus)))
    try:
        yield
    finally:
        for part in made:
            part.close()


async def furnish_website(services: Services, holder: Viewer, places: dict[str, Place]) -> None:
    known = {site.key for site in await questions.sites(services, holder)}
    async with site_parts(services):
        for place in places.values():
            if place.campus.code not in known:
                await kept(services, holder, place.hospital_id, partial(add_site, services, holder, _site(place)))
            await _rules(services, holder, place.hospital_id)


def _site(place: Place) -> Site:
    campus = place.campus
    return Site(
        hospital_id=place.hospital_id, key=campus.code, name=load().group.name.zh, origins=(), colour=COLOUR,
        phone=campus.phone, greeting_zh=_greeting(campus, "zh"), greeting_en=_greeting(campus, "en"),
        emergency_zh=EMERGENCY["zh"], emergency_en=EMERGENCY["en"], emergency_numbers=EMERGENCY_NUMBERS,
        consent_version=CONSENT_VERSION, departments=_pages(place), keep_days=KEEP_DAYS, version=1,
    )  # fmt: skip


def _greeting(campus: Campus, lang: str) -> str:
    return GREETING[lang].replace("{campus}", campus.short.zh if lang == "zh" else campus.short.en)


def _pages(place: Place) -> tuple[DepartmentPages, ...]:
    branch = "" if place.campus.key == "east" else f"{place.campus.key}/"
    return tuple(
        DepartmentPages(f"/{lang}/{branch}departments/{key}/", id_)
        for key, id_ in place.departments.items()
        for lang in LANGS
    )


async def _rules(services: Services, holder: Viewer, hospital_id: int) -> None:
    now = services.clock.now()
    known, _ = await questions.rules(services, holder, hospital_id, now - timedelta(days=1), now)
    names = {rule.name_en for rule in known}
    for given in load().rules:
        if given.name.en not in names:
            rule = Rule(
                id=NEW, name_zh=given.name.zh, name_en=given.name.en, text_zh=given.text.zh, text_en=given.text.en,
                pages=given.pages, path=given.path, page_seconds=given.page_seconds, campaign=given.campaign,
                came_back=given.came_back, priority=given.priority,
            )  # fmt: skip
            await kept(services, holder, hospital_id, partial(add_rule, services, holder, hospital_id, rule))
