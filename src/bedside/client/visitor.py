"""Somebody on the hospital's website, as a program."""

from typing import Any
from uuid import UUID

import httpx

from bedside.client.live import Event, LiveSocket
from bedside.kit.ids import new_id
from bedside.kit.tls import tls


class VisitorClient:
    """Reads pages, asks, is answered. Keeps its token and thread as a browser would; resumes by itself.

    `entries` is the thread by number, without holes of its own making: live events and what was missed meanwhile.
    """

    def __init__(
        self, base_url: str, site: str, *, lang: str = "zh", token: str | None = None, address: str | None = None
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.site = site
        self.lang = lang
        self.token = token
        self.page: dict[str, Any] | None = None
        self.conversation: dict[str, Any] | None = None
        self.entries: dict[int, dict[str, Any]] = {}
        self._begun: str | None = None
        self.desk: dict[str, Any] = {}
        self.consents: dict[str, Any] = {}
        self.invitation: dict[str, Any] | None = None
        self.events: list[Event] = []
        """Every event heard, newest last; the caller may clear it."""
        url = self.base_url.replace("http", "ws", 1) + "/v1/visitor/socket"
        self.live = LiveSocket(url, self._hello, self._heard, local_address=address)

    async def __aenter__(self) -> "VisitorClient":
        await self.live.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.live.close()

    @property
    def last_seq(self) -> int:
        return max(self.entries, default=0)

    async def settings(self) -> dict[str, Any]:
        """The site's texts, departments and whether the desk is open; makes no id."""
        return await self._http("GET", f"/v1/visitor/sites/{self.site}?lang={self.lang}")

    async def consent(self, *, tracking: bool, health: bool | None = None, marketing: bool | None = None) -> str | None:
        """Answer the consent notice; returns the token if one was made. Greets again with it when the socket is open."""
        version = (await self.settings())["consent"]["version"]
        body: dict[str, Any] = {"site": self.site, "lang": self.lang, "version": version, "tracking": tracking}
        body |= {
            k: v for k, v in (("health", health), ("marketing", marketing), ("token", self.token)) if v is not None
        }
        answer = await self._http("POST", "/v1/visitor/consents", body)
        self.token = answer["token"] or self.token
        self.consents = answer.get("consents") or {}
        if self.token and self.live.reconnects >= 0:
            await self._hello(self.live)
        return self.token

    async def view(self, url: str, title: str, referrer: str = "") -> UUID:
        """Read a page; returns the view's id once it is stored."""
        id_ = new_id()
        self.page = {"id": id_, "url": url, "title": title, "referrer": referrer}
        await self.live.ask_until("view", view=self.page)
        return id_

    async def start(self, *, name: str = "", department: UUID | None = None, version: str | None = None) -> UUID:
        """Begin a conversation, agreeing that what is written about health is handled."""
        if version is None:
            version = (await self.settings())["consent"]["version"]
        id_ = new_id()
        self._begun = str(id_)  # its events may come before the answer
        self.entries.clear()
        started = await self.live.ask_until(
            "start", conversation=id_, name=name, department=department, health_consent=version
        )
        self.token = started["token"] or self.token
        self._talk(started["conversation"])
        return id_

    async def say(self, text: str, id_: UUID | None = None) -> Event:
        """Say something; returns the acknowledgement (`seq`) once it is stored, over lost connections too."""
        return await self.live.ask_until("say", id=id_ or new_id(), text=text)

    async def typing(self, text: str) -> None:
        await self.live.tell("typing", text=text)

    async def read(self, seq: int) -> None:
        await self.live.tell("read", seq=seq)

    async def answer_invitation(self, answer: str) -> None:
        assert self.invitation
        await self.live.ask("invited", invitation=self.invitation["id"], answer=answer)
        self.invitation = None

    async def rate(self, score: int, comment: str | None = None) -> None:
        await self.live.ask_until("rate", score=score, comment=comment)

    async def goodbye(self) -> None:
        await self.live.ask_until("goodbye")

    async def forget(self) -> dict[str, Any]:
        return await self._http("POST", "/v1/visitor/forget", {"token": self.token})

    async def _hello(self, live: LiveSocket) -> None:
        hello: dict[str, Any] = {"site": self.site, "lang": self.lang}
        if self.token:
            hello["token"] = self.token
        if self.entries:
            hello["since"] = self.last_seq
        welcome = await live.ask("hello", **hello)
        self.consents = welcome["consents"]
        self.desk = welcome["desk"]
        self.invitation = welcome["invitation"] or self.invitation
        if welcome["conversation"]:
            self._talk(welcome["conversation"])
        for entry in welcome["entries"]:
            self.entries.setdefault(entry["seq"], entry)

    def _heard(self, event: Event) -> None:
        self.events.append(event)
        match event["on"]:
            case "entry":
                if self._begun is None or event["conversation"] == self._begun:
                    self.entries.setdefault(event["entry"]["seq"], event["entry"])
            case "conversation":
                if self.conversation is None or self.conversation["id"] == event["conversation"]["id"]:
                    self.conversation = event["conversation"]
            case "desk":
                self.desk = event["desk"]
            case "invitation":
                self.invitation = event
            case "invitation_withdrawn":
                self.invitation = None
            case _:
                pass

    def _talk(self, conversation: dict[str, Any]) -> None:
        """A thread's numbers are its own: a new conversation begins with an empty one."""
        if (
            self.conversation is not None
            and self.conversation["id"] != conversation["id"]
            and self._begun != conversation["id"]
        ):
            self.entries.clear()
        self._begun = conversation["id"]
        self.conversation = conversation

    async def _http(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        async with httpx.AsyncClient(verify=tls(), timeout=20) as http:
            answer = await http.request(method, self.base_url + path, json=body)
            answer.raise_for_status()
            return answer.json()
