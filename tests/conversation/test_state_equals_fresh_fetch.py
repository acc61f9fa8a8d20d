"""What a desk shows after any sequence of events is what it would show if it were opened now."""

import asyncio
import random

import pytest
from httpx import HTTPStatusError

from bedside.client import DeskClient, Refused, VisitorClient
from tests.conversation.conftest import Ward

STEPS = 30


async def one_step(rng: random.Random, desks: list[DeskClient], visitors: list[VisitorClient]) -> None:
    """Somebody does something; what the rules refuse is part of life."""
    desk, visitor = rng.choice(desks), rng.choice(visitors)
    mine = [id_ for id_, row in desk.rows.items() if desk.me["id"] in row["members"]]
    any_row = rng.choice(sorted(desk.rows)) if desk.rows else None
    act = rng.randrange(16)
    if act <= 3:
        if (visitor.conversation or {}).get("status") in (None, "closed"):
            await visitor.start(name=rng.choice(["", "李雷", "Anna"]))
        await visitor.say(f"问题 {rng.random()}")
    elif act == 4 and visitor.conversation:
        await visitor.read(visitor.last_seq)
    elif act == 5 and mine:
        conversation = rng.choice(mine)
        await desk.say(conversation, "您好", whisper=rng.random() < 0.3)
    elif act == 6 and mine:
        conversation = rng.choice(mine)
        await desk.read(conversation, desk.rows[conversation]["last_seq"])
    elif act == 7 and mine:
        await desk.do(rng.choice(mine), "close", outcome="answered")
    elif act == 8 and mine:
        await desk.do(rng.choice(mine), "requeue", reason="")
    elif act == 9 and any_row:
        await desk.http(
            "PATCH", f"/conversations/{any_row}/panel", {"stage": rng.choice(["answer", "know_hospital", None])}
        )
    elif act == 10 and any_row:
        await desk.do(any_row, "take")
    elif act == 11 and mine:
        other = rng.choice([d for d in desks if d is not desk])
        await desk.do(rng.choice(mine), rng.choice(["transfer", "invite"]), staff=other.me["id"])
    elif act == 12 and any_row:
        await desk.open(any_row)
    elif act == 13 and any_row:
        await desk.say(any_row, "请先问清发病时间", whisper=True)
    elif act == 14 and visitor.conversation:
        await visitor.rate(rng.randrange(1, 6), rng.choice(["谢谢", ""]))
    elif act == 15:
        await desk.http("PUT", "/presence", {"status": rng.choice(["online", "break"])})
    if rng.random() < 0.1:
        await rng.choice([desk, visitor]).live.cut()


@pytest.mark.parametrize("seed", range(4))
async def test_events_lead_to_what_a_fresh_fetch_shows(ward: Ward, seed: int) -> None:
    rng = random.Random(seed)
    desks = [await ward.desk("lin"), await ward.desk("zhao"), await ward.desk("lead")]
    visitors = [await ward.visitor() for _ in range(3)]
    done = 0
    refused: set[int] = set()
    for _ in range(STEPS):
        try:
            await one_step(rng, desks, visitors)
            done += 1
        except Refused:
            continue
        except HTTPStatusError as error:
            refused.add(error.response.status_code)
        except ConnectionError:
            continue  # cut a moment ago
    assert done > STEPS / 2
    assert refused <= {403, 404, 409, 422}

    async def settled() -> tuple[list[object], list[object]]:
        fresh = await desks[0].http("GET", "/desk")
        return [desk.rows for desk in desks], [{row["id"]: row for row in fresh["rows"]}] * len(desks)

    shown, fresh = await settled()
    for _ in range(40):
        if shown == fresh:
            break
        await asyncio.sleep(0.2)
        shown, fresh = await settled()
    assert shown == fresh

    for visitor in visitors:
        if visitor.conversation is None:
            continue
        id_ = visitor.conversation["id"]
        entries = (await desks[2].http("GET", f"/conversations/{id_}/entries?since=0"))["items"]
        assert sorted(visitor.entries)[-1] <= entries[-1]["seq"]
        expected = {e["seq"]: e["text"] for e in entries if e["audience"] == "all"}
        assert {seq: e["text"] for seq, e in visitor.entries.items() if seq in expected} == expected
