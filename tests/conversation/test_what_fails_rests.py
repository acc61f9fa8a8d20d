"""A conversation that cannot be read is tried ever more seldom, and told of once."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bedside.conversation import rests
from bedside.conversation.reading import Readings, log
from tests.conversation.conftest import opened_ward
from tests.conversation.test_readings import read


async def test_a_conversation_that_fails_is_left_in_peace(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rests, "FIRST", 0.4)
    tried: list[float] = []
    reading = Readings._read  # pyright: ignore[reportPrivateUsage]

    async def failing(self: Readings, *about: Any) -> None:
        tried.append(asyncio.get_running_loop().time())
        if len(tried) < 3:
            raise ValueError("this one cannot be read")
        await reading(self, *about)

    monkeypatch.setattr(Readings, "_read", failing)
    told: list[object] = []
    monkeypatch.setattr(log, "warning", lambda *said: told.append(said[1]))  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    async with opened_ward(database_url, tmp_path, coach=True) as ward:
        lin, visitor = await ward.desk("lin"), await ward.visitor()
        conversation = await visitor.start()
        await visitor.say("膝盖疼怎么治")
        await read(lin, conversation, 1)  # a desk that looks at it all the time
    assert tried[1] - tried[0] >= 0.4
    assert tried[2] - tried[1] >= 0.8
    assert told == [conversation]
