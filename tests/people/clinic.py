"""A served hospital with one person of every role that meets patients, and what they do over HTTP."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from bedside.client import VisitorClient
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Role
from bedside.kit.services import Services
from bedside.people import token
from bedside.people.identifiers import check_digit
from tests.hospital.support import Person, browser, enter, found, hire, viewer
from tests.support.server import Serving, serving
from tests.visit.conftest import make_site

ROLES = {
    "lin": Role.CONSULTANT,
    "zhao": Role.CONSULTANT,
    "lead": Role.DESK_LEAD,
    "front": Role.FRONT_DESK,
    "privacy": Role.PRIVACY_OFFICER,
}


def id_number(first17: str) -> str:
    """A resident's ID number with its check digit; 99 names no region."""
    return first17 + check_digit(first17)


class Clinic:
    def __init__(self, server: Serving, east: int, west: int, staff: dict[str, Person], held: AsyncExitStack) -> None:
        self.server = server
        self.services: Services = server.services
        self.east, self.west = east, west
        self.staff = staff
        self._held = held
        self._sat: dict[str, Staff] = {}

    async def at(self, login: str) -> "Staff":
        """Somebody at their console; one session each."""
        if login in self._sat:
            return self._sat[login]
        async with browser(self.services) as http:
            await enter(self.services, http, self.staff[login])
            cookie = http.cookies["bedside_session"]
        client = httpx.AsyncClient(
            base_url=self.server.url, headers={"X-Bedside": "1"}, cookies={"bedside_session": cookie}, timeout=30
        )
        hospital = self.west if login == "west" else self.east
        self._sat[login] = Staff(await self._held.enter_async_context(client), hospital)
        return self._sat[login]

    def visitor_of(self, guest: VisitorClient) -> UUID:
        held = token.read(self.services, guest.token)
        assert held
        return held.visitor_id

    async def viewer(self, login: str) -> Viewer:
        return await viewer(self.services, self.staff[login])


class Staff:
    """What one member of staff does at their hospital; `ok` calls raise on a refusal."""

    def __init__(self, http: httpx.AsyncClient, hospital: int) -> None:
        self.http = http
        self.hospital = hospital

    async def try_get(self, path: str, **query: Any) -> httpx.Response:
        return await self.http.get(path, params={"hospital": self.hospital, **query})

    async def try_post(self, path: str, body: dict[str, Any], **query: Any) -> httpx.Response:
        return await self.http.post(path, params={"hospital": self.hospital, **query}, json=body)

    async def get(self, path: str, **query: Any) -> Any:
        return fine(await self.try_get(path, **query))

    async def post(self, path: str, body: dict[str, Any], **query: Any) -> Any:
        return fine(await self.try_post(path, body, **query))

    async def person(self, name: str, *identifiers: tuple[str, str], **more: Any) -> dict[str, Any]:
        given = [{"kind": kind, "value": value} for kind, value in identifiers]
        made = {"hospital": self.hospital, "name": name, "identifiers": given, **more}
        return fine(await self.http.post("/v1/persons", json=made))

    async def merge(self, keep: dict[str, Any], gone: dict[str, Any]) -> dict[str, Any]:
        body = {"hospital": self.hospital, "keep": keep["id"], "gone": gone["id"], "reason": "同一个人，重复登记"}
        return fine(await self.http.post("/v1/person-merges", json=body))

    async def undo(self, merge: dict[str, Any]) -> dict[str, Any]:
        return await self.post(f"/v1/person-merges/{merge['id']}/undo", {"reason": "看错了，是两个人"})

    async def card(self, person: dict[str, Any]) -> dict[str, Any]:
        return await self.get(f"/v1/persons/{person['id']}")

    async def found(self, text: str) -> list[UUID]:
        return [UUID(each["id"]) for each in (await self.get("/v1/persons", q=text))["items"]]


def fine(answer: httpx.Response) -> Any:
    assert answer.status_code in (200, 201, 204), (answer.status_code, answer.text)
    return answer.json() if answer.content else None


@asynccontextmanager
async def opened_clinic(database_url: str, home: Path) -> AsyncGenerator[Clinic]:
    async with serving(database_url, home) as server, AsyncExitStack() as held:
        founded = await found(server.services, "E", "W")
        east, west = founded.hospitals["E"], founded.hospitals["W"]
        staff = {login: await hire(server.services, founded, login, {east: [role]}) for login, role in ROLES.items()}
        staff["west"] = await hire(
            server.services, founded, "west", {west: [Role.DESK_LEAD, Role.FRONT_DESK, Role.PRIVACY_OFFICER]}
        )
        await make_site(server.services, east, "east")
        await make_site(server.services, west, "west")
        yield Clinic(server, east, west, staff, held)
