"""A simulated visitor's line: the public client, with events handed over one at a time."""

import asyncio
from contextlib import suppress
from typing import Any
from uuid import UUID

import httpx

from bedside.client import Closed, VisitorClient
from bedside.demo.furniture import Lang, load
from bedside.demo.traffic.website import WebPage
from bedside.kit.ids import new_id

Event = dict[str, Any]
LOOK_SECONDS = 0.25


class Wire:
    """What `visitor.Line` asks for. Nothing goes over it but docs/protocol.md."""

    def __init__(self, http: httpx.AsyncClient, page: WebPage, lang: Lang) -> None:
        self._http = http
        self._lang: Lang = lang
        self._client = VisitorClient(page.server, page.site, lang=lang)
        self._site = page.site
        self._consent_version = ""
        self._seen = 0
        self._invitation: str | None = None
        self._open = False
        self.departments: dict[str, UUID] = {}

    @property
    def token(self) -> str | None:
        return self._client.token

    async def look_up(self) -> "Wire":
        """Read what the site says of itself; nothing is stored by it. Raises httpx.HTTPError."""
        info = await self._client.settings()
        lang: Lang = self._lang
        self._consent_version = info["consent"]["version"]
        keys = {department.name.of(lang): department.key for department in load().departments}
        self.departments = {
            keys[found["name"]]: UUID(found["id"]) for found in info["departments"] if found["name"] in keys
        }
        return self

    async def consent(self, *, tracking: bool) -> None:
        await self._client.consent(tracking=tracking)

    async def open(self) -> Event:
        """Raises Closed, TimeoutError."""
        # A socket that was closed is not opened again: who returns brings token and thread to a new one.
        before = self._client
        self._client = VisitorClient(before.base_url, before.site, lang=before.lang, token=before.token)
        self._client.entries = before.entries
        await self._client.live.open()
        self._open = True
        return {"on": "welcome", "desk": self._client.desk}

    async def view(self, page: WebPage, referrer: str | None) -> UUID:
        return await self._client.view(page.url, page.title, referrer or "")

    async def dwell(self, view: UUID, seconds: int) -> None:
        with suppress(Closed):
            await self._client.live.tell("dwell", view=view, seconds=seconds)

    async def invited(self, invitation: str, *, accepted: bool) -> None:
        if self._client.invitation is not None:
            await self._client.answer_invitation("accepted" if accepted else "declined")

    async def start(self, department: UUID | None) -> None:
        await self._client.start(department=department, version=self._consent_version)

    async def say(self, text: str) -> None:
        await self._client.say(text)

    async def typing(self, text: str) -> None:
        with suppress(Closed):
            await self._client.typing(text)

    async def read(self, seq: int) -> None:
        with suppress(Closed):
            await self._client.read(seq)

    async def rate(self, score: int, comment: str) -> None:
        await self._client.rate(score, comment or None)

    async def goodbye(self) -> None:
        await self._client.goodbye()

    async def leave_message(self, name: str, contact: str, text: str) -> None:
        """Raises httpx.HTTPError."""
        body = {"site": self._site, "id": str(new_id()), "name": name, "contact": contact, "text": text}
        body |= {"lang": self._lang, "health_consent": self._consent_version}
        answer = await self._http.post(
            f"{self._client.base_url}/v1/visitor/messages", json=body | ({"token": self.token} if self.token else {})
        )
        answer.raise_for_status()
        self._client.token = answer.json().get("token") or self._client.token

    async def event(self, within: float) -> Event | None:
        """The next entry of the thread, in order, or an invitation; None after `within` seconds without one."""
        deadline = asyncio.get_running_loop().time() + within
        while True:
            found = self._next()
            left = deadline - asyncio.get_running_loop().time()
            if found is not None or left <= 0:
                return found
            await asyncio.sleep(min(LOOK_SECONDS, left))

    def _next(self) -> Event | None:
        self._client.events.clear()
        new = min((seq for seq in self._client.entries if seq > self._seen), default=None)
        if new is not None:
            self._seen = new
            return {"on": "entry", "entry": self._client.entries[new]}
        invitation = self._client.invitation
        if invitation is not None and invitation["id"] != self._invitation:
            self._invitation = invitation["id"]
            return {"on": "invitation", **invitation}
        return None

    async def close(self) -> None:
        if self._open:
            self._open = False
            await self._client.live.close()
