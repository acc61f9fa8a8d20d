"""Bookings a second (hold and confirm), in one process and over HTTP; 200 people for the last seat."""

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

import uvloop

from bedside.appointment.actions import confirming, holding
from bedside.appointment.store import slots as store
from bedside.kit.problems import Problem
from bench.clinic import Clinic, load_past, opened
from bench.faces import Faces
from bench.figures import Figure, Options, Report, shown, table
from bench.hospital import SITE, Hospital, furnish
from bench.stage import generate, open_stage

T = TypeVar("T")

DOCTORS = 100
PAST = 200_000
AT_ONCE = 400
"""People who book at the same time; each books again as soon as they are answered."""
PEOPLE = 500
AIM_ONE, AIM_MANY, AIM_LAST, AIM_HTTP = 300, 1_500, 1_000, 300
WARM_UP = 2.0
LAST = 200


class Crowd:
    """People who book seats of some slots until time is up; what they were told."""

    def __init__(self, clinic: Clinic, slots: list[UUID], people: list[UUID], seed: int) -> None:
        self._clinic = clinic
        self._slots = slots
        self._people = people
        self._random = random.Random(seed)
        self.booked: list[tuple[float, UUID]] = []
        self.refused: Counter[str] = Counter()
        self.waited: list[float] = []

    async def book(self, seconds: float) -> None:
        ends = time.perf_counter() + seconds
        await asyncio.gather(*(self._one(ends, n) for n in range(AT_ONCE)))

    async def _one(self, ends: float, number: int) -> None:
        services, hospital = self._clinic.services, self._clinic.hospital_id
        person = self._people[number % len(self._people)]
        while (began := time.perf_counter()) < ends:
            slot = self._random.choice(self._slots)
            try:
                kept = await holding.hold(
                    services, holding.Asked(hospital_id=hospital, actor=confirming.GUEST, slot=slot)
                )
                token = confirming.token_of(services, kept.token, confirming.GUEST)
                mine = await confirming.confirm(services, token, person, confirming.GUEST)
            except Problem as problem:
                self.refused[problem.code] += 1
                continue
            now = time.perf_counter()
            self.booked.append((now, mine.id))
            self.waited.append(1000 * (now - began))


async def doctor_days(clinic: Clinic, doctors: list[UUID], day: date) -> list[UUID]:
    async with clinic.services.database.transaction([clinic.hospital_id]) as tx:
        found = [await store.of_doctor(tx, clinic.hospital_id, doctor, day, day) for doctor in doctors]
    return [slot.id for slots in found for slot in slots]


async def measure(clinic: Clinic, people: list[UUID], options: Options) -> tuple[dict[str, Crowd], list[UUID]]:
    day = (datetime.now() + timedelta(days=2)).date()  # noqa: DTZ005 - the machine's own calendar is near enough
    busy = await doctor_days(clinic, clinic.doctors[:1], day)
    many = await doctor_days(clinic, clinic.doctors, day + timedelta(days=1))
    crowds: dict[str, Crowd] = {}
    for name, slots in (("one doctor-day", busy), (f"{DOCTORS} doctors", many)):
        await Crowd(clinic, slots, people, options.seed).book(1.0)
        crowds[name] = Crowd(clinic, slots, people, options.seed)
        await crowds[name].book(options.seconds)
    return crowds, await doctor_days(clinic, clinic.doctors[1:2], day)


async def last_seat(hospital: Hospital, slot: UUID) -> tuple[float, Counter[int]]:
    """LAST requests of as many browsers, sent together through HTTP; milliseconds until the last answer, and statuses."""
    assert hospital.server
    body = json.dumps({"site": SITE, "slot": str(slot)}).encode()
    head = f"POST /v1/visitor/holds HTTP/1.1\r\nHost: bench\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    opened_ = [await asyncio.open_connection("127.0.0.1", hospital.server.port) for _ in range(LAST)]

    async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int:
        writer.write(head.encode() + body)
        answer = await reader.read()
        writer.close()
        return int(answer.split(b" ", 2)[1])

    began = time.perf_counter()
    statuses = await asyncio.gather(*(ask(*each) for each in opened_))
    return 1000 * (time.perf_counter() - began), Counter(statuses)


async def _booked(hospital: Hospital, options: Options, report: Report) -> tuple[UUID, Faces]:
    async with opened(hospital) as clinic:
        report.say(f"furnishing {DOCTORS} doctors …")
        # Half-hour slots of 200 seats, all day long: a day that no bench sells out.
        await clinic.furnish(DOCTORS, weekdays=range(1, 8), starts=0, ends=1440, minutes=30, seats=200)
        load_past(hospital.url, hospital.id, DOCTORS, PAST)
        people = await clinic.people(PEOPLE)
        crowds, spare = await measure(clinic, people, options)
        day = (datetime.now() + timedelta(days=5)).date()  # noqa: DTZ005 - the machine's own calendar is near enough
        faces = Faces(hospital, clinic, await doctor_days(clinic, clinic.doctors, day), people)
        async with clinic.services.database.transaction([clinic.hospital_id]) as tx:
            await tx.run("UPDATE appointment.slots SET seats = 1 WHERE id = %s", (spare[0],))
    rows: list[list[str]] = []
    for (name, crowd), (figure, aim) in zip(
        crowds.items(), (("bookings_per_second_one_day", AIM_ONE), ("bookings_per_second_100_doctors", AIM_MANY)),
        strict=True,
    ):  # fmt: skip
        rate, waits = len(crowd.booked) / options.seconds, sorted(crowd.waited)
        report.add(Figure(figure, rate, aim, "bookings/s"))
        refused = ", ".join(f"{code} {count}" for code, count in crowd.refused.items()) or "none"
        middle, late = (f"{waits[int(part * len(waits))]:.0f} ms" for part in (0.5, 0.99))
        rows.append([name, shown(rate), middle, late, refused])
    report.say(table([f"in one process, {AT_ONCE} at once", "bookings/s", "median", "p99", "refused"], rows))
    _check(hospital, sum(len(crowd.booked) for crowd in crowds.values()))
    return spare[0], faces


def _check(hospital: Hospital, told: int) -> None:
    """Everything that was told is stored, and no seat has two."""
    stored = hospital.count("SELECT count(*) FROM appointment.appointments WHERE status = 'booked'")
    assert stored >= told, f"stored {stored}, told {told}"
    twins = hospital.count(
        "SELECT count(*) FROM (SELECT FROM appointment.appointments WHERE status IN ('held', 'booked')"
        " GROUP BY slot_id, green, seat HAVING count(*) > 1) t"
    )
    over = hospital.count(
        "SELECT count(*) FROM appointment.slots s WHERE starts_at > now() AND taken <> (SELECT count(*)"
        " FROM appointment.appointments a WHERE a.slot_id = s.id AND status IN ('held', 'booked'))"
    )
    assert (twins, over) == (0, 0), f"{twins} seats with two, {over} slots that miscount"


def _over_http(hospital: Hospital, faces: Faces, options: Options, report: Report) -> None:
    """The same, asked of one web process through its HTTP faces; the messages that follow are left to a worker."""
    if hospital.server:
        hospital.stage.stop(hospital.server)
    hospital.serve(work=False)
    before = hospital.count("SELECT count(*) FROM appointment.appointments WHERE status = 'booked'")
    rows: list[list[str]] = []
    for name, orders in faces.orders().items():
        found = generate("book", **orders, warm_up=WARM_UP, seconds=options.seconds)
        before += found["booked"]
        refused = ", ".join(f"{why} {count}" for why, count in found["refused"].items()) or "none"
        spent = [f"{found['microseconds'][side]:,.0f}" for side in ("web", "postgres", "generator")]
        rows.append(
            [name, shown(found["per_second"]), f"{found['median']:.0f} ms", f"{found['p99']:.0f} ms", *spent, refused]
        )
        report.add(Figure(f"bookings_per_second_http_{name}", found["per_second"], AIM_HTTP, "bookings/s"))
    head = [
        "over HTTP, one web process",
        "bookings/s",
        "median",
        "p99",
        "web µs",
        "postgres µs",
        "generator µs",
        "refused",
    ]
    report.say(table(head, rows))
    _check(hospital, before)


def _run(work: Callable[[], Awaitable[T]]) -> T:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work())  # pyright: ignore[reportArgumentType]


def run(options: Options, report: Report) -> None:
    with open_stage() as stage:
        hospital = furnish(stage, "hospital", 1)
        slot, faces = _run(lambda: _booked(hospital, options, report))
        hospital.serve()

        async def warm() -> None:
            await last_seat(hospital, UUID(int=1))

        _run(warm)
        took, statuses = _run(lambda: last_seat(hospital, slot))
        _over_http(hospital, faces, options, report)
    report.say(f"{LAST} requests for the last seat: " + ", ".join(f"{n} × {status}" for status, n in statuses.items()))
    assert statuses == Counter({409: LAST - 1, 201: 1}), statuses
    report.add(Figure("last_seat_200_ms", took, AIM_LAST, "ms", at_least=False))
