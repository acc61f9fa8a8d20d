"""One load generator process: reads its orders as JSON from standard input, prints its counts as JSON."""

import json
import resource
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import uvloop

from bench.load import browse
from bench.load.book import book
from bench.load.hold import hold
from bench.load.seats import Seat
from bench.load.talk import drip, flood

Work = Callable[..., Awaitable[dict[str, Any]]]


def _pairs(orders: dict[str, Any]) -> dict[str, Any]:
    pairs = [(Seat(**visitor), Seat(**staff)) for visitor, staff in orders.pop("pairs")]
    return orders | {"pairs": pairs}


WORK: dict[str, tuple[Work, Callable[[dict[str, Any]], dict[str, Any]]]] = {
    "flood": (flood, _pairs),
    "drip": (drip, _pairs),
    "firsts": (browse.firsts, dict),
    "beacons": (browse.beacons, dict),
    "sockets": (browse.sockets, dict),
    "hold": (hold, dict),
    "book": (book, dict),
}


def main() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    orders = json.loads(sys.stdin.readline())
    work, read = WORK[orders.pop("work")]
    result = uvloop.run(work(**read(orders)))
    print(json.dumps(result))


main()
