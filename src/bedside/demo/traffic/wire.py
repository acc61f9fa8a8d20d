"""The visitor's side of docs/protocol.md: HTTP calls, one socket, resumed by itself when it breaks."""

import asyncio
import contextlib
from itertools import count
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from bedside.demo.furniture import Lang, load
from bedside.demo.traffic.website import WebPage
from bedside.kit.ids import new_id

Event = dict[str, Any]
ANSWER_SECONDS = 15.0
TRIES = 6
STOP_CODES = {4400, 4401, 4403}


class Refused(Exception):
    """The server answered with a problem; `code` names it."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(f"{problem.get('code')}: {problem.get('detail') or problem.get('title')}")
        self.code = str(problem.get("code"))


class Wire:
    """One visitor's line. Every id is made here, so that whatever is sent again is the same thing again."""

    def __init__(self, http: httpx.AsyncClient, page: WebPage, lang: Lang) -> None:
        self._http = http
        self._server = page.server.rstrip("/")
        self._site = page.site
        self._lang: Lang = lang
        self._origin = "{0.scheme}://{0.netloc}".format(urlsplit(page.url))
        self._consent_version = ""
        self._refs = count(1)
        self._answers: dict[int, asyncio.Future[Event]] = {}
        self._events: asyncio.Queue[Event] = asyncio.Queue(200)
        self._socket: ClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None
        self._last_seq = 0
        self.token: str | None = None
        self.departments: dict[str, UUID] = {}

    async def look_up(self) -> "Wire":
        """Read what the site says of itself: consent version, departments. Nothing is stored by it."""
        answer = await self._http.get(
            f"{self._server}/v1/visitor/sites/{self._site}", params={"lang": self._lang}, headers=self._headers
        )
        info = self._checked(answer)
        self._consent_version = info["consent"]["version"]
        lang: Lang = self._lang
        names = {department.name.of(lang): department.key for department in load().departments}
        self.departments = {
            names[found["name"]]: UUID(found["id"]) for found in info["departments"] if found["name"] in names
        }
        return self

    async def consent(self, *, tracking: bool) -> None:
        body = {"tracking": tracking, "version": self._consent_version, "lang": self._lang}
        self.token = (await self._post("consents", body))["token"]

    async def open(self) -> Event:
        hello: Event = {"do": "hello", "site": self._site, "lang": self._lang}
        if self.token:
            hello["token"] = self.token
        if self._last_seq:
            hello["since"] = self._last_seq
        address = f"ws{self._server.removeprefix('http')}/v1/visitor/socket"
        self._socket = await connect(address, origin=self._origin, max_size=2**20, compression=None)  # pyright: ignore[reportArgumentType]
        self._reader = asyncio.create_task(self._read(self._socket))
        welcome = await self._send(self._socket, hello)
        for entry in welcome["entries"]:
            self._take({"on": "entry", "entry": entry})
        return welcome

    async def view(self, page: WebPage, referrer: str | None) -> UUID:
        id_ = new_id()
        view = {"id": id_, "url": page.url, "title": page.title} | ({"referrer": referrer} if referrer else {})
        await self._ask({"do": "view", "view": view})
        return id_

    async def dwell(self, view: UUID, seconds: int) -> None:
        await self._ask({"do": "dwell", "view": view, "seconds": seconds})

    async def invited(self, invitation: str, *, accepted: bool) -> None:
        answer = "accepted" if accepted else "declined"
        await self._ask({"do": "invited", "invitation": invitation, "answer": answer})

    async def start(self, department: UUID | None) -> None:
        frame = {"do": "start", "conversation": new_id(), "health_consent": self._consent_version}
        started = await self._ask(frame | ({"department": department} if department else {}))
        self.token = started.get("token") or self.token

    async def say(self, text: str) -> None:
        await self._ask({"do": "say", "id": new_id(), "text": text})

    async def typing(self, text: str) -> None:
        if self._socket is not None:
            with contextlib.suppress(ConnectionClosed):
                await self._socket.send(_encode({"do": "typing", "text": text}))

    async def read(self, seq: int) -> None:
        await self._ask({"do": "read", "seq": seq}, answered=False)

    async def rate(self, score: int, comment: str) -> None:
        await self._ask({"do": "rate", "score": score} | ({"comment": comment} if comment else {}))

    async def goodbye(self) -> None:
        await self._ask({"do": "goodbye"})

    async def leave_message(self, name: str, contact: str, text: str) -> None:
        body = {"id": str(new_id()), "name": name, "contact": contact, "text": text}
        body |= {"health_consent": self._consent_version, "lang": self._lang}
        self.token = (await self._post("messages", body)).get("token") or self.token

    async def event(self, within: float) -> Event | None:
        try:
            return await asyncio.wait_for(self._events.get(), within)
        except TimeoutError:
            if self._socket is not None and self._reader is not None and self._reader.done():
                await self._resume()
            return None

    async def close(self) -> None:
        socket, self._socket = self._socket, None
        if socket is not None:
            await socket.close()
        if self._reader is not None:
            await asyncio.gather(self._reader, return_exceptions=True)

    async def _ask(self, frame: Event, *, answered: bool = True) -> Event:
        """Send until it is answered, over as many sockets as it takes. Raises Refused."""
        for _ in range(TRIES):
            try:
                if self._socket is None:
                    raise ConnectionError("the line is closed")
                if not answered:
                    await self._socket.send(_encode(frame))
                    return {}
                return await self._send(self._socket, frame)
            except (ConnectionClosed, TimeoutError):
                await self._resume()
        raise ConnectionError(f"no answer to {frame['do']}")

    async def _send(self, socket: ClientConnection, frame: Event) -> Event:
        ref = next(self._refs)
        answer = self._answers[ref] = asyncio.get_running_loop().create_future()
        try:
            await socket.send(_encode(frame | {"ref": ref}))
            event = await asyncio.wait_for(answer, ANSWER_SECONDS)
        finally:
            self._answers.pop(ref, None)
        if event["on"] == "error":
            raise Refused(event["problem"])
        return event

    async def _resume(self) -> None:
        if self._socket is not None and self._socket.close_code in STOP_CODES:
            raise ConnectionError(f"the server closed the line: {self._socket.close_code}")
        for attempt in range(TRIES):
            await asyncio.sleep(min(15.0, 0.5 * 2**attempt))
            try:
                await self.open()
            except (OSError, ConnectionClosed, InvalidHandshake, TimeoutError):
                continue
            return
        raise ConnectionError("the server does not come back")

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for frame in socket:
                for event in msgspec.json.decode(frame, type=list[Event]):
                    answer = self._answers.get(event.get("ref", 0))
                    if answer is not None and not answer.done():
                        answer.set_result(event)
                    else:
                        self._take(event)
        except ConnectionClosed:
            return
        finally:
            for answer in self._answers.values():
                if not answer.done():
                    answer.set_exception(TimeoutError())

    def _take(self, event: Event) -> None:
        """Queue what a visitor would notice; entries once each, in order."""
        if event["on"] == "entry":
            if event["entry"]["seq"] <= self._last_seq:
                return
            self._last_seq = event["entry"]["seq"]
        elif event["on"] != "invitation":
            return
        if not self._events.full():
            self._events.put_nowait(event)

    async def _post(self, call: str, body: dict[str, Any]) -> dict[str, Any]:
        body |= {"site": self._site} | ({"token": self.token} if self.token else {})
        return self._checked(
            await self._http.post(f"{self._server}/v1/visitor/{call}", json=body, headers=self._headers)
        )

    @property
    def _headers(self) -> dict[str, str]:
        return {"origin": self._origin, "accept-language": "zh-CN" if self._lang == "zh" else "en"}

    @staticmethod
    def _checked(answer: httpx.Response) -> dict[str, Any]:
        if answer.status_code >= 400:
            raise Refused(answer.json() if "json" in answer.headers.get("content-type", "") else {"code": answer.text})
        return answer.json()


def _encode(frame: Event) -> str:
    return msgspec.json.encode(frame).decode()
