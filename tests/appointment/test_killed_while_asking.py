"""kill -9 between the answer of the hospital's own system and our record of it: one seat each, and nobody is told wrongly."""

import asyncio
import signal
import sys
from datetime import timedelta
from pathlib import Path

from bedside.appointment.actions import changing
from bedside.appointment.his.leases import LEASE
from tests.appointment.his_house import House, his_owned
from tests.support.his_server import His

ROOT = Path(__file__).parents[2]


async def kill_the_asker_at(his: His, keys: set[str], *args: str) -> None:
    """A process of its own asks what is due, and is killed when all of these were done there and none was answered."""
    his.silent = keys
    asker = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.appointment.asker", *args, cwd=ROOT)
    async with asyncio.timeout(30):
        while set(his.unheard) != keys:
            assert asker.returncode is None
            await asyncio.sleep(0.02)
    asker.send_signal(signal.SIGKILL)
    await asker.wait()
    his.silent = set()


async def told(house: House) -> dict[str, list[str]]:
    """What each person was sent, in order."""
    await house.hear()
    async with house.services.database.transaction([house.hospital]) as tx:
        rows = await tx.tuples("SELECT person_id, template FROM channel.deliveries ORDER BY id")
    found: dict[str, list[str]] = {}
    for person, template in rows:
        found.setdefault(str(person), []).append(template)
    return found


async def test_what_they_granted_unheard_is_found_again_by_our_own_key(
    database_url: str, tmp_path: Path, his: His
) -> None:
    async with his_owned(database_url, tmp_path, his, "A", "B", "C", "D", "E") as house:
        await house.connect_again(timeout=60)
        slots = {each.his_ref: each for each in await house.slots()}
        gone = await house.book(slots["E"])
        await house.ask()
        await changing.cancel(house.services, house.hospital, gone.id, by="person", actor="visitor:guest")
        locked, booked, left, sold = [await house.book(slots[ref]) for ref in "ABCD"]
        unheard = {f"{each.id}:confirm" for each in (booked, left)} | {f"{each.id}:lock" for each in (locked, sold)}
        await kill_the_asker_at(his, unheard | {f"{gone.id}:cancel"}, database_url, str(tmp_path))
        assert [len(his.live(ref)) for ref in "ABCDE"] == [0, 1, 1, 0, 0]
        assert {(await house.appointment(each.id)).status for each in (locked, booked, left, sold)} == {"requested"}
        assert all(
            sent[-1] == "requested" for person, sent in (await told(house)).items() if person != str(gone.person_id)
        )
        # Meanwhile one of them changes their mind, another's seat is sold at the window, and the slots are read anew.
        house.clock.move(timedelta(seconds=1))
        await changing.cancel(house.services, house.hospital, left.id, by="person", actor="visitor:guest")
        his.sell("D")
        await house.mirror()
        assert not {"A", "B", "D"} & {each.his_ref for each in await house.slots()}
        asked = len(his.asked)
        await house.ask()
        assert len(his.asked) == asked, "the dead one's lease holds"
        house.clock.move(LEASE + timedelta(seconds=1))
        await house.ask(until=timedelta(minutes=1))
        now = [await house.appointment(each.id) for each in (locked, booked, left, sold, gone)]
        assert [each.status for each in now] == ["booked", "booked", "cancelled", "cancelled", "cancelled"]
        assert [[made.status for made in his.of(each.id)] for each in now] == [
            ["booked"], ["booked"], ["cancelled"], [], ["cancelled"],
        ]  # fmt: skip
        assert [his.of(each.id)[0].ref for each in now[:2]] == [each.his_ref for each in now[:2]]
        sent = await told(house)
        assert [sent[str(each.person_id)] for each in now] == [
            ["requested", "booked"], ["requested", "booked"], ["requested", "cancelled"], ["requested", "cancelled"],
            ["cancelled"],
        ]  # fmt: skip
        await house.reconcile()
        assert await house.differences() == []
