"""A day of 5,000 visitors' questions, and the six days before: read from the conversations, put together, kept."""

import asyncio
import time
from datetime import UTC, date, datetime, timedelta
from itertools import cycle, islice
from random import Random
from typing import LiteralString
from uuid import UUID

import msgspec
import psycopg

from bedside.conversation import talks
from bedside.demo.furniture import Entry, load
from bedside.demo.past.talks import past_talks
from bedside.demo.traffic.model import talks as simulated
from bedside.kit.ids import new_id
from bedside.kit.services import Services, open_services
from bedside.kit.settings import Settings
from bedside.knowledge.asked.gathering import gather
from bedside.knowledge.entries.model import Body, Words
from bedside.knowledge.search.keeper import Keeper
from bedside.knowledge.talks import Talks
from bench.figures import Figure, Options, Report, table
from bench.hospital import Hospital, furnish
from bench.stage import open_stage

TODAY, BEFORE = 5_000, 5_000
"""Questions of the day, and of the six days before it, which are looked at once more."""
PER_TALK = 2
KNOWN = 1_000
"""Entries that each question is searched among."""
AIM_SECONDS = 60.0
WORDS = [
    "多少钱",
    "要多久",
    "疼不疼",
    "能报销吗",
    "挂哪个科",
    "要空腹吗",
    "怎么预约",
    "有没有副作用",
    "在哪里做",
    "报告几天出",
]
BEFORE_IT = ("", "", "请问", "您好，", "想问一下，", "麻烦问下")
AFTER_IT = ("", "", "？", "呢", "啊", "，谢谢", "，比较急")
_CONVERSATIONS: LiteralString = """
    INSERT INTO conversation.conversations (hospital_id, id, visitor_id, lang, channel, status, started_at, queued_at,
        last_at, visitor_messages, staff_messages, closed_at, outcome, score)
    SELECT %s, id, visitor, 'zh', 'web', 'closed', at, at, at + interval '9 minutes', 2, 1, at + interval '10 minutes',
        'answered', score FROM unnest(%s::uuid[], %s::uuid[], %s::timestamptz[], %s::smallint[]) AS c (id, visitor, at, score)
"""
_ENTRIES: LiteralString = """
    INSERT INTO conversation.entries (hospital_id, conversation_id, seq, id, kind, audience, at, by_kind, text)
    SELECT %s, conversation, seq, gen_random_uuid(), 'text', 'all', at, kind, text
    FROM unnest(%s::uuid[], %s::int[], %s::timestamptz[], %s::text[], %s::text[]) AS e (conversation, seq, at, kind, text)
"""
_WRITTEN: LiteralString = """
    WITH given AS (
        SELECT %s::int AS hospital, id, kind, body FROM unnest(%s::uuid[], %s::text[], %s::jsonb[]) AS g (id, kind, body)
    ), made AS (
        INSERT INTO knowledge.entries (hospital_id, id, kind, version, approved) SELECT hospital, id, kind, 1, 1 FROM given
    )
    INSERT INTO knowledge.entry_versions (hospital_id, id, version, body, made_by, made_at)
    SELECT hospital, id, 1, body, %s, now() FROM given
"""


def _said(seed: int, many: int) -> list[str]:
    """What the demo's visitors ask, and what people ask of every service, put in the ways people put things."""
    dice = Random(seed)
    asked = [line for talk in simulated() for line in talk.says]
    asked += [line for talk in past_talks() for line in talk.lines if not line.startswith("-")]
    asked += [f"{title}{word}" for title in [each.title.zh for each in load().entries] for word in WORDS]
    return [f"{dice.choice(BEFORE_IT)}{dice.choice(asked)}{dice.choice(AFTER_IT)}" for _ in range(many)]


def _lead(url: str, hospital: int, seed: int, now: datetime) -> None:
    """Conversations of two questions; every third got no answer to the second."""
    dice, texts = Random(seed), _said(seed, TODAY + BEFORE)
    talking: list[tuple[UUID, UUID, datetime, int | None]] = []
    lines: list[tuple[UUID, int, datetime, str, str]] = []
    for number in range(0, len(texts), PER_TALK):
        ago = dice.uniform(0.2, 20) if number < TODAY else dice.uniform(30, 140)
        id, at = new_id(), now - timedelta(hours=ago)
        talking.append((id, new_id(), at, dice.choice((None, None, 5, 4, 2))))
        one, other = texts[number : number + PER_TALK]
        said = [("visitor", one), ("staff", "您好，我帮您问一下，请稍等。"), ("visitor", other)]
        said += [("staff", "可以的，具体以当天医生看过为准。")] if number % 3 else []
        lines += [(id, n + 1, at + timedelta(minutes=2 * n), kind, text) for n, (kind, text) in enumerate(said)]
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(_CONVERSATIONS, (hospital, *map(list, zip(*talking, strict=True))))
        owner.execute(_ENTRIES, (hospital, *map(list, zip(*lines, strict=True))))
        owner.execute("ANALYZE")


def _write_down(url: str, hospital: int) -> None:
    """What the demo hospital knows, over and over under other names, approved."""
    given = load().entries
    rows = [(new_id(), each.kind, _body(each, number)) for number, each in enumerate(islice(cycle(given), KNOWN))]
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(_WRITTEN, (hospital, *map(list, zip(*rows, strict=True)), UUID(int=1)))


def _body(given: Entry, number: int) -> str:
    body = Body(
        title_zh=f"{given.title.zh}{number}", title_en=f"{given.title.en} {number}", also=given.also,
        parts={part: Words(zh=text.zh, en=text.en) for part, text in given.parts.items()}, source=given.source,
        content_class=given.content_class, review_on=date(2030, 1, 1),
    )  # fmt: skip
    return msgspec.json.encode(body).decode()


def _open(services: Services) -> None:
    services.add(Keeper(services))
    services.add(Talks())
    talks.tell(services)


async def _measure(hospital: Hospital, seed: int) -> tuple[list[float], float, int, int]:
    """Seconds of the first gathering and of the same again, seconds of processor time, questions kept, and groups."""
    spent: list[float] = []
    async with open_services(Settings.from_env(hospital.env), hospital.url) as services:
        _open(services)
        _write_down(hospital.url, hospital.id)
        _lead(hospital.url, hospital.id, seed, datetime.now(UTC))
        used = time.process_time()
        for _ in range(2):
            began = time.perf_counter()
            await gather(services, hospital.id)
            spent.append(time.perf_counter() - began)
            used = time.process_time() - used if len(spent) == 1 else used
        async with services.database.transaction([hospital.id]) as tx:
            kept = await tx.value("SELECT count(*) FROM knowledge.asked")
            groups = await tx.value("SELECT count(*) FROM knowledge.groups")
        await services.get(Keeper).close()
    return spent, used, kept, groups


def run(options: Options, report: Report) -> None:
    with open_stage() as stage:
        hospital = furnish(stage, "questions", 1, past=0)
        spent, used, kept, groups = asyncio.run(_measure(hospital, options.seed))
    rows = [
        ["gathered", f"{spent[0]:.1f} s"], ["processor time of it", f"{used:.1f} s"],
        ["once more, nothing new", f"{spent[1]:.1f} s"], ["questions kept", f"{kept:,}"], ["groups", f"{groups:,}"],
    ]  # fmt: skip
    report.say(table([f"{TODAY:,} questions today, {BEFORE:,} before", ""], rows))
    note = f"in one process beside its PostgreSQL, each question searched among {KNOWN:,} entries"
    report.add(Figure("questions_of_a_day", spent[0], AIM_SECONDS, "s", at_least=False, note=note))
