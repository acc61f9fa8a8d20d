"""What the coach reads behind the messages: at the desk with its words, confirmed, corrected, switched off, away and back."""

import asyncio
import os
import signal
from multiprocessing import active_children
from pathlib import Path
from typing import Any
from uuid import UUID

from bedside.client import DeskClient
from bedside.coach import store as labels
from bedside.conversation.reading import readings_of
from tests.conversation.conftest import opened_ward


async def read(desk: DeskClient, conversation: UUID, at_least: int, seconds: float = 60.0) -> dict[str, Any]:
    """The reading once it covers message number `at_least`."""
    async with asyncio.timeout(seconds):
        while True:
            found = await desk.http("GET", f"/conversations/{conversation}/reading")
            if found["seq"] >= at_least:
                return found
            await asyncio.sleep(0.05)


async def test_a_message_is_read_confirmed_and_corrected(database_url: str, tmp_path: Path) -> None:
    async with opened_ward(database_url, tmp_path, coach=True) as ward:
        lin, visitor = await ward.desk("lin"), await ward.visitor()
        conversation = await visitor.start(name="王女士")
        asked = await visitor.say("种植牙多少钱一颗，太贵了做不起")
        found = await read(lin, conversation, asked["seq"])
        guess = found["guesses"]["worry"]
        assert (guess["name"], guess["line"]) == ("cost", asked["seq"])
        assert found["guesses"]["intent"]["name"] == "cost"
        assert {cue["kind"] for cue in found["cues"]} <= {"reflect", "ask", "agree"}

        confirmed = await lin.http("POST", f"/conversations/{conversation}/guesses", {"task": "worry", "label": "cost"})
        assert {"seq": asked["seq"], "task": "worry", "label": "cost"} in confirmed["said"]
        await lin.http("POST", f"/conversations/{conversation}/guesses", {"task": "mood", "label": "anxious"})
        panel = await lin.http("GET", f"/conversations/{conversation}/panel")
        assert (panel["worries"], panel["mood"]) == (["cost"], "anxious")
        async with ward.serving.services.database.transaction([ward.hospitals[0]]) as tx:
            kept = await labels.labels(tx, ward.hospitals[0])
        assert {(each.task, each.label) for each in kept} == {("worry", "cost"), ("mood", "anxious")}
        assert all(each.seq == asked["seq"] and each.source == conversation for each in kept)

        # What is set by hand says as much as what is confirmed; what is taken back says nothing.
        await lin.http(
            "PATCH", f"/conversations/{conversation}/panel", {"stage": "dispel_doubt", "needs": {"price": 3}}
        )
        await lin.http("PATCH", f"/conversations/{conversation}/panel", {"stage": None, "needs": {"price": 0}})
        by_hand = (await lin.http("GET", f"/conversations/{conversation}/reading"))["said"]
        assert {(each["task"], each["label"]) for each in by_hand} >= {("stage", "dispel_doubt"), ("need", "price")}

        promised = await lin.say(conversation, "您好，价目表可以先看。明天下午我给您回电话。")
        found = await read(lin, conversation, promised["seq"])
        (promise,) = found["promises"]
        assert (promise["due"], promise["state"]) == ("tomorrow", "proposed")
        assert 0.5 < promise["confidence"] < 1
        assert found["moment"]["line"] == asked["seq"]
        assert found["moment"]["confidence"] >= 0.3
        for state in ("accepted", "kept"):
            decided = {"seq": promise["seq"], "begins": promise["begins"], "state": state}
            found = await lin.http("POST", f"/conversations/{conversation}/promises", decided)
            assert found["promises"][0]["state"] == state


async def test_the_desk_goes_on_while_the_coach_is_away(database_url: str, tmp_path: Path) -> None:
    async with opened_ward(database_url, tmp_path, coach=True) as ward:
        lin, visitor = await ward.desk("lin"), await ward.visitor()
        conversation = await visitor.start()
        first = await visitor.say("膝盖疼怎么治")
        await read(lin, conversation, first["seq"])
        coaching = readings_of(ward.serving.services).coaching
        for child in active_children():
            if child.pid in coaching.pids and child.pid is not None:
                os.kill(child.pid, signal.SIGKILL)
        said = [await visitor.say(f"膝盖疼，停车方便吗 {number}") for number in range(3)]
        assert [each["seq"] for each in said] == sorted(each["seq"] for each in said)
        async with asyncio.timeout(10):
            while not coaching.away:  # noqa: ASYNC110 - what is waited for happens in another process
                await asyncio.sleep(0.02)
        assert (await lin.http("GET", f"/conversations/{conversation}/reading"))["away"] is True
        found = await read(lin, conversation, said[-1]["seq"])
        assert found["away"] is False
        assert found["guesses"]["intent"]["name"] == "way"


async def test_switched_off_nothing_is_read(database_url: str, tmp_path: Path) -> None:
    async with opened_ward(database_url, tmp_path, coach=True) as ward:
        lead = await ward.desk("lead")
        settings = await lead.http("GET", f"/desk-settings/{ward.hospitals[0]}")
        await lead.http("PUT", f"/desk-settings/{ward.hospitals[0]}", {**settings, "coach": False})
        visitor = await ward.visitor()
        conversation = await visitor.start()
        await visitor.say("膝盖疼怎么治")
        await asyncio.sleep(0.5)
        found = await lead.http("GET", f"/conversations/{conversation}/reading")
        assert (found["off"], found["seq"], found["guesses"]) == (True, 0, {})
        assert readings_of(ward.serving.services).coaching.pids == set()
