"""Free times over 12 weeks of 200 doctors with 1,000,000 past appointments, at the API."""

import asyncio
import http.client
import json
import statistics
import time
import urllib.parse
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from bedside.hospital.doorkeeper import COOKIE
from bench.clinic import load_past, opened
from bench.figures import Figure, Options, Report, table
from bench.hospital import SITE, Hospital, furnish
from bench.stage import open_stage

DOCTORS = 200
PAST = 1_000_000
TIMES = 200
WEEKS = 12
AIM_MS = 50.0


class Seeker:
    """One signed-in browser's connection, and one visitor's."""

    def __init__(self, hospital: Hospital) -> None:
        assert hospital.server
        self._hospital = hospital.id
        self._http = http.client.HTTPConnection("127.0.0.1", hospital.server.port, timeout=60)
        self._headers = {"Cookie": f"{COOKIE}={next(iter(hospital.cookies.values()))}", "X-Bedside": "1"}
        self._days = {"from": str(date.today()), "to": str(date.today() + timedelta(weeks=WEEKS))}  # noqa: DTZ011

    def staff(self, **wanted: str) -> list[Any]:
        query = urllib.parse.urlencode({"hospital": self._hospital, "limit": 200, **self._days, **wanted})
        self._http.request("GET", "/v1/slots?" + query, headers=self._headers)
        return self._read()

    def visitor(self, **wanted: str) -> list[Any]:
        body = json.dumps({"site": SITE, "limit": 200, **self._days, **wanted})
        self._http.request("POST", "/v1/visitor/slots", body=body)
        return self._read()

    def _read(self) -> list[Any]:
        answer = self._http.getresponse()
        body = answer.read()
        assert answer.status == 200, (answer.status, body[:300])
        return json.loads(body)["items"]


def measure(hospital: Hospital, doctor: UUID, service: UUID, department: UUID, report: Report) -> float:
    """The worst p95 of all ways to look, in milliseconds."""
    seeker = Seeker(hospital)
    ways = {
        "any doctor of the hospital": lambda: seeker.staff(),
        "a department": lambda: seeker.staff(department=str(department)),
        "a service": lambda: seeker.staff(service=str(service)),
        "a doctor": lambda: seeker.staff(doctor=str(doctor)),
        "a department, by a visitor": lambda: seeker.visitor(department=str(department)),
    }
    rows: list[list[str]] = []
    worst = 0.0
    for name, ask in ways.items():
        assert ask(), f"there are free times: {name}"
        times: list[float] = []
        for k in range(TIMES + 10):
            began = time.perf_counter()
            ask()
            if k >= 10:
                times.append(1000 * (time.perf_counter() - began))
        times.sort()
        late = times[int(0.95 * TIMES)]
        worst = max(worst, late)
        rows.append([name, *(f"{each:.1f} ms" for each in (statistics.median(times), late, times[-1]))])
    report.say(table(["200 free times in 12 weeks", "median", "p95", "worst"], rows))
    return worst


async def _furnished(hospital: Hospital) -> tuple[UUID, UUID, UUID]:
    async with opened(hospital) as clinic:
        await clinic.furnish(DOCTORS, weekdays=range(1, 7), starts=480, ends=780, minutes=15, seats=1)
        return clinic.doctors[0], clinic.prices[0], clinic.departments[0]


def run(_options: Options, report: Report) -> None:
    with open_stage({"max_wal_size": "8GB"}) as stage:
        hospital = furnish(stage, "hospital", 1)
        report.say(f"furnishing {DOCTORS} doctors and {PAST:,} past appointments …")
        doctor, service, department = asyncio.run(_furnished(hospital))
        assert load_past(hospital.url, hospital.id, DOCTORS, PAST) >= PAST
        # Two of three doctors' next weeks are full: who looks must pass them over.
        hospital.count(
            "WITH full_ AS (UPDATE appointment.slots SET taken = seats WHERE starts_at > now() AND doctor_number % 3 > 0"
            " AND starts_at < now() + interval '30 days' RETURNING 1) SELECT count(*) FROM full_"
        )
        hospital.serve()
        worst = measure(hospital, doctor, service, department, report)
    report.add(Figure("find_slots_p95_ms", worst, AIM_MS, "ms", at_least=False))
