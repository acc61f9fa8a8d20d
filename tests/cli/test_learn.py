"""`bedside learn`, for real: corrections made at the desk, a report, a switch to what is better, and the way back and forth."""

import asyncio
from pathlib import Path
from uuid import UUID

from click.testing import CliRunner

from bedside.cli import main
from bedside.client import DeskClient
from bedside.coach.learning import LEAST, LEAST_HELD_OUT, OWN_HELD_OUT, parted
from bedside.coach.readers.models import Example, seen_message
from tests.conversation.conftest import Ward, opened_ward
from tests.conversation.test_readings import read

PHRASE = "这个要刷几张蓝莓卡才够，{}"
ENDS = ("您看呢", "想问问", "麻烦了", "谢谢", "急着知道", "我妈问的", "老人用", "孩子用", "下周做", "这周做", "早点说")


async def corrected(ward: Ward, lin: DeskClient, number: int) -> UUID:
    """One conversation in which the coach's guess about a word that only this hospital's people use is put right."""
    visitor = await ward.visitor()
    conversation = await visitor.start()
    said = await visitor.say(PHRASE.format(ENDS[number % len(ENDS)]))
    await read(lin, conversation, said["seq"])
    await lin.http("POST", f"/conversations/{conversation}/guesses", {"task": "worry", "label": "cost"})
    await visitor.live.close()  # an address may have thirty open
    return conversation


def enough(conversations: list[UUID]) -> bool:
    _, held = parted([Example(seen_message("x"), "cost", each.hex) for each in conversations], OWN_HELD_OUT)
    return len(conversations) >= LEAST and len(held) >= LEAST_HELD_OUT


async def test_learned_switched_and_taken_back(database_url: str, tmp_path: Path) -> None:
    environment = {"DATABASE_URL": database_url, "BEDSIDE_HOME": str(tmp_path), "LC_ALL": "en_GB.UTF-8"}

    async def bedside(*arguments: str) -> str:
        found = await asyncio.to_thread(CliRunner(env=environment).invoke, main, ("learn", *arguments))
        assert "Traceback" not in found.output, found.output
        return found.output

    async with opened_ward(database_url, tmp_path, coach=True) as ward:
        lin = await ward.desk("lin")
        assert "there are" in await bedside()
        assert "there are" in await bedside("--hospital", "nowhere")
        assert "Nothing changed: 0 labels" in await bedside("--hospital", "E")
        corrections = [await corrected(ward, lin, 0)]
        assert "1 labels, " in await bedside("--hospital", "E")
        while not enough(corrections):
            corrections.append(await corrected(ward, lin, len(corrections)))

        told = await bedside("--hospital", "E")
        assert "worry    zh" in told, told
        assert "Version 1 is in use" in told
        assert "* 1 " in await bedside("--hospital", "E", "--list")
        assert "* 0  the shipped models" in await bedside("--hospital", "W", "--list")

        visitor = await ward.visitor()
        conversation = await visitor.start()
        said = await visitor.say(PHRASE.format("请问"))
        assert (await read(lin, conversation, said["seq"]))["guesses"]["worry"]["name"] == "cost"

        assert "The shipped models are in use" in await bedside("--hospital", "E", "--back")
        assert "No version 2" in await bedside("--hospital", "E", "--use", "2")
        again = await visitor.say(PHRASE.format("请问呢"))
        guesses = (await read(lin, conversation, again["seq"]))["guesses"]
        assert guesses.get("worry", {}).get("name") != "cost"

        assert "Version 1 is in use" in await bedside("--hospital", "E", "--use", "1")
        once_more = await visitor.say(PHRASE.format("麻烦啦"))
        assert (await read(lin, conversation, once_more["seq"]))["guesses"]["worry"]["name"] == "cost"
