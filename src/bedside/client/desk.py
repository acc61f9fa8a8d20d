"""A consultant's desk, as a program."""

from typing import Any
from uuid import UUID

import httpx
from pyotp.totp import TOTP

from bedside.client.live import Event, LiveSocket
from bedside.kit.ids import new_id
from bedside.kit.tls import tls

COOKIE = "bedside_session"


async def sign_in(base_url: str, login: str, password: str, totp_secret: str | None = None) -> str:
    """Sign in as a person does; returns the session cookie's value. Raises httpx.HTTPStatusError."""
    async with httpx.AsyncClient(base_url=base_url, verify=tls(), timeout=20, headers={"X-Bedside": "1"}) as http:
        answer = await http.post("/v1/session", json={"login": login, "password": password})
        answer.raise_for_status()
        if answer.json()["step"] == "code":
            assert totp_secret, "this account has a second factor"
            answer = await http.post("/v1/session/code", json={"code": TOTP(totp_secret).now()})
            answer.raise_for_status()
        return http.cookies[COOKIE]


class DeskClient:
    """Keeps the desk's state as the console does: what was there at first, plus events."""

    def __init__(self, base_url: str, cookie: str) -> None:
        self.base_url = base_url.rstrip("/")
        self._cookie = cookie
        self.me: dict[str, Any] = {}
        self.rows: dict[str, dict[str, Any]] = {}
        self.staff: dict[tuple[int, str], dict[str, Any]] = {}
        self.threads: dict[str, dict[int, dict[str, Any]]] = {}
        """Open threads: entries by number."""
        self._marks: dict[str, int] = {}
        self._told: dict[str, int] = {}
        """Up to which number nothing of an open thread is missing; a conversation is here once it has been (re)opened."""
        self.visitors: dict[str, dict[str, Any]] = {}
        self.events: list[Event] = []
        url = self.base_url.replace("http", "ws", 1) + "/v1/desk/socket"
        self.live = LiveSocket(url, self._hello, self._heard, headers={"Cookie": f"{COOKIE}={cookie}"})

    async def __aenter__(self) -> "DeskClient":
        await self.live.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.live.close()

    async def open(self, conversation: str | UUID) -> dict[str, Any]:
        """Open a thread and follow it."""
        thread = self.threads.setdefault(str(conversation), {})
        answer = await self.live.ask("open", conversation=conversation)
        for entry in answer["entries"]:
            thread.setdefault(entry["seq"], entry)
        self._told[str(conversation)] = max(thread, default=0)
        return answer["thread"]

    async def say(
        self,
        conversation: str | UUID,
        text: str,
        *,
        whisper: bool = False,
        canned: bool = False,
        draft: str | UUID | None = None,
        id_: UUID | None = None,
    ) -> Event:
        """`draft`: the language model's draft that the text began as."""
        members: dict[str, Any] = {"whisper": whisper, "canned": canned} | ({"draft": draft} if draft else {})
        return await self.live.ask_until("say", conversation=conversation, id=id_ or new_id(), text=text, **members)

    async def check(self, conversation: str | UUID, text: str, *, seq: int = 0, canned: bool = False) -> Event:
        """What of a draft may not be said so, and what could be said better. `seq`: the newest entry seen."""
        return await self.live.ask("check", conversation=conversation, text=text, seq=seq, canned=canned)

    async def read(self, conversation: str | UUID, seq: int) -> None:
        await self.live.tell("read", conversation=conversation, seq=seq)

    async def typing(self, conversation: str | UUID, typing: bool = True) -> None:
        await self.live.tell("typing", conversation=conversation, typing=typing)

    async def watch_visitors(self) -> None:
        board = await self.live.ask("watch", visitors=True)
        self.visitors = {v["id"]: v for v in board["visitors"]}

    async def http(self, method: str, path: str, body: object = None) -> Any:
        """A call of the staff API with this session. Raises httpx.HTTPStatusError."""
        async with httpx.AsyncClient(
            base_url=self.base_url, verify=tls(), timeout=20, headers={"X-Bedside": "1"}, cookies={COOKIE: self._cookie}
        ) as http:
            answer = await http.request(method, f"/v1{path}", json=body)
            answer.raise_for_status()
            return answer.json() if answer.content else None

    async def do(self, conversation: str | UUID, verb: str, **body: Any) -> None:
        """take, transfer, invite, leave, take-over, requeue, close, reopen, block."""
        await self.http("POST", f"/conversations/{conversation}/{verb}", body)

    async def _hello(self, live: LiveSocket) -> None:
        # Of one's own conversations the desk hears before their threads are open again: such numbers prove nothing.
        marks, self._told = {c: self._told.get(c, self._marks.get(c, 0)) for c in self.threads}, {}
        self._marks = marks
        welcome = await live.ask("hello")
        self.me = welcome["me"]
        self.rows = {row["id"]: row for row in welcome["rows"]}
        self.staff = {(p["hospital"], p["staff"]): p for p in welcome["staff"]}
        for conversation, thread in self.threads.items():
            answer = await live.ask("open", conversation=conversation, since=marks[conversation])
            for entry in answer["entries"]:
                thread.setdefault(entry["seq"], entry)
            self._told[conversation] = max(thread, default=0)

    def _heard(self, event: Event) -> None:
        self.events.append(event)
        match event["on"]:
            case "row":
                self._fold_row(event["row"])
            case "activity":
                for change in event["rows"]:
                    row = self.rows.get(change["id"])
                    if row is not None and change["rev"] >= row["rev"]:
                        row.update(change)
            case "entry":
                thread = self.threads.get(event["conversation"])
                if thread is not None:
                    seq = event["entry"]["seq"]
                    thread.setdefault(seq, event["entry"])
                    if event["conversation"] in self._told:
                        self._told[event["conversation"]] = seq
            case "presence":
                p = event["presence"]
                self.staff[p["hospital"], p["staff"]] = p
            case "visitor":
                if event["gone"]:
                    self.visitors.pop(event["id"], None)
                else:
                    self.visitors[event["id"]] = event
            case _:
                pass

    def _fold_row(self, row: dict[str, Any]) -> None:
        known = self.rows.get(row["id"])
        if known is not None and row["rev"] < known["rev"]:
            return
        if row["status"] == "closed":
            self.rows.pop(row["id"], None)
        else:
            self.rows[row["id"]] = row
