"""The simulated front desk: it receives those of today's list who are the demo's own people, through the staff's API."""

import asyncio
import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import httpx
import msgspec

from bedside.client.desk import COOKIE, sign_in
from bedside.demo.furnish import SignIn
from bedside.demo.furniture import load
from bedside.demo.traffic.visitor import Counts

VARIABLE = "BEDSIDE_DEMO_DESKS"
LOOK_SECONDS = 20.0
COMES = 0.88
EARLY = timedelta(minutes=10)


class Door(msgspec.Struct, frozen=True):
    """Who sits there."""

    login: str
    password: str
    secret: str | None


def written(desks: Iterable[SignIn]) -> dict[str, str]:
    """As an environment variable of the traffic's process: no command line shows it."""
    doors = [Door(desk.login, desk.password, desk.secret) for desk in desks]
    return {VARIABLE: msgspec.json.encode(doors).decode()}


def read(env: Mapping[str, str] = os.environ) -> list[Door]:
    return msgspec.json.decode(env.get(VARIABLE, "[]"), type=list[Door])


async def receive(server: str, door: Door, counts: Counts, *, pace: float = 1.0) -> None:
    """Until cancelled. Who is not there, or not let in, tries again: somebody else may be signing in with the same code."""
    while True:
        try:
            cookie = await sign_in(server, door.login, door.password, door.secret)
            async with httpx.AsyncClient(
                base_url=server, timeout=20, headers={"X-Bedside": "1"}, cookies={COOKIE: cookie}
            ) as http:
                while True:
                    await look(http, datetime.now(UTC), counts)
                    await asyncio.sleep(LOOK_SECONDS / pace)
        except httpx.HTTPError:
            await asyncio.sleep(LOOK_SECONDS)


async def look(http: httpx.AsyncClient, now: datetime, counts: Counts) -> None:
    """Once over today's list. Raises httpx.HTTPError."""
    answer = await http.get("/v1/appointments", params={"limit": 500})
    answer.raise_for_status()
    for each in answer.json()["items"]:
        verb = _next(each, now)
        if verb and each["person"] and load().names.are(each["person"]["name"]):
            done = await http.post(f"/v1/appointments/{each['id']}/{verb}", json={"rev": each["rev"]})
            # Refused: a colleague was faster.
            if done.is_success:
                counts.came += verb == "arrive"
                counts.stayed_away += verb == "no-show"


def _next(each: dict[str, Any], now: datetime) -> str | None:
    starts, ends = (datetime.fromisoformat(each[name]) for name in ("starts_at", "ends_at"))
    comes = Random(f"comes:{each['id']}").random() < COMES
    if each["status"] == "booked" and not each["displaced"]:
        if comes and starts <= now + EARLY:
            return "arrive"
        return "no-show" if ends <= now else None
    return "fulfil" if each["status"] == "arrived" and ends <= now else None
