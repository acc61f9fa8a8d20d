"""What a desk shows after any sequence of events is what it would show if it were opened now."""

import asyncio
import random
from typing import Any

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
            "PATCH",
            f"/conversations/{any_row}/panel",
            rng.choice(
                [
                    {"stage": rng.choice(["answer", "know_hospital", None])},
                    {"doubt": f"费用 {rng.random()}", "doubt_state": rng.choice(["open", "settled"])},
                    {"mood": None, "worries": rng.sample(["cost", "shame", "trust"], 2)},
                    {"note": rng.choice(["怕手术", ""]), "needs": {"price": rng.randrange(4)}, "visitor_name": "韩梅"},
                ]
            ),
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
        await desk.http(
            "PUT", "/presence", {"status": rng.choice(["online", "break"]), "reason": rng.choice([None, "午饭"])}
        )
    if rng.random() < 0.1:
        await rng.choice([desk, visitor]).live.cut()


async def untrue(desk: DeskClient) -> list[dict[Any, Any]]:
    """Where what the desk keeps (rows, who is there, its open threads with their panels) is not what a fetch shows."""
    fresh = await desk.http("GET", "/desk")
    pairs: list[tuple[dict[Any, Any], dict[Any, Any]]] = [
        (desk.rows, {row["id"]: row for row in fresh["rows"]}),
        (desk.staff, {(each["hospital"], each["staff"]): each for each in fresh["staff"]}),
    ]
    for id_, entries in list(desk.threads.items()):
        found = (await desk.http("GET", f"/conversations/{id_}/entries?since=0&reason=对照"))["items"]
        thread = await desk.http("GET", f"/conversations/{id_}?reason=对照")
        panel = {name: value for name, value in thread["panel"].items() if name != "rev"}
        pairs.append((entries, {entry["seq"]: entry for entry in found}))
        pairs.append(({name: value for name, value in desk.panels.get(id_, {}).items() if name != "rev"}, panel))
    return [differing(held, shown) for held, shown in pairs if held != shown]


def differing(held: dict[Any, Any], shown: dict[Any, Any]) -> dict[Any, Any]:
    """By key: what is held, and what is shown; of rows only what differs in them."""
    pairs: dict[Any, tuple[Any, Any]] = {key: (held.get(key), shown.get(key)) for key in held | shown}
    return {
        key: differing(ours, theirs) if (type(ours), type(theirs)) == (dict, dict) else (ours, theirs)
        for key, (ours, theirs) in pairs.items()
        if ours != theirs
    }


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

    wrong: list[dict[Any, Any]] = []
    for _ in range(40):
        if not (wrong := [each for desk in desks for each in await untrue(desk)]):
            break
        await asyncio.sleep(0.2)
    assert not wrong, str(wrong)

    for visitor in visitors:
        if visitor.conversation is None:
            continue
        id_ = visitor.conversation["id"]
        entries = (await desks[2].http("GET", f"/conversations/{id_}/entries?since=0"))["items"]
        assert sorted(visitor.entries)[-1] <= entries[-1]["seq"]
        expected = {e["seq"]: e["text"] for e in entries if e["audience"] == "all"}
        assert {seq: e["text"] for seq, e in visitor.entries.items() if seq in expected} == expected
