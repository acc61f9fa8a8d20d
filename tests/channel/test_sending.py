"""A message is queued once, asked of the gate twice, and leaves once, whatever happens on the way."""

import asyncio
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from bedside.channel import sending
from bedside.channel.actions import cancel, send
from bedside.channel.model import Message
from bedside.channel.sending import LEASE
from bedside.channel.store import deliveries as store
from bedside.channel.store.deliveries import Lane
from bedside.kit.database import Database
from tests.channel.conftest import PHONE, Office
from tests.support.asgi import over_http


async def test_the_same_key_is_the_same_message(office: Office) -> None:
    person = await office.patient()
    one = await office.write(person, key="appointment:1:booked")
    two = await office.write(person, key="appointment:1:booked", template="cancelled")
    assert (one.state, two.id, two.template) == ("queued", one.id, "reminder")
    await office.deliver()
    await office.deliver()
    sent = await office.state(one)
    assert (sent.state, sent.tries, sent.masked) == ("sent", 1, "138****1111")
    assert [each.signature for each in office.gateway.to(PHONE)] == ["云杉"]
    assert (await office.facts(person))[-2:] == ["channel.queued", "channel.sent"]


async def test_fifty_at_once_with_one_key_are_one(office: Office) -> None:
    person = await office.patient()
    made = await asyncio.gather(*(office.write(person, key="appointment:2:booked") for _ in range(50)))
    assert len({each.id for each in made}) == 1
    await office.deliver()
    assert len(office.gateway.to(PHONE)) == 1


async def test_it_says_why_and_how_to_stop_in_the_readers_language(office: Office) -> None:
    person = await office.patient()
    english = await office.patient("Anna Berg", "13800002222", lang="en")
    time = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
    values = {
        "time": time,
        "doctor": {"zh": "沈青 主任医师", "en": "Dr Shen Qing"},
        "place": "[3] {link}",
        "link": "https://a.example/x",
    }
    await office.write(person, values=values)
    await office.write(english, values=values)
    await office.deliver()
    assert [each.text for each in office.gateway.messages] == [
        "提醒您 11月24日（周二）09:30 沈青 主任医师有预约，地点：[3] {link}。确认或取消：https://a.example/x "
        "您同意过接收就诊通知，退订回TD",
        "a reminder of your appointment Tue 24 Nov 09:30, Dr Shen Qing. Where: [3] {link}. Confirm or cancel: "
        "https://a.example/x You agreed to care messages. Reply STOP to end them",
    ]


async def test_best_channel_and_what_reaches_nobody(office: Office) -> None:
    mailed = await office.patient("李静", "", email="li@example.invalid")
    neither = await office.patient("赵安", "")
    assert [(await office.write(who)).channel for who in (await office.patient(), mailed, neither)] == [
        "sms",
        "email",
        "web",
    ]
    lost = await office.write(neither, channel="sms")
    assert (lost.state, lost.error) == ("failed", "no_address")
    bad = await office.write(None, channel="sms", address="not a number", purpose="verification", template="test")
    assert (bad.state, bad.error) == ("failed", "bad_address")
    await office.set_up()
    off = await office.write(mailed, channel="email")
    assert (off.state, off.error) == ("failed", "not_set_up")


async def test_a_missing_value_or_template_is_the_callers_mistake(office: Office) -> None:
    person = await office.patient()
    with pytest.raises(ValueError, match="time"):
        await office.write(person, values={})
    with pytest.raises(ValueError, match="no_such"):
        await office.write(person, template="no_such")


async def test_what_was_rolled_back_was_never_queued(office: Office) -> None:
    person = await office.patient()

    async def booking_that_fails() -> None:
        async with office.services.database.transaction([office.hospital]) as tx:
            message = Message(
                hospital_id=office.hospital, key="rolled", purpose="care", template="reminder", person_id=person,
                values={"time": office.clock.now()},
            )  # fmt: skip
            await send(tx, office.services, message)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await booking_that_fails()
    await office.deliver()
    assert office.gateway.messages == []


@pytest.mark.parametrize("manner", ["500", "429", "dies_before", "dies_after"])
async def test_a_gateway_that_fails_is_tried_again_with_the_same_key(office: Office, manner: str) -> None:
    office.unruly.manners.append(manner)
    made = await office.write(await office.patient())
    await office.deliver()
    waiting = await office.state(made)
    assert (waiting.state, waiting.tries) == ("queued", 1)
    assert waiting.error
    assert office.clock.now() < waiting.due_at < office.clock.now() + timedelta(seconds=10)
    await office.deliver()
    assert office.unruly.requests == 1, "not before its time"
    office.clock.move(timedelta(seconds=10))
    await office.deliver()
    assert ((await office.state(made)).state, office.unruly.requests) == ("sent", 2)
    assert len(set(office.unruly.keys)) == 1
    assert len(office.gateway.to(PHONE)) == 1, "taken twice, shown once"


async def test_what_is_refused_for_good_is_not_tried_again(office: Office) -> None:
    office.unruly.manners.append("400")
    person = await office.patient()
    made = await office.write(person)
    await office.deliver()
    ended = await office.state(made)
    assert (ended.state, ended.error) == ("failed", "http_400")
    assert (await office.facts(person))[-1] == "channel.failed"


async def test_nonsense_with_a_good_status_was_taken(office: Office) -> None:
    office.unruly.manners.append("nonsense")
    made = await office.write(await office.patient())
    await office.deliver()
    assert ((await office.state(made)).state, len(office.gateway.to(PHONE))) == ("sent", 1)


async def test_a_gateway_that_stays_down_is_given_up_in_the_end(office: Office) -> None:
    office.unruly.manners.extend(["500"] * 50)
    made = await office.write(await office.patient())
    for _ in range(12):
        await office.deliver()
        office.clock.move(timedelta(hours=3) if office.clock.now().hour < 7 else timedelta(hours=18))
    ended = await office.state(made)
    assert (ended.state, ended.tries) == ("failed", len(sending.WAITS) + 1)


async def test_a_dead_gateway_comes_back(office: Office) -> None:
    made = await office.write(await office.patient())
    async with over_http(office.unruly) as port:
        pass
    await office.set_up(port)
    await office.deliver()
    assert (await office.state(made)).error == "ConnectError"
    office.clock.move(timedelta(seconds=10))
    async with over_http(office.unruly, port):
        await office.deliver()
    assert (await office.state(made)).state == "sent"


async def test_a_slow_gateway_holds_up_only_its_own_lane(office: Office) -> None:
    office.unruly.manners.append("slow")
    person = await office.patient(email="wang@example.invalid")
    slow = await office.write(person, channel="sms")
    quick = await office.write(person, channel="email")
    looking = asyncio.create_task(office.deliver())
    await office.until(quick, "sent")
    assert (await office.state(slow)).state == "sending"
    office.unruly.released.set()
    await looking
    assert (await office.state(slow)).state == "sent"


async def test_killed_between_sending_and_recording_sends_no_second_message(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await office.write(await office.patient())

    async def killed(*args: object) -> None:
        raise asyncio.CancelledError

    with monkeypatch.context() as patched:
        patched.setattr(sending, "_record", killed)
        await office.deliver()
    assert ((await office.state(made)).state, len(office.gateway.to(PHONE))) == ("sending", 1)
    await office.deliver()
    assert office.unruly.requests == 1, "the lease still holds"
    office.clock.move(LEASE + timedelta(seconds=1))
    await office.deliver()
    ended = await office.state(made)
    assert (ended.state, ended.tries, office.unruly.requests) == ("sent", 2, 2)
    assert len(office.gateway.to(PHONE)) == 1


async def test_killed_between_claim_and_sending_is_sent_by_the_next(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await office.write(await office.patient())

    async def killed(*args: object) -> None:
        raise asyncio.CancelledError

    with monkeypatch.context() as patched:
        patched.setattr(sending, "_send", killed)
        await office.deliver()
    assert (office.unruly.requests, (await office.state(made)).state) == (0, "sending")
    office.clock.move(LEASE + timedelta(seconds=1))
    await office.deliver()
    assert ((await office.state(made)).state, len(office.gateway.to(PHONE))) == ("sent", 1)


async def test_who_lost_the_lease_does_not_overrule_who_has_it(office: Office) -> None:
    made = await office.write(await office.patient())
    lane = Lane(office.hospital, "sms", "care")
    async with office.services.database.transaction([office.hospital]) as tx:
        first = (await store.claim(tx, office.hospital, [made.id], tx.clock.now(), tx.clock.now() + LEASE))[0]
    office.clock.move(LEASE + timedelta(seconds=1))
    assert await sending.send_due(office.services, lane) == 1
    async with office.services.database.transaction([office.hospital]) as tx:
        lost = await store.record(tx, first, "failed", due_at=tx.clock.now(), error="late", provider_id="", wipe=False)
    assert lost is None
    assert (await office.state(made)).state == "sent"


async def test_two_workers_send_each_message_once(office: Office) -> None:
    people = [await office.patient(f"病人{n}", f"1390000{n:04d}") for n in range(60)]
    for person in people:
        await office.write(person)
    lane = Lane(office.hospital, "sms", "care")

    async def worker() -> None:
        while await sending.send_due(office.services, lane):
            pass

    await asyncio.gather(*(worker() for _ in range(4)))
    assert (office.unruly.requests, len(set(office.unruly.keys))) == (60, 60)
    assert len(office.gateway.messages) == 60


async def test_cancel_by_the_beginning_of_the_key(office: Office) -> None:
    person = await office.patient()
    keys = ["appointment:7:reminder:day", "appointment:7:reminder:hours", "appointment:70:reminder:day"]
    made = [await office.write(person, key=key, due_at=office.clock.now() + timedelta(hours=2)) for key in keys]
    async with office.services.database.transaction([office.hospital]) as tx:
        await tx.lock(person)
        assert await cancel(tx, office.hospital, "appointment:7:") == 2
        assert await cancel(tx, office.hospital, "appointment:7:") == 0
    office.clock.move(timedelta(hours=3))
    await office.deliver()
    assert [(await office.state(each)).state for each in made] == ["cancelled", "cancelled", "sent"]
    assert (await office.facts(person)).count("channel.cancelled") == 2


async def test_cancelled_while_it_is_being_sent_is_not_tried_again(office: Office) -> None:
    office.unruly.manners.append("slow")
    person = await office.patient()
    made = await office.write(person, key="appointment:8:reminder")
    looking = asyncio.create_task(office.deliver())
    await office.until(made, "sending")
    await office.unruly.reached.wait()
    async with office.services.database.transaction([office.hospital]) as tx:
        await tx.lock(person)
        assert await cancel(tx, office.hospital, "appointment:8:") == 0
    office.unruly.fails_when_released = True
    office.unruly.released.set()
    await looking
    assert (await office.state(made)).state == "cancelled"
    office.clock.move(timedelta(hours=1))
    await office.deliver()
    assert office.unruly.requests == 1


async def test_what_is_too_late_is_not_sent(office: Office) -> None:
    person = await office.patient()
    made = await office.write(person, expires_at=office.clock.now() + timedelta(minutes=10))
    office.clock.move(timedelta(minutes=11))
    await office.deliver()
    assert ((await office.state(made)).state, office.unruly.requests) == ("expired", 0)


async def test_a_prefix_is_no_other_hospitals(office: Office, database: Database) -> None:
    made = await office.write(await office.patient(), key="appointment:9:booked")
    async with database.transaction([office.hospital]) as tx:
        assert await cancel(tx, office.hospital + 1, "appointment:") == 0
    async with database.transaction([office.hospital + 1]) as tx:
        assert await cancel(tx, office.hospital, "appointment:") == 0
    assert (await office.state(made)).state == "queued"


def test_a_prefix_is_found_by_an_index(database_url: str) -> None:
    with psycopg.connect(database_url) as owner:
        owner.execute(
            """
            INSERT INTO channel.deliveries (hospital_id, id, key, channel, purpose, template, lang, state, made_at, due_at)
            SELECT 1, gen_random_uuid(), 'appointment:' || n, 'sms', 'care', 'reminder', 'zh', 'sent', now(), now()
            FROM generate_series(1, 20000) AS n
            """
        )
        owner.execute("ANALYZE channel.deliveries")
        plan = owner.execute(
            "EXPLAIN SELECT id FROM channel.deliveries WHERE hospital_id = 1 AND key >= 'appointment:77' AND key < 'appointment:8'"
        ).fetchall()
    condition = next(row[0] for row in plan if "Index Cond" in row[0])
    assert "key >=" in condition, plan
