"""10,000 entries brought in from a file over HTTP, each read by the gate, while somebody talks; then looked for at the desk."""

import asyncio
import csv
import http.client
import io
import json
import time
from collections.abc import Callable
from random import Random
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from bedside.gate.claims.reader import open_reader
from bedside.hospital.doorkeeper import COOKIE
from bedside.kit.reading.sets import rows, shipped_set
from bedside.kit.reading.shelf import Shelf
from bedside.knowledge.exchange.sizes import MOST_ROWS
from bench.figures import Figure, Options, Report, table
from bench.hospital import MODELS, Hospital, furnish
from bench.load.processor import used_by
from bench.load.seats import Seat, ask
from bench.stage import open_stage

ENTRIES = MOST_ROWS
HEAD = ("kind", "title_zh", "answer_zh", "content_class", "source", "review_on")
LINES = 4
"""Ordinary lines of a desk that one answer is put together from."""
ASKS = 300
PAUSE = 0.1
IMPORT_AIM_S, GATE_AIM, MESSAGE_AIM_MS, SEARCH_AIM_MS = 120.0, 1 / 3, 300.0, 100.0


def written(dice: Random) -> list[tuple[str, ...]]:
    said = [row["text"] for row in rows(shipped_set("claims.desk"))]
    return [
        ("policy", f"{ask_[:40]} {n}", "".join(dice.sample(said, LINES)), "answer", "测量", "2099-01-31")
        for n, ask_ in enumerate(dice.choices(_asks(), k=ENTRIES))
    ]


def _asks() -> list[str]:
    return [row["text"] for row in rows(shipped_set("readings.zh"))]


def as_csv(entries: list[tuple[str, ...]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([HEAD, *entries])
    return out.getvalue().encode()


def gate_alone(entries: list[tuple[str, ...]]) -> float:
    """Processor seconds of reading the same titles and answers for claims, and nothing else."""
    reader = open_reader(Shelf(MODELS))
    began = time.thread_time()
    for _, title, answer, *_ in entries:
        reader.find(title)
        reader.find(answer)
    return time.thread_time() - began


class Lead:
    """One signed-in browser's connection."""

    def __init__(self, hospital: Hospital) -> None:
        assert hospital.server
        self._at = hospital.id
        self._http = http.client.HTTPConnection("127.0.0.1", hospital.server.port, timeout=1800)
        self._headers = {"Cookie": f"{COOKIE}={hospital.lead}", "X-Bedside": "1"}

    def take_in(self, content: bytes, *, apply: bool) -> int:
        """How many rows are new, or would be."""
        query = urlencode({"hospital": self._at, "apply": str(apply).lower()})
        told = self._post(f"/v1/knowledge-import?{query}", content)["rows"]
        assert len(told) == ENTRIES, len(told)
        return sum(row["outcome"] == "new" for row in told)

    def search(self, text: str, *, question: bool = False) -> list[Any]:
        given = {"hospital_id": self._at, "text": text, "question": question}
        return self._post("/v1/knowledge-search", json.dumps(given).encode())["items"]

    def _post(self, path: str, body: bytes) -> dict[str, Any]:
        self._http.request("POST", path, body=body, headers=self._headers)
        answer = self._http.getresponse()
        said = answer.read()
        assert answer.status == 200, (answer.status, said[:300])
        return json.loads(said)


async def talked(visitor: Seat, meanwhile: "asyncio.Task[Any]", dice: Random) -> list[float]:
    """Milliseconds until each message was acknowledged, as long as the task runs."""
    asks, socket, spent = _asks(), await visitor.take(), list[float]()
    while not meanwhile.done() or len(spent) < 20:
        ref = 100 + len(spent)
        began = time.perf_counter()
        await ask(socket, {"do": "say", "id": str(uuid4()), "text": dice.choice(asks), "ref": ref}, ref)
        spent.append(1000 * (time.perf_counter() - began))
        await asyncio.sleep(PAUSE)
    socket.abort()
    return spent


async def taken_in(hospital: Hospital, seconds: float, report: Report, dice: Random) -> list[Figure]:
    (visitor, _), entries, lead = (await hospital.pairs(1))[0], written(dice), Lead(hospital)
    assert hospital.server
    watched = {"web": hospital.server.pid, "postgres": hospital.stage.postgres.pid}
    content = as_csv(entries)
    doings: dict[str, Callable[[], int | None]] = {
        "nobody imports": lambda: time.sleep(seconds),
        "a dry run": lambda: lead.take_in(content, apply=False),
        "kept": lambda: lead.take_in(content, apply=True),
    }
    lines: list[list[str]] = []
    took = used = 0.0
    lates: list[float] = []
    for name, doing in doings.items():
        before = used_by(watched)
        task = asyncio.create_task(asyncio.to_thread(_timed, doing))
        spent = await talked(visitor, task, dice)
        after = used_by(watched)
        lates.append(quantiles(spent, n=20)[18])
        used, stored = (after[side] - before[side] for side in watched)
        new, took = await task
        if new is not None:
            assert new >= 0.9 * ENTRIES, f"{name}: {new} good rows"
        row = [f"{took:.1f} s", f"{used:.1f} s", f"{stored:.1f} s", f"{median(spent):.1f} ms", f"{lates[-1]:.1f} ms"]
        lines.append([name, "–" if new is None else f"{new:,}", *row])
    alone = gate_alone(entries)
    head = [f"{ENTRIES:,} rows", "good", "took", "web", "PostgreSQL", "a message meanwhile, median", "p95"]
    report.say(table(head, lines) + f"\nthe gate alone reads the same in {alone:.1f} s of one core")
    note = f"processor seconds of the web process: {used:.1f}, of the gate alone: {alone:.1f}"
    return [
        Figure(
            "import_10000_seconds", took, IMPORT_AIM_S, "s", peer=alone, peer_name="the gate alone", at_least=False,
            ratio=alone / used, ratio_aim=GATE_AIM, note=note,
        ),
        Figure(
            "message_while_importing_p95", max(lates[1:]), MESSAGE_AIM_MS, "ms", peer=lates[0], peer_name="nobody imports",
            at_least=False,
        ),
    ]  # fmt: skip


def _timed(doing: Callable[[], int | None]) -> tuple[int | None, float]:
    began = time.perf_counter()
    return doing(), time.perf_counter() - began


def searched(hospital: Hospital, report: Report, dice: Random) -> Figure:
    lead, lines, worst = Lead(hospital), list[list[str]](), 0.0
    began = time.perf_counter()
    lead.search("停车")
    first = time.perf_counter() - began
    for name, most, question in (("four characters typed", 4, False), ("the visitor's last question", 400, True)):
        spent: list[float] = []
        answered = 0
        for text in dice.sample(_asks(), ASKS):
            began = time.perf_counter()
            answered += bool(lead.search(text[:most], question=question))
            spent.append(1000 * (time.perf_counter() - began))
        assert answered > ASKS / 2, f"{name}: {answered} of {ASKS} found something"
        late = quantiles(spent, n=20)[18]
        worst = max(worst, late)
        lines.append([name, f"{median(spent):.1f} ms", f"{late:.1f} ms", f"{max(spent):.1f} ms"])
    report.say(table([f"search among {ENTRIES:,} entries, over HTTP", "median", "p95", "worst"], lines))
    report.say(f"the first search after a start, which makes the index: {first:.1f} s")
    return Figure("desk_search_p95", worst, SEARCH_AIM_MS, "ms", at_least=False)


def run(options: Options, report: Report) -> None:
    dice = Random(options.seed)
    with open_stage() as stage:
        hospital = furnish(stage, "hospital", 1)
        hospital.serve()
        report.figures += asyncio.run(taken_in(hospital, options.seconds, report, dice))
        # By the database: to approve them one by one, each by another than its writer, would measure the approval.
        approved = hospital.count(
            "WITH shown AS (UPDATE knowledge.entries SET approved = version RETURNING 1) SELECT count(*) FROM shown"
        )
        assert approved >= 0.9 * ENTRIES, approved
        assert hospital.server
        stage.stop(hospital.server)
        hospital.serve()
        report.add(searched(hospital, report, dice))
