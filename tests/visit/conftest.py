"""A hospital's website with the visit room's parts running, and its HTTP face."""

from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pytest

from bedside.kit.ids import new_id
from bedside.kit.services import Services
from bedside.people import actions as people
from bedside.people.model import Proof
from bedside.visit import parts
from bedside.visit.api import routes
from bedside.visit.model import ConsentTexts, Site, View
from bedside.visit.sites import Sites
from bedside.visit.store import sites as store
from bedside.visit.texts import CONSENT_TEXTS, CONSENT_VERSION, EMERGENCY, EMERGENCY_NUMBERS, GREETING
from tests.support.faces import faces

PROOF = Proof(lang="zh", text_hash="0" * 64, agent="other")


async def make_site(services: Services, hospital_id: int = 1, key: str = "east", origins: tuple[str, ...] = ()) -> Site:
    texts: dict[str, ConsentTexts] = CONSENT_TEXTS
    site = Site(
        hospital_id=hospital_id, key=key, name="云杉示范医院", origins=origins, colour="#0b7285", phone="000-0000-0001",
        greeting_zh=GREETING["zh"], greeting_en=GREETING["en"], emergency_zh=EMERGENCY["zh"],
        emergency_en=EMERGENCY["en"], emergency_numbers=EMERGENCY_NUMBERS, consent_version=CONSENT_VERSION,
        departments=(), keep_days=180, version=1,
    )  # fmt: skip
    async with services.database.transaction([hospital_id]) as tx:
        await store.insert_site(tx, site)
        await store.insert_texts(tx, site, CONSENT_VERSION, texts, tx.clock.now(), "system:test")
    services.get(Sites).changed(key)
    return await services.get(Sites).find(key)


async def tracked(services: Services, hospital_id: int = 1, name: str = "") -> UUID:
    async with services.database.transaction([hospital_id]) as tx:
        made = await people.make_visitor(tx, hospital_id, kind="tracked", name=name)
        await people.consent(
            tx, hospital_id, made.id, {"tracking": True}, version=CONSENT_VERSION, channel="widget", proof=PROOF
        )
    return made.id


def page(path: str = "/", title: str = "首页", referrer: str = "", id: UUID | None = None) -> View:
    return View(id=id or new_id(), url=f"https://spruce.example{path}", title=title, referrer=referrer)


@pytest.fixture
async def running(services: Services) -> AsyncIterator[Services]:
    parts.start(services)
    yield services
    await parts.stop(services)


@pytest.fixture
async def site(running: Services) -> Site:
    return await make_site(running)


@pytest.fixture
async def http(running: Services) -> AsyncIterator[httpx.AsyncClient]:
    with faces(running, routes) as app:
        transport = httpx.ASGITransport(app)  # pyright: ignore[reportArgumentType]
        async with httpx.AsyncClient(transport=transport, base_url="http://desk.example") as client:
            yield client
