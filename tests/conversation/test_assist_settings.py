"""Switching the assistant on is answered for: who agreed, why, where it goes; its key is sealed and never shown."""

from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bedside.conversation.assisting import managing
from bedside.conversation.assisting.model import AssistantSettings
from bedside.kit.problems import Problem
from tests.conversation.conftest import opened_ward
from tests.conversation.test_assist_drafts import ON, the_boss
from tests.support.llm import KEY, llm


async def code(call: Coroutine[Any, Any, None]) -> str:
    with pytest.raises(Problem) as problem:
        await call
    return problem.value.code


async def test_it_is_switched_on_with_a_reason_an_agreement_and_a_trial(database_url: str, tmp_path: Path) -> None:
    async with llm() as model, opened_ward(database_url, tmp_path) as ward:
        services, east, boss = ward.serving.services, ward.hospitals[0], await the_boss(ward)
        good = msgspec.structs.replace(ON, base=model.url)

        async def change(version: int, settings: AssistantSettings, key: str | None = None, reason: str = "") -> None:
            await managing.change(services, boss, east, settings, version=version, key=key, reason=reason)

        assert not (await managing.read(services, boss, east)).settings.on
        assert await code(change(0, good)) == "reason_needed"
        lacks: list[dict[str, Any]] = [
            {"agreed_by": " "},
            {"agreement": ""},
            {"purposes": []},
            {"abroad": True},
            {"model": ""},
        ]
        for lacking in lacks:
            settings = msgspec.structs.replace(good, **lacking)
            assert await code(change(0, settings, reason="试用")) == "assistant_needs_agreement"
        for base in ("http://model.example/v1", "http://169.254.169.254/v1", "ftp://10.0.0.1/v1"):
            assert await code(change(0, msgspec.structs.replace(good, base=base), reason="试用")) == "invalid"
        await change(0, good, key=KEY, reason="试用起草")
        assert await code(change(0, good)) == "conflict"
        shown = await managing.read(services, boss, east)
        assert (shown.settings.on, shown.has_key, shown.version) == (True, True, 1)
        assert KEY not in msgspec.json.encode(shown).decode()

        trial = await managing.try_it(services, boss, east)
        assert "第一次洗牙会疼吗" in trial.sent
        assert trial.answer.startswith("我理解您的担心")
        assert model.keys == [f"Bearer {KEY}"]
        elsewhere = msgspec.structs.replace(good, base="https://model.example/v1")
        assert await code(change(1, elsewhere, reason="换服务")) == "invalid", "the key does not go to another house"
        await change(1, msgspec.structs.replace(good, timeout_seconds=9))
        await change(2, msgspec.structs.replace(good, on=False))
        async with services.database.transaction([east]) as tx:
            kept = await tx.tuples("SELECT action FROM hospital.audit WHERE action LIKE 'assistant%%' ORDER BY seq")
        assert [row[0] for row in kept] == ["assistant_on", "assistant_tried", "assistant_changed", "assistant_off"]
