"""Two persons with 10,000 facts each: merged, read as one, and told apart again without a trace."""

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import LiteralString, TypeVar
from uuid import UUID

import psycopg

from bedside.hospital.actions.setup import operator
from bedside.hospital.model import Viewer
from bedside.kit.services import Services, open_services
from bedside.kit.settings import Settings
from bedside.people import persons, questions
from bedside.people.person import NewIdentifier, NewPerson
from bedside.people.timeline import timeline
from bench.figures import Figure, Options, Report, shown, table
from bench.hospital import Hospital, furnish
from bench.stage import open_stage

T = TypeVar("T")
FACTS = 10_000
TIMES = 30
PAGE = 50
AIM_MS = 100.0
TABLES: tuple[LiteralString, ...] = (
    "SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM people.persons t",
    "SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM people.identifiers t",
    "SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM people.person_visitors t",
    "SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM people.households t",
    "SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM people.consents t",
    "SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM kit.facts t WHERE kind = 'conversation.message_said'",
)
_LOAD: LiteralString = """
    INSERT INTO kit.facts (hospital_id, subject, occurred_at, id, kind, actor, payload)
    SELECT %(hospital)s, %(person)s, now() - n * interval '100 minutes', gen_random_uuid(), 'conversation.message_said',
           'person:' || %(person)s, jsonb_build_object('conversation', gen_random_uuid(), 'seq', n, 'by', 'visitor')
    FROM generate_series(1, %(facts)s) AS n
"""


async def _two(services: Services, hospital: int, actor: str) -> list[UUID]:
    made: list[UUID] = []
    async with services.database.transaction([hospital]) as tx:
        for name, phone in (("王小满", "13800000001"), ("王晓满", "13800000002")):
            given = NewPerson(name, identifiers=[NewIdentifier("phone", phone, True)])
            made.append((await persons.make_person(tx, services, hospital, given, actor)).id)
    return made


def _everything(url: str) -> str:
    """A fingerprint of all rows that tell of persons."""
    with psycopg.connect(url) as owner:
        return hashlib.sha256(str([owner.execute(query).fetchone() for query in TABLES]).encode()).hexdigest()


async def _timed(times: list[float], call: Callable[[], Awaitable[T]]) -> T:
    began = time.perf_counter()
    answer = await call()
    times.append(1000 * (time.perf_counter() - began))
    return answer


async def _measure(hospital: Hospital) -> tuple[dict[str, list[float]], int]:
    """Milliseconds of each step, and how often something was not as before."""
    times: dict[str, list[float]] = {"merge": [], "undo": [], "record of both": [], "timeline of both": []}
    wrong = 0
    async with open_services(Settings.from_env(hospital.env), hospital.url) as services:
        viewer: Viewer = await operator(services, 1)
        one, two = await _two(services, hospital.id, viewer.actor)
        with psycopg.connect(hospital.url, autocommit=True) as owner:
            for person in (one, two):
                owner.execute(_LOAD, {"hospital": hospital.id, "person": person, "facts": FACTS})
            owner.execute("VACUUM ANALYZE")
        before = _everything(hospital.url)
        for _ in range(TIMES):
            merge = await _timed(times["merge"], lambda: persons.merge(services, viewer, hospital.id, one, two, "测量"))
            async with services.database.transaction([hospital.id]) as tx:
                both = await _timed(times["record of both"], lambda: questions.person(tx, services, hospital.id, two))
            read = await _timed(
                times["timeline of both"], lambda: timeline(services, viewer, hospital.id, two, None, PAGE)
            )
            assert both
            assert both.ids == (one, two)
            assert len({fact.subject for fact in read}) == 2
            undo = partial(persons.undo_merge, services, viewer, hospital.id, merge.id, "测量")
            await _timed(times["undo"], undo)
            wrong += _everything(hospital.url) != before
    return times, wrong


def run(_options: Options, report: Report) -> None:
    with open_stage() as stage:
        hospital = furnish(stage, "hospital", 1)
        times, wrong = asyncio.run(_measure(hospital))
    rows = [
        [name, *(f"{shown(each)} ms" for each in (sorted(found)[len(found) // 2], max(found)))]
        for name, found in times.items()
    ]
    report.say(table([f"two persons, {FACTS:,} facts each", "median", "worst"], rows))
    report.add(Figure("merge_ms", max(times["merge"]), AIM_MS, "ms", at_least=False, note=f"worst of {TIMES}"))
    report.add(Figure("undo_not_exact", wrong, 0, "of 30", at_least=False, note="every row of persons compared"))
