"""The desk's list with 1,000,000 past conversations: first page, later pages and search, at the API."""

import http.client
import json
import statistics
import time
import urllib.parse
from collections.abc import Callable

from bedside.hospital.doorkeeper import COOKIE
from bench.figures import Figure, Options, Report, table
from bench.history import RARE
from bench.hospital import Hospital, furnish
from bench.stage import open_stage

PAST = 1_000_000
STAFF = 20
TIMES = 60
AIM_MS = 50.0


class Desk:
    """One signed-in browser's connection."""

    def __init__(self, hospital: Hospital) -> None:
        assert hospital.server
        self._http = http.client.HTTPConnection("127.0.0.1", hospital.server.port, timeout=60)
        self._headers = {"Cookie": f"{COOKIE}={next(iter(hospital.cookies.values()))}", "X-Bedside": "1"}

    def get(self, **query: str) -> dict[str, object]:
        self._http.request("GET", "/v1/conversations?" + urllib.parse.urlencode(query), headers=self._headers)
        answer = self._http.getresponse()
        body = answer.read()
        assert answer.status == 200, (answer.status, body[:300])
        return json.loads(body)


def timed(call: Callable[[], object]) -> list[float]:
    """Milliseconds of TIMES calls, shortest first; the first five warm the caches."""
    times: list[float] = []
    for k in range(TIMES + 5):
        began = time.perf_counter()
        call()
        if k >= 5:
            times.append(1000 * (time.perf_counter() - began))
    return sorted(times)


def measure(hospital: Hospital, report: Report) -> float:
    """p99 of the first page in milliseconds."""
    desk = Desk(hospital)
    page = desk.get()
    assert len(page["items"]) == 50, "the history is there"  # pyright: ignore[reportArgumentType]
    calls: dict[str, Callable[[], object]] = {
        "first page": desk.get,
        "first page of mine": lambda: desk.get(mine="true"),
        "second page": lambda: desk.get(cursor=str(page["next"])),
        "search, rare words": lambda: desk.get(q=RARE),
        "search, words that most say": lambda: desk.get(q="我想问一下"),
    }
    times = {name: timed(call) for name, call in calls.items()}
    rows = [
        [name, *(f"{each:.1f} ms" for each in (statistics.median(found), found[int(0.99 * len(found))], found[-1]))]
        for name, found in times.items()
    ]
    report.say(table(["GET /v1/conversations", "median", "p99", "worst"], rows))
    first = times["first page"]
    return first[int(0.99 * len(first))]


def run(_options: Options, report: Report) -> None:
    with open_stage({"max_wal_size": "8GB"}) as stage:
        report.say(f"loading {PAST:,} past conversations …")
        hospital = furnish(stage, "hospital", STAFF, PAST)
        hospital.serve()
        first = measure(hospital, report)
    report.add(Figure("desk_list_p99_ms", first, AIM_MS, "ms", at_least=False))
