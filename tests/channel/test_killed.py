"""kill -9 of the process that sends: nothing is lost, and a gateway that honours the key shows each message once."""

import asyncio
import signal
import sys
from datetime import timedelta
from pathlib import Path

from bedside.channel.sending import LEASE
from tests.channel.conftest import Office

ROOT = Path(__file__).parents[2]


async def worker(office: Office, url: str) -> asyncio.subprocess.Process:
    at, home = office.clock.now().isoformat(), str(office.services.settings.home)
    return await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.channel.worker", url, home, at, cwd=ROOT)


async def test_killed_while_the_gateway_has_taken_it_and_not_yet_answered(office: Office, database_url: str) -> None:
    office.unruly.manners.extend(["takes_and_waits"] * 3)
    made = [await office.write(await office.patient(f"病人{n}", f"1390000{n:04d}")) for n in range(3)]
    victim = await worker(office, database_url)
    async with asyncio.timeout(30):
        while len(office.gateway.messages) < 3:  # noqa: ASYNC110 (another process's work)
            await asyncio.sleep(0.02)
    victim.send_signal(signal.SIGKILL)
    await victim.wait()
    assert {(await office.state(each)).state for each in made} == {"sending"}
    await office.deliver()
    assert office.unruly.requests == 3, "the dead one's lease holds"
    office.clock.move(LEASE + timedelta(seconds=1))
    await office.deliver()
    office.unruly.released.set()
    assert [((await office.state(each)).state, (await office.state(each)).tries) for each in made] == [("sent", 2)] * 3
    assert (office.unruly.requests, len(set(office.unruly.keys)), len(office.gateway.messages)) == (6, 3, 3)


async def test_killed_at_any_moment_nothing_is_lost_or_doubled(office: Office, database_url: str) -> None:
    made = [await office.write(await office.patient(f"病人{n}", f"1380000{n:04d}")) for n in range(80)]
    for pause in (0.0, 0.05, 0.15):
        victim = await worker(office, database_url)
        before = office.unruly.requests
        async with asyncio.timeout(30):
            while office.unruly.requests == before:  # noqa: ASYNC110 (another process's work)
                await asyncio.sleep(0.005)
        await asyncio.sleep(pause)
        victim.send_signal(signal.SIGKILL)
        await victim.wait()
        office.clock.move(LEASE + timedelta(seconds=1))
    await office.deliver()
    assert {(await office.state(each)).state for each in made} == {"sent"}
    assert len(office.gateway.messages) == len({each.to for each in office.gateway.messages}) == 80
