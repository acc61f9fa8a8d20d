"""Two web processes over one database and a real NATS server: a visitor at one, a consultant at the other."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from bedside.client import DeskClient, VisitorClient
from bedside.hospital.rights import Role
from bedside.kit.bus import Bus
from bedside.visit.live import SILENT
from tests.hospital.support import browser, enter, found, hire
from tests.support.server import serving
from tests.visit.conftest import make_site


def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def nats_url() -> Iterator[str]:
    program = shutil.which("nats-server") or str(Path(sys.executable).parent / "nats-server")
    at = port()
    server = subprocess.Popen([program, "-a", "127.0.0.1", "-p", str(at)], stderr=subprocess.DEVNULL)
    try:
        yield f"nats://127.0.0.1:{at}"
    finally:
        server.terminate()
        server.wait()


async def opened(url: str) -> Bus:
    for _ in range(100):
        try:
            return await Bus(url).open()
        except Exception:
            await asyncio.sleep(0.05)
    return await Bus(url).open()


async def until(true: "object", seconds: float = 15.0) -> None:
    async with asyncio.timeout(seconds):
        while not true():  # type: ignore[operator]  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_what_one_process_publishes_the_other_hears_once(nats_url: str) -> None:
    one, two = await opened(nats_url), await opened(nats_url)
    heard: list[tuple[str, bytes]] = []
    one.subscribe("topic", lambda payload: heard.append(("one", payload)))
    two.subscribe("topic", lambda payload: heard.append(("two", payload)))
    await asyncio.sleep(0.2)
    one.publish("topic", b"1")
    await until(lambda: len(heard) == 2)
    await asyncio.sleep(0.1)
    assert sorted(heard) == [("one", b"1"), ("two", b"1")]
    await one.close()
    await two.close()


async def test_visitor_and_consultant_in_different_processes(database_url: str, tmp_path: Path, nats_url: str) -> None:
    await (await opened(nats_url)).close()
    async with (
        serving(database_url, tmp_path, nats_url=nats_url) as here,
        serving(database_url, tmp_path, nats_url=nats_url) as there,
    ):
        founded = await found(here.services, "E")
        hospital = founded.hospitals["E"]
        await make_site(here.services, hospital, "east")
        lin = await hire(here.services, founded, "lin", {hospital: [Role.CONSULTANT]})
        async with browser(there.services) as http:
            await enter(there.services, http, lin)
            cookie = http.cookies["bedside_session"]
        async with DeskClient(there.url, cookie) as desk, VisitorClient(here.url, "east") as visitor:
            conversation = str(await visitor.start(name="王女士"))
            await visitor.say("你好")
            await until(lambda: desk.rows.get(conversation, {}).get("assigned_to") == desk.me["id"])
            await desk.open(conversation)
            said = await desk.say(conversation, "您好，请讲。")
            await until(lambda: said["seq"] in visitor.entries)
            again = await visitor.say("想问种植牙")
            await until(lambda: again["seq"] in desk.threads[conversation])


@contextmanager
def web_process(database_url: str, home: Path, nats_url: str) -> Generator[tuple[str, subprocess.Popen[bytes]]]:
    """`bedside web` in a process of its own: its address, and itself."""
    at = port()
    given = {"DATABASE_URL": database_url, "NATS_URL": nats_url, "BEDSIDE_HOME": str(home), "BEDSIDE_PORT": str(at)}
    process = subprocess.Popen([sys.executable, "-m", "bedside.cli", "web"], env=os.environ | given)
    try:
        yield f"http://127.0.0.1:{at}", process
    finally:
        process.kill()
        process.wait()


async def served(url: str) -> None:
    async with asyncio.timeout(60), httpx.AsyncClient(trust_env=False) as http:
        while True:
            with suppress(httpx.HTTPError):
                if (await http.get(f"{url}/health")).status_code == 200:
                    return
            await asyncio.sleep(0.1)


async def test_the_board_shows_another_processes_visitors_until_it_dies(
    database_url: str, tmp_path: Path, nats_url: str
) -> None:
    await (await opened(nats_url)).close()
    async with serving(database_url, tmp_path, nats_url=nats_url) as there:
        founded = await found(there.services, "E")
        hospital = founded.hospitals["E"]
        await make_site(there.services, hospital, "east")
        lin = await hire(there.services, founded, "lin", {hospital: [Role.CONSULTANT]})
        async with browser(there.services) as http:
            await enter(there.services, http, lin)
            cookie = http.cookies["bedside_session"]
        with web_process(database_url, tmp_path, nats_url) as (url, process):
            await served(url)
            async with DeskClient(there.url, cookie) as desk, VisitorClient(url, "east") as visitor:
                await desk.watch_visitors()
                await visitor.consent(tracking=True)
                await visitor.view("https://spruce.example/dental/", "口腔科")
                await until(lambda: [each["page"]["title"] for each in desk.visitors.values()] == ["口腔科"])
                process.kill()
                await until(lambda: desk.visitors == {}, seconds=SILENT.total_seconds() + 10)
        board = httpx.AsyncClient(base_url=there.url, cookies={"bedside_session": cookie}, trust_env=False)
        async with board:
            assert (await board.get("/v1/visitors")).json()["items"] == []
