"""Visitors' words are for those who answer visitors and manage what is known, of their own hospital."""

import pytest

from bedside.hospital.rights import Role
from bedside.kit.ids import new_id
from bedside.kit.services import Services
from bedside.knowledge import parts as knowledge
from tests.hospital.support import found, hire
from tests.knowledge.asking import Asking, Board
from tests.visit.test_staff_endpoints import browser


@pytest.mark.parametrize(
    ("role", "elsewhere", "expected"),
    [
        (Role.DESK_LEAD, False, {200, 204, 201}),
        (Role.CONSULTANT, False, {403}),
        (Role.ADMIN, False, {403}),
        (Role.DIRECTOR, False, {403}),
        (Role.DESK_LEAD, True, {404, 403}),
    ],
)
async def test_who_may(running: Services, role: Role, elsewhere: bool, expected: set[int]) -> None:
    knowledge.start(running)
    founded = await found(running, "east", "west")
    east, west = founded.hospitals["east"], founded.hospitals["west"]
    asking = Asking(running, east)
    lead = await hire(running, founded, "first", {east: [Role.DESK_LEAD]})
    await asking.ask("停车怎么收费？")
    await asking.ask("你们帮写作业吗？")
    async with browser(running, lead) as client:
        board = Board(client, east)
        await board.gather()
        one, other = await board.groups()
    who = await hire(running, founded, "who", {west if elsewhere else east: [role]})
    at = {"hospital_id": east}
    async with browser(running, who) as client:
        mine = Board(client, east)
        asked = {"hospital": east}
        seen = [
            (await client.get("/v1/questions", params=asked)).status_code,
            (await client.get(f"/v1/questions/{one['id']}", params=asked)).status_code,
            (await client.post("/v1/questions-gathering", json=at)).status_code,
            (await client.put("/v1/questions-digest", json=at | {"wanted": False})).status_code,
            (await mine.do(one, "name", name="停车")).status_code,
            (await mine.do(one | {"version": 2}, "merging", others=[other["id"]])).status_code,
            (await mine.do(one | {"version": 3}, "dismissal", reason="试一试")).status_code,
            (await mine.do(one | {"version": 4}, "reopening")).status_code,
        ]
        assert set(seen) <= expected, seen
        stray = await mine.do({"id": str(new_id()), "version": 1}, "dismissal", reason="试一试")
        assert stray.status_code == 404


async def test_what_is_not_this_hospitals_is_not_there(running: Services) -> None:
    """A lead of both hospitals cannot mix them."""
    knowledge.start(running)
    founded = await found(running, "east", "west")
    east, west = founded.hospitals["east"], founded.hospitals["west"]
    lead = await hire(running, founded, "both", {east: [Role.DESK_LEAD], west: [Role.DESK_LEAD]})
    async with browser(running, lead) as client:
        groups: list[dict[str, object]] = []
        for hospital in (east, west):
            await Asking(running, hospital).ask("停车怎么收费？")
            await Board(client, hospital).gather()
            groups += await Board(client, hospital).groups()
        mine, theirs = groups
        merged = await Board(client, east).do(mine, "merging", others=[theirs["id"]])
        assert merged.status_code == 404
        answered = await Board(client, west).do(mine, "answer", entry=str(new_id()))
        assert answered.status_code == 404
        assert [each["questions"] for each in await Board(client, west).groups()] == [1]
