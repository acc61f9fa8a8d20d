"""What people answer and what a gateway reports: signed, idempotent, and a stop holds at once."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from bedside.channel.incoming import signature, take
from bedside.kit.problems import Problem
from tests.channel.conftest import KEY, PHONE, Office


async def news(office: Office, key: str = KEY, age: int = 0, **what: Any) -> None:
    body, time = msgspec.json.encode(what), str(int(office.clock.now().timestamp()) - age)
    await take(office.services, office.hospital, time, signature(key, time, body), body)


def said(text: str, id: str = "in-1", sender: str = PHONE) -> dict[str, Any]:
    return {"messages": [{"id": id, "from": sender, "text": text}]}


async def test_td_stops_what_is_queued_and_start_takes_it_back(office: Office) -> None:
    person = await office.patient()
    waiting = await office.write(person, due_at=office.clock.now() + timedelta(minutes=5))
    await news(office, **said("ＴＤ", sender="+86 138-0000-1111"))
    office.clock.move(timedelta(minutes=6))
    await office.deliver()
    stopped = await office.state(waiting)
    assert (stopped.state, stopped.rules, office.unruly.requests) == ("refused", ["L13.stop@2026-11"], 0)
    assert (await office.write(person, channel="sms")).state == "refused"
    await news(office, **said("恢复", "in-2"))
    assert (await office.write(person, channel="sms")).state == "queued"


async def test_told_twice_is_once(office: Office) -> None:
    await news(office, **said("stop"))
    await news(office, **said("开始", "in-2"))
    await news(office, **said("恢复", "in-3"))
    await news(office, **said("stop"))  # the first one, told again
    async with office.services.database.transaction([office.hospital]) as tx:
        assert await tx.value("SELECT count(*) FROM gate.stops WHERE ended_at IS NULL") == 0
        assert await tx.tuples("SELECT means FROM channel.incoming ORDER BY received_at, id") == [
            ("stop",),
            ("text",),
            ("start",),
        ]


async def test_what_people_write_is_kept_sealed(office: Office) -> None:
    await news(office, **said("医生好，我明天晚十分钟到"))
    async with office.services.database.transaction([office.hospital]) as tx:
        row = (await tx.dicts("SELECT * FROM channel.incoming"))[0]
    assert row["masked"] == "138****1111"
    assert not [
        value
        for value in row.values()
        if isinstance(value, bytes) and ("晚十分钟".encode() in value or PHONE.encode() in value)
    ]


async def test_unsigned_stale_or_foreign_news_is_refused(office: Office) -> None:
    await office.patient()
    for given in ({"key": "guess"}, {"age": 301}, {"age": -301}):
        with pytest.raises(Problem) as caught:
            await news(office, **given, **said("TD"))
        assert caught.value.code == "unsigned"
    await office.set_up()  # no gateway any more
    with pytest.raises(Problem):
        await news(office, **said("TD"))
    with pytest.raises(Problem):
        await take(office.services, 424242, "1", "x", b"{}")
    async with office.services.database.transaction([office.hospital]) as tx:
        assert await tx.value("SELECT count(*) FROM gate.stops") == 0


async def test_reports(office: Office) -> None:
    person = await office.patient()
    one, two, three = [await office.write(person) for _ in range(3)]
    early: dict[str, Any] = {"reports": [{"key": one.id.hex, "state": "delivered"}]}
    with pytest.raises(Problem) as caught:
        await news(office, **early)
    assert caught.value.code == "report_too_early"
    await office.deliver()
    for _ in range(2):
        await news(office, **early)
        await news(office, reports=[{"id": (await office.state(two)).provider_id, "state": "failed", "error": "off"}])
        await news(
            office, reports=[{"key": "never heard of", "state": "delivered"}, {"id": "nor of this", "state": "failed"}]
        )
    await news(office, reports=[{"key": one.id.hex, "state": "failed"}])
    assert [(await office.state(each)).state for each in (one, two, three)] == ["delivered", "failed", "sent"]
    facts = await office.facts(person)
    assert (facts.count("channel.delivered"), facts.count("channel.failed")) == (1, 1)


async def test_nonsense_is_refused_and_a_short_number_passed_over(office: Office) -> None:
    with pytest.raises(Problem) as caught:
        await news(office, messages="x")
    assert caught.value.code == "invalid"
    await news(office, **said("TD", sender="BANK"))
