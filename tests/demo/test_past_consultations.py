"""The demo's consultations: led by the practice room's patients, scored, read by two leads, one review appealed against."""

from collections import Counter
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from bedside.conversation.quality import questions, reviewing
from bedside.demo.furnish.places import found_group, furnish_places
from bedside.demo.past.model import WHO
from bedside.demo.past.talks import live_talks, viewer_as
from bedside.hospital.questions.staff import staff_list
from bedside.kit.clock import SetClock
from bedside.kit.services import open_services
from bedside.kit.work import make_partitions
from tests.demo.test_past import NOON, furnished

WEEKS = 3


async def test_consultations_are_scored_and_reviewed_once(database_url: str, tmp_path: Path):
    settings = await furnished(database_url, tmp_path)
    clock = SetClock(NOON)
    async with open_services(settings, database_url, clock) as services:
        holder, _ = await found_group(services)
        places = await furnish_places(services, holder)
        async with services.database.system() as tx:
            await make_partitions(tx, months_ahead=0, months_back=WEEKS // 4 + 1)

        async def live(now: SetClock = clock) -> int:
            return await live_talks(services, holder, places, lambda at: now.move(at - now.now()), NOON, WEEKS)

        assert await live() > 6 * WEEKS
        east = places["east"].hospital_id
        logins = {row.login: row.id for row in await staff_list(services, holder)}
        viewers = {login: viewer_as(holder, logins[login], role, places["east"]) for login, role in WHO.items()}
        for login in ("meng", "qiao", "jiang"):
            board = await questions.own_board(services, viewers[login], east)
            assert board.conversations >= 2 * WEEKS
        done = await reviewing.queue(services, viewers["ye"], east, done=True)
        readers = Counter(each.reviewer for each in done)
        assert {logins["ye"], logins["shu"]} == set[UUID | None](readers)
        (appeal,) = await reviewing.appeals(services, viewers["shu"], east)
        assert (appeal.staff, appeal.reviewer, appeal.upheld) == (logins["meng"], logins["ye"], None)
        assert await reviewing.queue(services, viewers["ye"], east, done=False)
    async with open_services(settings, database_url, SetClock(NOON + timedelta(hours=1))) as services:
        again = SetClock(NOON)
        assert await live_talks(
            services, holder, places, lambda at: again.move(at - again.now()), NOON, WEEKS
        ) == 0  # fmt: skip
