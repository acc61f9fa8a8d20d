"""Simulated visitors against the whole application: seen reading, invited, answered, and rating."""

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path
from typing import LiteralString

import psycopg
import uvicorn

from bedside.client import DeskClient, sign_in
from bedside.client.live import Refused
from bedside.demo.furnish import furnish, sign_ins, site_keys
from bedside.demo.site import create_site
from bedside.demo.traffic.crowd import crowd
from tests.support.server import serving

PACE = 40.0
VISITORS = 5
PATIENCE_SECONDS = 120


@asynccontextmanager
async def _website(widget_origin: str):
    site = create_site(widget_origin, site_keys())
    server = uvicorn.Server(uvicorn.Config(site, host="127.0.0.1", port=0, log_level="warning"))  # pyright: ignore[reportArgumentType]
    server.install_signal_handlers = lambda: None  # pyright: ignore[reportAttributeAccessIssue]
    running = asyncio.create_task(server.serve())
    while not server.started:
        assert not running.done(), "the website ended before it started"
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await running


async def _answer_everybody(desk: DeskClient) -> None:
    """A consultant of few words, over the public protocol."""
    answered: dict[str, int] = {}
    while True:
        await asyncio.sleep(0.1)
        for row in list(desk.rows.values()):
            theirs = row["last"] and row["last"]["by"] == "visitor" and answered.get(row["id"]) != row["last_seq"]
            if theirs and row["assigned_to"] == desk.me["id"]:
                answered[row["id"]] = row["last_seq"]
                try:
                    await desk.say(row["id"], "嗯，我明白了，您最担心的是什么？I see. What worries you most?")
                except Refused as refused:
                    if refused.problem["code"] != "conversation_closed":  # the visitor left in this moment
                        raise


async def test_the_desk_is_alive_with_visitors_who_read_ask_and_rate(database_url: str, tmp_path: Path):
    async with serving(database_url, tmp_path, pages_per_minute=6000, sockets_per_address=100) as server:
        await furnish(server.services)
        me = next(person for person in sign_ins(server.services) if person.login == "meng")
        cookie = await sign_in(server.url, me.login, me.password, me.secret)
        async with DeskClient(server.url, cookie) as desk, _website(server.url) as origin:
            tasks = [
                asyncio.create_task(_answer_everybody(desk)),
                asyncio.create_task(crowd(origin, VISITORS, seed=5, pace=PACE)),
            ]
            try:
                seen = await _until_alive(database_url)
                ended = [task for task in tasks if task.done()]
            finally:  # also when something failed: the server waits for its visitors to go
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
    assert not ended
    assert all(seen.values()), seen


async def _until_alive(url: str) -> dict[str, int]:
    """Counts of what came of them, once there is some of each (or patience is at its end)."""
    questions: dict[str, LiteralString] = {
        "pages": "SELECT count(*) FROM visit.views WHERE title LIKE '%云杉示范医院%'",
        "sources": "SELECT count(DISTINCT source) FROM visit.visits",
        "invited": "SELECT count(*) FROM visit.invitations WHERE answer IS NOT NULL",
        "conversations": "SELECT count(*) FROM conversation.conversations",
        "rated": "SELECT count(*) FROM conversation.conversations WHERE score IS NOT NULL",
    }
    counts = dict.fromkeys(questions, 0)
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as owner:
        for _ in range(PATIENCE_SECONDS * 2):
            for name, sql in questions.items():
                found = await (await owner.execute(sql)).fetchone()
                assert found
                counts[name] = found[0]
            if all(counts.values()):
                break
            await asyncio.sleep(0.5)
    return counts
