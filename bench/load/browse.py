"""Visitors who read: page views over open sockets, in batched beacons, and as single first-page requests."""

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from bench.load import http
from bench.load.processor import used_by, with_me
from bench.load.seats import Seat, events
from bench.load.talk import message_id
from bench.load.wire import Socket

PAGES = "/v1/visitor/pages"
VIEWS_IN_A_BEACON = 20
_numbers = itertools.count()


def view() -> dict[str, Any]:
    """One of some hundred pages of a hospital's website, with a search engine's referrer now and then."""
    number = next(_numbers)
    page = f"https://hospital.example/department{number % 8}/page{number % 97}.html"
    referrer = "https://www.baidu.com/s?wd=%E8%83%83%E8%83%80" if number % 10 == 0 else ""
    return {"id": message_id(0, number), "url": page, "title": f"胃胀怎么办 {number % 97}", "referrer": referrer}


class Readers:
    """Counts views that the server says are stored, within the measured seconds and in all."""

    def __init__(self, watched: dict[str, int]) -> None:
        self.stored = 0
        self.stopping = False
        self._watched = with_me(watched)

    async def measured(self, warm_up: float, seconds: float) -> dict[str, Any]:
        await asyncio.sleep(warm_up)
        before, used, began = self.stored, used_by(self._watched), time.perf_counter()
        await asyncio.sleep(seconds)
        took = time.perf_counter() - began
        stored, now = self.stored - before, used_by(self._watched)
        self.stopping = True
        microseconds = {name: 1e6 * (now[name] - used[name]) / max(1, stored) for name in now}
        return {"stored_per_second": stored / took, "seconds": took, "microseconds": microseconds}


async def newcomer(connection: http.Connection, site: str, consent: str) -> str:
    """Read the first page and agree, in one request; the token."""
    body = {"site": site, "consent": consent, "views": [view()]}
    answer = msgspec.json.decode(await connection.post(PAGES, msgspec.json.encode(body)))
    if answer["stored"] != 1:
        raise http.Failed(f"not stored: {answer}")
    return answer["token"]


async def _many(
    url: str, count: int, each: Callable[[http.Connection], Awaitable[None]], readers: Readers
) -> list[asyncio.Task[None]]:
    async def loop(connection: http.Connection) -> None:
        while not readers.stopping:
            await each(connection)

    return [asyncio.create_task(loop(await http.connect(url))) for _ in range(count)]


async def firsts(
    url: str, site: str, consent: str, connections: int, warm_up: float, seconds: float, watched: dict[str, int]
) -> dict[str, Any]:
    """Every request is somebody's first page."""
    readers = Readers(watched)

    async def arrive(connection: http.Connection) -> None:
        await newcomer(connection, site, consent)
        readers.stored += 1

    tasks = await _many(url, connections, arrive, readers)
    result = await readers.measured(warm_up, seconds)
    await asyncio.gather(*tasks)
    return result | {"stored": readers.stored}


async def beacons(
    url: str, site: str, consent: str, connections: int, warm_up: float, seconds: float, watched: dict[str, int]
) -> dict[str, Any]:
    """Each connection is a visitor whose browser sends its views twenty at a time."""
    readers = Readers(watched)
    tokens: dict[http.Connection, str] = {}

    async def read(connection: http.Connection) -> None:
        if connection not in tokens:
            tokens[connection] = await newcomer(connection, site, consent)
            readers.stored += 1
        body = {"site": site, "token": tokens[connection], "views": [view() for _ in range(VIEWS_IN_A_BEACON)]}
        answer = msgspec.json.decode(await connection.post(PAGES, msgspec.json.encode(body)))
        readers.stored += answer["stored"]

    tasks = await _many(url, connections, read, readers)
    result = await readers.measured(warm_up, seconds)
    await asyncio.gather(*tasks)
    return result | {"stored": readers.stored}


async def sockets(
    url: str,
    seat: dict[str, Any],
    consent: str,
    connections: int,
    window: int,
    warm_up: float,
    seconds: float,
    watched: dict[str, int],
) -> dict[str, Any]:
    """Each socket is a visitor with `window` views unacknowledged."""
    readers = Readers(watched)
    site = seat["hello"][0]["site"]
    opened: list[Socket] = []
    connection = await http.connect(url)
    for _ in range(connections):
        token = await newcomer(connection, site, consent)
        readers.stored += 1
        hello = seat["hello"][0] | {"token": token}
        opened.append(await Seat(**{**seat, "hello": [hello]}).take())
    in_flight = 0

    def read_more(socket: Socket, count: int) -> None:
        nonlocal in_flight
        in_flight += count
        socket.send_many([msgspec.json.encode({"do": "view", "ref": 100 + k, "view": view()}) for k in range(count)])

    for socket in opened:

        def received(payload: bytes, socket: Socket = socket) -> None:
            nonlocal in_flight
            stored = sum(event.on == "ok" for event in events(payload))
            in_flight -= stored
            readers.stored += stored
            if stored and not readers.stopping:
                read_more(socket, stored)

        socket.received = received
        read_more(socket, window)
    result = await readers.measured(warm_up, seconds)
    deadline = time.perf_counter() + 10
    while in_flight and time.perf_counter() < deadline:  # noqa: ASYNC110 - until a deadline
        await asyncio.sleep(0.05)
    for socket in opened:
        socket.abort()
    return result | {"stored": readers.stored, "unanswered": in_flight}
