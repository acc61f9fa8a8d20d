"""Reviews by people: drawn by a seed, half from who never booked, read blind twice, appealed, decided by another."""

from datetime import UTC, datetime, timedelta
from random import Random
from statistics import mean
from uuid import UUID

import pytest

from bedside.conversation.quality import questions, reviewing
from bedside.conversation.quality.model import HUMAN, Marks, Scorecard
from bedside.conversation.quality.problems import APPEALED, BAD_MARKS, OWN_WORK, REVIEWED, SAME_REVIEWER
from bedside.conversation.quality.store import cards
from bedside.conversation.quality.store.reviews import Candidate
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Role
from bedside.kit.ids import new_id
from bedside.kit.problems import NOT_FOUND, REFUSED, Problem
from bedside.kit.services import Services
from tests.hospital.support import Founded, found, hire

FULL: dict[str, int | None] = {item.code: item.most for item in HUMAN}


class Desk:
    """One hospital with a consultant, and closed, scored conversations of theirs."""

    def __init__(self, services: Services, founded: Founded) -> None:
        self.services, self.founded = services, founded
        self.east = founded.hospitals["E"]

    async def viewer(self, login: str, *roles: Role) -> Viewer:
        person = await hire(self.services, self.founded, login, {self.east: list(roles)})
        return Viewer(
            staff_id=person.id, name_zh=login, name_en="", lang="zh", hospitals=(self.east,), roles={self.east: frozenset(roles)},
            session_id=new_id(), session_ends_at=datetime.now(UTC) + timedelta(hours=1), group_id=self.founded.group_id,
            login=login,
        )  # fmt: skip

    async def scored(self, staff: UUID, outcome: str, total: int, visitor: UUID | None = None) -> UUID:
        conversation, now = new_id(), datetime.now(UTC)
        async with self.services.database.transaction([self.east]) as tx:
            await tx.run(
                """
                INSERT INTO conversation.conversations (hospital_id, id, visitor_id, lang, channel, status, started_at, queued_at,
                    closed_at, outcome) VALUES (%s, %s, %s, 'zh', 'web', 'closed', %s, %s, %s, %s)
                """,
                (self.east, conversation, visitor or new_id(), now, now, now - timedelta(minutes=1), outcome),
            )
            card = Scorecard(
                conversation=conversation, version="1", staff=staff, total=total, impression=80, leaning=0, missing=[], items=[],
                evidence=[], visitor_lines=3, staff_lines=3, last_seq=6, scored_at=now,
            )  # fmt: skip
            await cards.save(tx, self.east, card)
        return conversation

    async def refused(self, code: str, viewer: Viewer, review: UUID, marks: Marks = FULL) -> None:
        with pytest.raises(Problem) as refusal:
            await reviewing.review(self.services, viewer, review, marks, "")
        assert refusal.value.code == code


@pytest.fixture
async def desk(services: Services) -> Desk:
    return Desk(services, await found(services, "E", "W"))


def test_a_seed_draws_the_same_and_as_many_of_those_who_never_booked() -> None:
    staff = [new_id() for _ in range(3)]
    pool = [Candidate(new_id(), staff[n % 3], booked=n % 5 == 0) for n in range(150)]
    drawn = reviewing.pick(pool, 6, "2026-11")
    assert drawn == reviewing.pick(pool[::-1], 6, "2026-11")
    assert drawn != reviewing.pick(pool, 6, "2026-12")
    for each in staff:
        mine = [one for one in drawn if one.staff_id == each]
        assert len(mine) == 6
        assert sum(one.booked for one in mine) == 3
    # Where nobody booked, the others fill the sample.
    assert len(reviewing.pick([Candidate(new_id(), staff[0], False) for _ in range(9)], 6, "s")) == 6


async def test_two_readings_blind_to_each_other_and_an_appeal_decided_by_a_third(desk: Desk) -> None:
    services, east = desk.services, desk.east
    lin = await desk.viewer("lin", Role.CONSULTANT)
    one, two, three = [await desk.viewer(f"lead{n}", Role.DESK_LEAD) for n in range(3)]
    for outcome in ("booked", "thinking"):
        await desk.scored(lin.staff_id, outcome, 80)
    with pytest.raises(Problem) as refusal:
        await reviewing.draw(services, lin, east, days=30, per_consultant=2, seed="s")
    assert refusal.value.code == REFUSED
    drawn = await reviewing.draw(services, one, east, days=30, per_consultant=2, seed="s")
    assert (drawn.conversations, drawn.never, drawn.second) == (2, 1, 1)
    assert (await reviewing.draw(services, one, east, days=30, per_consultant=2, seed="s")).conversations == 0

    waiting = await reviewing.queue(services, one, east, done=False)
    second = next(each for each in waiting if each.second)
    first = next(each for each in waiting if each.conversation == second.conversation and not each.second)
    await desk.refused(BAD_MARKS, one, first.id, {"warm": 9})
    await desk.refused(NOT_FOUND, lin, first.id)
    await reviewing.review(services, one, first.id, FULL, "很好")
    await desk.refused(REVIEWED, one, first.id)
    await desk.refused(SAME_REVIEWER, one, second.id)
    # The second reader neither sees the first marks nor can the first do the second reading.
    assert second.id not in {each.id for each in await reviewing.queue(services, one, east, done=False)}
    assert first.id not in {each.id for each in await reviewing.queue(services, two, east, done=True)}
    await reviewing.review(services, two, second.id, FULL | {"warm": 2, "honest": None}, "")
    assert {first.id, second.id} <= {each.id for each in await reviewing.queue(services, two, east, done=True)}
    assert all(each.alpha is None for each in await questions.calibration(services, one, east))

    await reviewing.appeal(services, lin, second.id, "对方赶时间，所以说得短。")
    with pytest.raises(Problem) as refusal:
        await reviewing.appeal(services, lin, second.id, "再说一次这个理由")
    assert refusal.value.code == APPEALED
    with pytest.raises(Problem) as refusal:
        await reviewing.decide(services, two, east, second.id, True, "自己评的")
    assert refusal.value.code == SAME_REVIEWER
    await reviewing.decide(services, three, east, second.id, True, "时间确实很紧，重新评。")
    again = next(each for each in await reviewing.queue(services, three, east, done=False) if each.id == second.id)
    assert (again.reviewer, again.marks) == (None, {})
    (decided,) = (await questions.own_board(services, lin, east)).appeals
    assert (decided.upheld, decided.decision) == (True, "时间确实很紧，重新评。")


async def test_nobody_reviews_their_own_work(desk: Desk) -> None:
    lead = await desk.viewer("lead", Role.DESK_LEAD)
    await desk.scored(lead.staff_id, "thinking", 70)
    await reviewing.draw(desk.services, lead, desk.east, days=30, per_consultant=1, seed="s")
    assert await reviewing.queue(desk.services, lead, desk.east, done=False) == []
    async with desk.services.database.transaction([desk.east]) as tx:
        review = await tx.value("SELECT id FROM conversation.reviews LIMIT 1")
    await desk.refused(OWN_WORK, lead, review)


async def test_equality_is_shown_with_its_interval_or_not_at_all(desk: Desk) -> None:
    lead = await desk.viewer("lead", Role.DESK_LEAD)
    for n in range(14):
        await desk.scored(new_id(), "booked", 80 + n % 3)
        await desk.scored(new_id(), "thinking", 78 + n % 3)
    few = await questions.equality(desk.services, lead, desk.east, 30)
    assert (few.booked.n, few.booked.mean, few.difference) == (14, None, None)
    visitor = new_id()
    # Who books in the next conversation is one visitor who booked, whatever came of the first.
    for outcome, total in (("thinking", 80), ("booked", 82)):
        await desk.scored(new_id(), outcome, total, visitor)
    await desk.scored(new_id(), "no_reply", 79)
    enough = await questions.equality(desk.services, lead, desk.east, 30)
    assert (enough.booked.n, enough.never.n) == (15, 15)
    assert enough.difference == pytest.approx(2.0)
    assert enough.low is not None
    assert enough.high is not None
    assert enough.low < 2 < enough.high


def test_the_interval_covers_the_true_difference_as_often_as_it_says() -> None:
    """Welch's interval over 400 draws of two equal groups: about 95 in 100 hold nought."""
    dice, held = Random(7), 0
    for _ in range(400):
        groups = [[round(dice.gauss(75, 12)) for _ in range(n)] for n in (40, 25)]
        shown = questions.compare(*groups)
        assert shown.difference == pytest.approx(mean(groups[0]) - mean(groups[1]))
        held += (shown.low or 0) <= 0 <= (shown.high or 0)
    assert 0.92 <= held / 400 <= 0.98
