"""A hospital's own system (HIS) for tests, over real HTTP: it can be slow, fail, answer twice, sell at its own window and lie.

What it does wrong is drawn from a seeded generator or set for the next calls, so that a failing test fails again.
"""

import asyncio
import json
import random
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

import uvicorn

JSON = [(b"content-type", b"application/json")]
SECRET = "the-tests-own-systems-secret"


@dataclass
class Slot:
    ref: str
    department: str
    doctor: str
    service: str
    starts_at: datetime
    ends_at: datetime
    seats: int


@dataclass
class Booked:
    ref: str
    key: str | None
    slot: str
    starts_at: datetime
    doctor: str
    status: str = "booked"
    price_fen: int | None = None
    patient: dict[str, str] = field(default_factory=dict[str, str])


@dataclass
class Asked:
    method: str
    path: str
    key: str
    body: Any


class His:
    """Its books, and its faults. `faults` are used up one per changing call, then `rates` decide by chance."""

    def __init__(self, seed: int = 0) -> None:
        self.random = random.Random(seed)
        self.slots: dict[str, Slot] = {}
        self.booked: list[Booked] = []
        self.asked: list[Asked] = []
        self.faults: list[str] = []
        self.rates: dict[str, float] = {}
        self.down = False
        self.slow_seconds = 0.0
        self.silent: set[str] = set()
        """Idempotency keys whose request is done, and never answered; paths at which nothing is told."""
        self.unheard: list[str] = []
        """Which of those were made."""
        self.over = asyncio.Event()
        self.url = ""
        self.bill: dict[str, Any] = {}
        self._numbers = 0

    # Its own window ------------------------------------------------------------------------------------------------

    def offer(self, ref: str, starts_at: datetime, ends_at: datetime, seats: int, **codes: str) -> Slot:
        made = Slot(ref, codes["department"], codes["doctor"], codes["service"], starts_at, ends_at, seats)
        self.slots[ref] = made
        return made

    def live(self, slot: str) -> list[Booked]:
        return [each for each in self.booked if each.slot == slot and each.status != "cancelled"]

    def left(self, slot: str) -> int:
        return self.slots[slot].seats - len(self.live(slot))

    def sell(self, slot: str) -> Booked | None:
        """Somebody stands at the window and buys the seat."""
        return self._book(None, slot, {}) if self.left(slot) > 0 else None

    def of(self, key: object) -> list[Booked]:
        return [each for each in self.booked if each.key == str(key)]

    def _book(self, key: str | None, slot: str, body: dict[str, Any]) -> Booked:
        self._numbers += 1
        at = self.slots[slot]
        made = Booked(f"H{self._numbers:06d}", key, slot, at.starts_at, at.doctor, price_fen=body.get("price_fen"))
        made.patient = body.get("patient", {})
        self.booked.append(made)
        return made

    # What it answers -----------------------------------------------------------------------------------------------

    def _fault(self) -> str:
        if self.faults:
            return self.faults.pop(0)
        for name, rate in self.rates.items():
            if self.random.random() < rate:
                return name
        return ""

    async def answer(self, method: str, path: str, query: dict[str, str], body: Any, key: str) -> tuple[int, Any]:
        self.asked.append(Asked(method, path, key, body))
        if self.down:
            return 503, {"message": "closed for the night"}
        parts = path.strip("/").split("/")
        if method == "GET":
            if path in self.silent:
                await self.over.wait()
            return self._told(parts, query)
        fault = self._fault()
        if fault == "slow":
            await asyncio.sleep(self.slow_seconds)
        if fault == "fail":
            return 500, "internal error"
        done = self._done(method, parts, body or {}, fault)
        if key in self.silent:
            self.unheard.append(key)
            await self.over.wait()
        if fault == "late":  # it does, and the answer comes when nobody waits any more
            await asyncio.sleep(self.slow_seconds)
        if fault == "fail_after":
            return 502, "bad gateway"
        if fault == "garbage":
            return 200, "<html>welcome</html>"
        return done

    def _told(self, parts: list[str], query: dict[str, str]) -> tuple[int, Any]:
        if parts == ["slots"]:
            since, until = datetime.fromisoformat(query["since"]), datetime.fromisoformat(query["until"])
            shown = [each for each in self.slots.values() if since <= each.starts_at < until]
            return 200, {"slots": [self._slot(each) for each in shown]}
        if parts == ["appointments"]:
            since, until = datetime.fromisoformat(query["since"]), datetime.fromisoformat(query["until"])
            shown = [each for each in self.booked if since <= each.starts_at < until]
            start = int(query.get("cursor", 0))
            page = [_shown(each) for each in shown[start : start + 50]]
            return 200, {"appointments": page, "next": str(start + 50) if len(shown) > start + 50 else None}
        if parts[-1] == "bill":
            return (200, self.bill[parts[1]]) if parts[1] in self.bill else (404, {})
        found = self.of(parts[1])
        live = [each for each in found if each.status != "cancelled"]
        return (200, _shown((live or found)[0])) if found else (404, {})

    def _done(self, method: str, parts: list[str], body: dict[str, Any], fault: str) -> tuple[int, Any]:
        key = parts[1]
        live = [each for each in self.of(key) if each.status != "cancelled"]
        if method == "DELETE":
            if fault != "lie":
                for each in live:
                    each.status = "cancelled"
            return (200, {"status": "cancelled"}) if self.of(key) else (404, {})
        if parts[-1] == "arrival":
            for each in live:
                each.status = "arrived"
            return (200, {}) if live else (404, {"code": "gone"})
        slot = str(body.get("slot"))
        if slot not in self.slots:
            return 404, {"code": "gone"}
        if not live and self.left(slot) <= 0:
            return 409, {"code": "taken"}
        if parts[0] == "locks":
            return 200, {"key": key}
        if fault == "lie":
            return 200, {"key": key, "ref": "H-invented", "slot": slot, "status": "booked"}
        if fault == "elsewhere" and len(self.slots) > 1:
            slot = next(ref for ref in self.slots if ref != slot)
        if live and fault != "twice":
            return 200, _shown(live[0])
        made = self._book(key, slot, body)
        if fault == "twice":
            self._book(key, slot, body)
        return 201, _shown(made)

    def _slot(self, each: Slot) -> dict[str, Any]:
        return {
            "ref": each.ref, "department": each.department, "doctor": each.doctor, "service": each.service,
            "starts_at": each.starts_at.isoformat(), "ends_at": each.ends_at.isoformat(), "seats": each.seats,
            "left": max(0, self.left(each.ref)),
        }  # fmt: skip

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        query = {name: values[0] for name, values in parse_qs(scope["query_string"].decode()).items()}
        if headers.get("authorization") != f"Bearer {SECRET}":
            status, said = 401, {}
        else:
            given = json.loads(body) if body else None
            status, said = await self.answer(
                scope["method"], scope["path"], query, given, headers.get("idempotency-key", "")
            )
        raw = said.encode() if isinstance(said, str) else json.dumps(said).encode()
        await send({"type": "http.response.start", "status": status, "headers": JSON})
        await send({"type": "http.response.body", "body": raw})


def _shown(each: Booked) -> dict[str, Any]:
    return {
        "ref": each.ref, "key": each.key, "slot": each.slot, "starts_at": each.starts_at.isoformat(), "doctor": each.doctor,
        "status": each.status, "price_fen": each.price_fen,
    }  # fmt: skip


def a_bill(*, paid: int, total: int = 2500) -> dict[str, Any]:
    """One visit, as it charges it."""
    line = {"code": "visit", "name": "诊查费", "count": 1, "amount_fen": total}
    return {"lines": [line], "total_fen": total, "paid_fen": paid}


@asynccontextmanager
async def his_server(seed: int = 0) -> AsyncGenerator[His]:
    """Serve on a free port until the block ends."""
    his = His(seed)
    config = uvicorn.Config(his, host="127.0.0.1", port=0, log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # pyright: ignore[reportAttributeAccessIssue]
    running = asyncio.create_task(server.serve())
    while not server.started:
        assert not running.done(), "the HIS ended before it started"
        await asyncio.sleep(0.01)
    his.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        yield his
    finally:
        his.over.set()
        server.should_exit = True
        await running
