"""A hospital whose desk is served for real: two campuses, two consultants, a lead, a doctor, and its website's visitors."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from bedside.client import DeskClient, VisitorClient
from bedside.hospital.rights import Role
from tests.hospital.support import Person, browser, enter, found, hire
from tests.support.server import Serving, serving
from tests.visit.conftest import make_site


class Ward:
    """The served hospital, and how its people come in."""

    def __init__(self, serving: Serving, hospitals: list[int], people: dict[str, Person], held: AsyncExitStack) -> None:
        self.serving = serving
        self.hospitals = hospitals
        self.people = people
        self._held = held

    async def visitor(self, *, lang: str = "zh", site: str = "east", tracking: bool = True) -> VisitorClient:
        client = VisitorClient(self.serving.url, site, lang=lang)
        if tracking:
            await client.consent(tracking=True)
        return await self._held.enter_async_context(client)

    async def desk(self, login: str) -> DeskClient:
        return await self._held.enter_async_context(DeskClient(self.serving.url, await self.cookie(login)))

    async def cookie(self, login: str) -> str:

        async with browser(self.serving.services) as http:
            await enter(self.serving.services, http, self.people[login])
            return http.cookies["bedside_session"]


@asynccontextmanager
async def opened_ward(database_url: str, home: Path, **settings: object) -> AsyncGenerator[Ward]:
    async with serving(database_url, home, **settings) as server, AsyncExitStack() as held:
        services = server.services
        founded = await found(services, "E", "W")
        east, west = founded.hospitals["E"], founded.hospitals["W"]
        people = {
            "lin": await hire(services, founded, "lin", {east: [Role.CONSULTANT]}),
            "zhao": await hire(services, founded, "zhao", {east: [Role.CONSULTANT]}),
            "lead": await hire(services, founded, "lead", {east: [Role.DESK_LEAD]}),
            "west": await hire(services, founded, "west", {west: [Role.CONSULTANT]}),
        }
        await make_site(services, east, "east")
        await make_site(services, west, "west")
        yield Ward(server, [east, west], people, held)


@pytest.fixture
async def ward(database_url: str, tmp_path: Path) -> AsyncIterator[Ward]:
    async with opened_ward(database_url, tmp_path) as opened:
        yield opened
