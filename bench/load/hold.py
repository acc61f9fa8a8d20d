"""Sockets that are open and do nothing, from several addresses (one has only some 28,000 ports to call from)."""

import asyncio
import sys
from typing import Any

from bench.load import http
from bench.load.browse import newcomer, view
from bench.load.seats import Seat
from bench.load.wire import Socket

PER_ADDRESS = 5_000


async def hold(url: str, seat: dict[str, Any], consent: str, count: int, at_once: int = 50) -> dict[str, Any]:
    """Open `count` visitors with consent and one page each; say so on standard output; wait for standard input to end."""
    site = seat["hello"][0]["site"]
    opened: list[Socket] = []
    numbers = iter(range(count))

    async def arrive() -> None:
        connection = await http.connect(url)
        for number in numbers:
            hello = seat["hello"][0] | {"token": await newcomer(connection, site, consent), "page": view()}
            opened.append(await Seat(**{**seat, "hello": [hello]}).take(f"127.0.0.{2 + number // PER_ADDRESS}"))
        connection.close()

    await asyncio.gather(*(arrive() for _ in range(at_once)))
    print(f"holding {len(opened)}", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    return {"held": sum(not socket.closed.done() for socket in opened)}
