"""The practice room over HTTP's actions: one's own only, scored at the end, what was hidden shown afterwards."""

from datetime import UTC, datetime, timedelta

import pytest

from bedside.conversation.quality import practising
from bedside.conversation.quality.problems import PRACTICE_OVER
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Role
from bedside.kit.ids import new_id
from bedside.kit.problems import NOT_FOUND, Problem
from bedside.kit.services import Services
from tests.hospital.support import found, hire


async def test_a_talk_is_scored_and_what_was_hidden_comes_out_at_the_end(services: Services) -> None:
    founded = await found(services, "E")
    east = founded.hospitals["E"]

    async def viewer(login: str) -> Viewer:
        person = await hire(services, founded, login, {east: [Role.CONSULTANT]})
        return Viewer(
            staff_id=person.id, name_zh=login, name_en="", lang="zh", hospitals=(east,), roles={east: frozenset({Role.CONSULTANT})},
            session_id=new_id(), session_ends_at=datetime.now(UTC) + timedelta(hours=1), group_id=founded.group_id, login=login,
        )  # fmt: skip

    lin, zhao = await viewer("lin"), await viewer("zhao")
    begun = await practising.begin(services, lin, east, "implant-price", "zh", 7)
    assert [line.by for line in begun.lines] == ["visitor"]
    assert begun.hidden is None
    for text in (
        "您好，我明白您的担心，价目表上一颗是 7,800 元。",
        "嗯，不容易。种植体医保不报。",
        "您最放心不下的是哪一点？",
    ):
        talk = await practising.say(services, lin, begun.row.id, text)
    assert [line.by for line in talk.lines] == ["visitor", "staff"] * 3 + ["visitor"]
    assert talk.hidden is None
    with pytest.raises(Problem) as refusal:
        await practising.one(services, zhao, begun.row.id)
    assert refusal.value.code == NOT_FOUND

    ended = await practising.end(services, lin, begun.row.id)
    assert ended.hidden is not None
    assert ended.hidden.worry_told
    assert ended.card is not None
    assert ended.card.total == ended.row.total is not None
    assert await practising.end(services, lin, begun.row.id) == ended
    with pytest.raises(Problem) as refusal:
        await practising.say(services, lin, begun.row.id, "还在吗")
    assert refusal.value.code == PRACTICE_OVER
    assert [row.id for row in await practising.listed(services, lin)] == [begun.row.id]
    assert await practising.listed(services, zhao) == []
