"""The demo hospital's own system (HIS), as small as docs/his.md lets it be: an information system that was there before
Bedside, gives out one department's seats, sells some at its own window, and charges for visits. For the demo alone.

It keeps its books in a file of its own, and answers as slowly as such systems do.
"""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

import msgspec

from bedside.demo.furniture import Doctor, load
from bedside.demo.gateway import Receive, Send, read
from bedside.demo.his.store import Books, Row

SLOW_SECONDS = 2.0
"""Before it answers a booking: long enough to see "requested"."""
AT_THE_WINDOW = 0.25
"""Share of its slots of which one seat was sold at its own window."""
Answer = tuple[int, Any]


class Slot(msgspec.Struct, frozen=True):
    """As docs/his.md has it, without `left`."""

    ref: str
    department: str
    doctor: str
    service: str
    starts_at: datetime
    ends_at: datetime
    seats: int


class DemoHis:
    """An ASGI application. `secret`: what Bedside sends with every request; `file`: its books."""

    def __init__(
        self,
        secret: str,
        file: Path,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        slow: float = SLOW_SECONDS,
    ) -> None:
        self._secret = secret
        self._now = now
        self._slow = slow
        self._zone = ZoneInfo(load().group.timezone)
        self._books = Books(file)

    def close(self) -> None:
        self._books.close()

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """HTTP only."""
        body = await read(receive)
        given = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
        status, said = 401, {}
        if given == f"Bearer {self._secret}":
            query = {name: values[0] for name, values in parse_qs(scope["query_string"].decode()).items()}
            try:
                status, said = await self._answer(
                    scope["method"],
                    scope["path"].strip("/").split("/"),
                    query,
                    msgspec.json.decode(body) if body else {},
                )
            except (KeyError, ValueError, msgspec.MsgspecError):
                status, said = 422, {"code": "refused"}
        headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": msgspec.json.encode(said)})

    async def _answer(self, method: str, path: list[str], query: dict[str, str], body: dict[str, Any]) -> Answer:
        match method, path:
            case "GET", ["slots"]:
                return 200, {"slots": [self._offered(each) for each in self._slots(query["since"], query["until"])]}
            case "GET", ["appointments"]:
                return 200, {"appointments": self._listed(query["since"], query["until"]), "next": None}
            case "PUT", ["locks", _]:
                return self._room(body["slot"])
            case "PUT", ["appointments", key]:
                await asyncio.sleep(self._slow)
                return self._book(key, body["slot"], body["price_fen"])
            case "GET", ["appointments", key]:
                found = self._books.of(key)
                return (200, _shown(found)) if found else (404, {})
            case "DELETE", ["appointments", key]:
                return self._become(key, "cancelled")
            case "POST", ["appointments", key, "arrival"]:
                return self._become(key, "arrived")
            case "GET", ["appointments", key, "bill"]:
                return self._bill(key)
            case _:
                return 404, {"code": "refused"}

    def _slots(self, since: str, until: str) -> list[Slot]:
        first, last = datetime.fromisoformat(since), datetime.fromisoformat(until)
        days = range((last.astimezone(self._zone).date() - first.astimezone(self._zone).date()).days + 1)
        found = [
            slot
            for n in days
            for doctor in load().doctors
            if doctor.department == load().his.department and load().his.campus in doctor.campuses
            for slot in self._day(doctor, first.astimezone(self._zone).date() + timedelta(days=n))
        ]
        return [slot for slot in found if first <= slot.starts_at < last]

    def _day(self, doctor: Doctor, day: date) -> Iterator[Slot]:
        clinics = load().clinics
        service = clinics.services.get(doctor.title.zh, "")
        for hours in doctor.hours:
            weekday, span = hours.split()
            if int(weekday) != day.isoweekday():
                continue
            opens, closes = (self._at(day, clock) for clock in span.split("-"))
            lunch, again = (self._at(day, clock) for clock in clinics.noon.split("-"))
            while opens < closes:
                ends = opens + timedelta(minutes=clinics.slot_minutes)
                if ends <= lunch or opens >= again:
                    ref = f"{doctor.key}:{opens:%Y%m%d%H%M}"
                    yield Slot(ref, doctor.department, doctor.key, service, opens, ends, clinics.seats)
                opens = ends

    def _at(self, day: date, clock: str) -> datetime:
        return datetime.combine(day, time.fromisoformat(clock), tzinfo=self._zone)

    def _slot(self, ref: str) -> Slot | None:
        """The slot of this number, if it offers it."""
        doctor, _, began = ref.partition(":")
        found = next((each for each in load().doctors if each.key == doctor), None)
        day = datetime.strptime(began, "%Y%m%d%H%M").date()  # noqa: DTZ007 - its own local day
        return next((each for each in self._day(found, day) if each.ref == ref), None) if found else None

    def _sold(self, slot: Slot) -> int:
        """At its own window; the same whenever one asks."""
        return int(Random(f"window:{slot.ref}").random() < AT_THE_WINDOW)

    def _left(self, slot: Slot) -> int:
        return slot.seats - self._sold(slot) - self._books.taken(slot.ref)

    def _offered(self, slot: Slot) -> dict[str, Any]:
        return msgspec.structs.asdict(slot) | {"left": max(0, self._left(slot))}

    def _room(self, ref: str) -> Answer:
        slot = self._slot(ref)
        if slot is None or slot.starts_at <= self._now():
            return 404, {"code": "gone"}
        return (200, {}) if self._left(slot) > 0 else (409, {"code": "taken"})

    def _book(self, key: str, ref: str, price_fen: int) -> Answer:
        known = self._books.of(key)
        if known and known.status != "cancelled":
            return 200, _shown(known)
        status, refused = self._room(ref)
        slot = self._slot(ref)
        if status != 200 or slot is None:
            return status, refused
        self._books.book(key, slot.ref, slot.doctor, slot.starts_at.isoformat(), price_fen)
        made = self._books.of(key)
        return 201, _shown(made) if made else {}

    def _become(self, key: str, status: str) -> Answer:
        found = self._books.of(key)
        if found is None or (status == "arrived" and found.status == "cancelled"):
            return 404, {"code": "gone"}
        self._books.become(key, status)
        return 200, {}

    def _bill(self, key: str) -> Answer:
        """The consultation is charged on arrival, and paid at the cashier's after the visit."""
        found = self._books.of(key)
        slot = self._slot(found.slot) if found else None
        if found is None or slot is None or found.status != "arrived":
            return 404, {}
        price = found.price_fen or 0
        line = {"code": slot.service, "name": "诊查费", "count": 1, "amount_fen": price}
        return 200, {"lines": [line], "total_fen": price, "paid_fen": price if self._now() >= slot.ends_at else 0}

    def _listed(self, since: str, until: str) -> list[dict[str, Any]]:
        """What it sold to whomever, its own window's without a key."""
        slots = self._slots(since, until)
        refs = {slot.ref for slot in slots}
        window = [
            Row(0, None, slot.ref, slot.doctor, slot.starts_at.isoformat(), "booked", None)
            for slot in slots
            if self._sold(slot)
        ]
        return [_shown(each) for each in (*window, *self._books.all()) if each.slot in refs]


def _shown(row: Row) -> dict[str, Any]:
    ref = f"Y{row.number:06d}" if row.number else f"W:{row.slot}"
    return {
        "ref": ref, "key": row.key, "slot": row.slot, "doctor": row.doctor, "starts_at": row.starts_at, "status": row.status,
        "price_fen": row.price_fen,
    }  # fmt: skip
