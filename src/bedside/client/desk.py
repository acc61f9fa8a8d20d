"""A consultant's desk, as a program."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

import httpx
from pyotp.totp import TOTP

from bedside.client.live import Event, LiveSocket, Refused
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
        self.panels: dict[str, dict[str, Any]] = {}
        """Their panels."""
        self._names: dict[str, str] = {}
        """Their visitors' names: whoever is called otherwise now always said what they said."""
        self._revs: dict[str, int] = {}
        """Of each row as a whole: what an activity told is newer, but does not hold a whole row back."""
        self._activity: dict[str, dict[str, Any]] = {}
        self._early: list[Event] | None = None
        """What is heard while it is being greeted."""
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
        new = str(conversation) not in self.threads
        self.threads.setdefault(str(conversation), {})
        try:
            answer = await self.live.ask("open", conversation=conversation)
        except Refused:
            if new:
                self._forget(str(conversation))
            raise
        self._opened(str(conversation), answer)
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
        self._early = []
        welcome = await live.ask("hello")
        self.me = welcome["me"]
        self.rows, self._revs = {}, {}
        for row in welcome["rows"]:
            self._fold_row(row)
        self.staff = {(p["hospital"], p["staff"]): p for p in welcome["staff"]}
        early, self._early = self._early, None
        for event in early:
            self._fold(event)
        for conversation in list(self.threads):
            try:
                self._opened(conversation, await live.ask("open", conversation=conversation, since=marks[conversation]))
            except Refused:  # closed meanwhile, and others' work: now it asks for a reason
                self._forget(conversation)

    def _forget(self, conversation: str) -> None:
        self.threads.pop(conversation, None)
        self.panels.pop(conversation, None)

    def _opened(self, conversation: str, answer: Event) -> None:
        thread = self.threads[conversation]
        self.panels[conversation] = answer["thread"]["panel"]
        for entry in answer["entries"]:
            thread.setdefault(entry["seq"], entry)
        for _, entry in sorted(thread.items()):
            self._fold_panel(conversation, entry)
        self._named(conversation, answer["thread"]["row"]["visitor"]["name"])
        self._told[conversation] = max(thread, default=0)

    def _heard(self, event: Event) -> None:
        self.events.append(event)
        if self._early is None:
            self._fold(event)
        else:
            self._early.append(event)

    def _fold(self, event: Event) -> None:
        match event["on"]:
            case "row":
                self._fold_row(event["row"])
            case "activity":
                for change in event["rows"]:
                    if change["rev"] > self._activity.get(change["id"], {"rev": 0})["rev"]:
                        self._activity[change["id"]] = change
                        self._freshen(change["id"])
            case "entry":
                thread = self.threads.get(event["conversation"])
                if thread is not None:
                    seq = event["entry"]["seq"]
                    entry = thread.setdefault(seq, event["entry"])
                    self._fold_panel(event["conversation"], entry)
                    self._sign(entry, self._names.get(event["conversation"], ""))
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

    def _fold_panel(self, conversation: str, entry: dict[str, Any]) -> None:
        """What was noted changes the panel, unless the panel was read after it."""
        panel, event = self.panels.get(conversation), cast("Event", entry["event"] or {})
        if panel is None or event.get("name") != "panel":
            return
        for field, value in cast("Event", event["changes"]).items():
            if field == "visitor_name":
                continue  # it stands in the row
            known = panel["set_by"].get(field)
            if known is None or datetime.fromisoformat(known["at"]) < datetime.fromisoformat(entry["at"]):
                panel["set_by"][field] = {"staff": entry["by"]["id"], "at": entry["at"]}
                if field in panel:  # stage and level stand in the row
                    panel[field] = value

    def _named(self, conversation: str, name: str) -> None:
        self._names[conversation] = name
        for entry in self.threads.get(conversation, {}).values():
            self._sign(entry, name)

    def _sign(self, entry: dict[str, Any], name: str) -> None:
        if entry["by"]["kind"] == "visitor":
            entry["by"]["name"] = name

    def _fold_row(self, row: dict[str, Any]) -> None:
        if row["rev"] < self._revs.get(row["id"], 0):
            return
        self._revs[row["id"]] = row["rev"]
        if self._names.get(row["id"]) != row["visitor"]["name"]:
            self._named(row["id"], row["visitor"]["name"])
        if row["status"] == "closed":
            self.rows.pop(row["id"], None)
        else:
            self.rows[row["id"]] = row
            self._freshen(row["id"])

    def _freshen(self, conversation: str) -> None:
        row, change = self.rows.get(conversation), self._activity.get(conversation)
        if row is not None and change is not None and change["rev"] > self._revs[conversation]:
            row.update(change)
