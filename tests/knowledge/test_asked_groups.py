"""What a desk lead does with the day's questions, and that the next day knows of it."""

from datetime import timedelta

import pytest

from bedside.people import actions as people
from tests.knowledge.asking import Asking, Board
from tests.knowledge.library import Shelf, body
from tests.visit.test_staff_endpoints import House

DAY = timedelta(days=1)


@pytest.fixture
async def asking(house: House) -> Asking:
    return Asking(house.services, house.hospital)


@pytest.fixture
async def board(shelf: Shelf) -> Board:
    return Board(shelf.approver, shelf.house.hospital)


async def test_unanswered_repeated_and_badly_answered_come_up_and_the_rest_does_not(
    asking: Asking, board: Board, shelf: Shelf
) -> None:
    await shelf.shown(given=body("洗牙", "洗牙约四十分钟，价格公示。", also=["洁牙"], title_en="Scaling"))
    await asking.ask("停车怎么收费？")
    await asking.ask("Is there parking and what does it charge?", "- Yes, 5 yuan.")
    await asking.ask("洗牙疼吗？", "- 一般不疼。")
    once = await asking.ask("洗牙要多久？", "- 四十分钟。")
    assert await board.gather() == 4
    groups = await board.groups()
    assert len(groups) == 1
    parking = groups[0]
    assert (parking["questions"], parking["askers"], parking["unanswered"], parking["badly"]) == (2, 2, 1, 2)
    assert set(parking["samples"]) == {"停车怎么收费？", "Is there parking and what does it charge?"}
    assert (await board.shown())["questions"] == 4
    asking.rated(once, 1)
    assert await board.gather() == 4
    assert [each["samples"] for each in (await board.groups())[1:]] == [["洗牙要多久？"]]
    assert (await board.one(parking["id"]))["near"] == []
    detail = await board.one((await board.groups())[1]["id"])
    assert [each["title"] for each in detail["near"]] == ["Scaling"]
    assert [each["why"] for each in detail["lines"]] == [["low_rating"]]


async def test_what_was_named_and_merged_stays_so_the_next_day(asking: Asking, board: Board) -> None:
    await asking.ask("停车怎么收费？", ago=DAY)
    await asking.ask("车位满了停哪里呀", ago=DAY)
    await board.gather()
    one, other = await board.groups()
    assert (await board.do(one, "name", name="停车")).status_code == 204
    stale = await board.do(one, "merging", others=[other["id"]])
    assert (stale.status_code, stale.json()["code"]) == (409, "group_changed")
    one["version"] += 1
    assert (await board.do(one, "merging", others=[other["id"]])).status_code == 204
    await asking.ask("停车收费标准怎么算？")
    await asking.ask("车位满了停哪里")
    await board.gather()
    await board.gather()
    groups = await board.groups()
    assert [(each["name"], each["questions"], len(each["days"])) for each in groups] == [("停车", 4, 2)]
    assert (await board.one(other["id"]))["group"]["id"] == one["id"]
    assert len(await board.groups(days=1)) == 1
    assert (await board.groups(days=1))[0]["questions"] == 2


async def test_a_question_that_was_taken_out_stays_out(asking: Asking, board: Board) -> None:
    await asking.ask("停车怎么收费？")
    await asking.ask("停车收费吗？电动车呢")
    await asking.ask("停车收费多少")
    await board.gather()
    group = (await board.groups())[0]
    lines = (await board.one(group["id"]))["lines"]
    electric = [each["id"] for each in lines if "电动车" in each["text"]]
    all_of_them = await board.do(group, "splitting", questions=[each["id"] for each in lines])
    assert (all_of_them.status_code, all_of_them.json()["code"]) == (422, "not_split")
    made = await board.do(group, "splitting", questions=electric, name="电动车充电停放")
    assert made.status_code == 201, made.text
    await board.gather()
    found = {each["name"]: each["questions"] for each in await board.groups()}
    assert found == {"": 2, "电动车充电停放": 1}


async def test_settled_by_an_entry_search_finds_it_and_it_is_seen_whether_it_comes_back(
    asking: Asking, board: Board, shelf: Shelf
) -> None:
    entry = await shelf.shown("policy", body("院内交通", "门诊楼北侧有停车场。", also=[], title_en="Getting here"))
    await asking.ask("停车怎么收费？")
    await board.gather()
    group = (await board.groups())[0]
    assert await shelf.search("停车怎么收费", question=True, lang="zh") == []
    done = await board.do(group, "answer", entry=entry, wordings=["停车怎么收费，我电话13800001111"])
    assert done.status_code == 204, done.text
    found = await shelf.search("停车怎么收费", question=True, lang="zh")
    assert [each["id"] for each in found] == [entry]
    assert await board.groups() == []
    settled = (await board.groups(state="settled"))[0]
    assert (settled["state"], settled["entry"], settled["back"]) == ("promoted", "Getting here", 0)
    assert (await board.one(group["id"]))["wordings"] == ["停车怎么收费，我电话…"]
    await asking.ask("请问停车怎么收费？", ago=timedelta(0))
    await board.gather()
    assert [(each["back"], each["back_unanswered"]) for each in await board.groups(state="settled")] == [(1, 1)]
    assert (await board.do(settled, "reopening")).status_code == 204
    assert await shelf.search("停车怎么收费", question=True, lang="zh") == []
    assert [each["questions"] for each in await board.groups()] == [2]


async def test_dismissed_with_a_reason(asking: Asking, board: Board) -> None:
    await asking.ask("你们能帮我写作业吗？")
    await board.gather()
    group = (await board.groups())[0]
    assert (await board.do(group, "dismissal", reason="与就诊无关")).status_code == 204
    assert await board.groups() == []
    assert [each["reason"] for each in await board.groups(state="settled")] == ["与就诊无关"]


async def test_who_is_forgotten_is_in_no_group(asking: Asking, board: Board) -> None:
    alone = await asking.ask("我家那口子半夜磨牙怎么治？")
    await asking.ask("停车怎么收费？")
    among = await asking.ask("我在幸福里小区，停车怎么收费？")
    await board.gather()
    assert sorted(each["questions"] for each in await board.groups()) == [1, 2]
    for visitor in (alone, among):
        await people.forget(asking.services, asking.hospital, visitor)
    assert [(each["questions"], each["samples"]) for each in await board.groups()] == [(1, ["停车怎么收费？"])]
    await board.gather()  # the law holds what they said, and this does not look at it again
    assert [each["questions"] for each in await board.groups()] == [1]
    async with asking.services.database.transaction([asking.hospital]) as tx:
        left = await tx.tuples("SELECT visitor_id FROM knowledge.asked")
    assert not {alone, among} & {row[0] for row in left}


async def test_who_asks_the_same_again_in_other_words_was_not_content(asking: Asking, board: Board) -> None:
    await asking.ask("看完能开病假条吗？", "- 您先来看看再说。", "我是问病假条你们给不给开？", "- 按病情决定。")
    for _ in range(2):
        await board.gather()
        group = (await board.groups())[0]
        assert (group["questions"], group["askers"], group["again"]) == (2, 1, 1)
