"""The contact gate is asked when a message is queued and again when it leaves: what changed in between holds."""

import asyncio
from datetime import UTC, date, datetime, timedelta

from bedside.channel import duties
from bedside.gate.actions import amend_rule, resume_contact, stop_contact
from bedside.gate.questions import decisions
from bedside.people.forgetting import erasers
from bedside.people.identifiers import hash_of
from tests.channel.conftest import PHONE, Office
from tests.support.tail import digest

NIGHT = timedelta(hours=12)  # the clock of the tests starts at 10:00 in Shanghai
EIGHT = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)


async def test_without_consent_nothing_is_queued_and_the_rule_is_named(office: Office) -> None:
    person = await office.patient(care=None)
    made = await office.write(person)
    assert (made.state, made.rules, made.error) == ("refused", ["L10.consent@2026-11"], "consent")
    await office.deliver()
    assert office.unruly.requests == 0
    assert (await office.facts(person))[-1] == "channel.refused"


async def test_consent_withdrawn_stops_what_is_queued(office: Office) -> None:
    person = await office.patient()
    made = await office.write(person, due_at=office.clock.now() + timedelta(hours=1))
    await office.consent(person, care=False)
    office.clock.move(timedelta(hours=2))
    await office.deliver()
    assert ((await office.state(made)).state, office.unruly.requests) == ("refused", 0), "even before any reaction ran"


async def test_the_lists_say_so_at_once(office: Office) -> None:
    person = await office.patient()
    made = await office.write(person, due_at=office.clock.now() + timedelta(hours=1))
    marketing = await office.write(None, channel="sms", address="13900000000", purpose="verification", template="test")
    await office.consent(person, care=False)
    await digest(duties.reader(office.services), office.services.database)
    assert (await office.state(made)).state == "refused"
    assert (await office.state(marketing)).state == "queued"


async def test_at_night_it_waits_for_the_morning(office: Office) -> None:
    person = await office.patient()
    queued = await office.write(person, due_at=office.clock.now() + NIGHT)
    assert (queued.state, queued.due_at, queued.rules) == ("deferred", EIGHT, ["L13.quiet@2026-11"])
    office.clock.move(NIGHT)
    now = await office.write(person)
    reply = await office.write(person, asked=True)
    await office.deliver()
    assert [(await office.state(each)).state for each in (queued, now, reply)] == ["deferred", "deferred", "sent"]
    office.clock.move(EIGHT - office.clock.now())
    await office.deliver()
    assert [(await office.state(each)).state for each in (queued, now)] == ["sent", "sent"]


async def test_held_up_until_night_it_waits_too(office: Office) -> None:
    """Due by day, but the worker was away until the evening."""
    made = await office.write(await office.patient())
    office.clock.move(NIGHT)
    await office.deliver()
    waiting = await office.state(made)
    assert (waiting.state, waiting.due_at, waiting.tries) == ("deferred", EIGHT, 0)


async def test_the_night_is_the_readers_own(office: Office) -> None:
    berlin = await office.patient("Anna", "13800003333", zone="Europe/Berlin")  # 03:00 there
    made = await office.write(berlin)
    assert (made.state, made.due_at) == ("deferred", datetime(2026, 11, 23, 7, 0, tzinfo=UTC))
    office.clock.move(NIGHT)  # 15:00 there
    assert (await office.write(berlin)).state == "queued"


async def test_what_would_be_too_late_in_the_morning_is_not_sent(office: Office) -> None:
    office.clock.move(NIGHT)
    made = await office.write(await office.patient(), expires_at=office.clock.now() + timedelta(hours=2))
    office.clock.move(timedelta(hours=10))
    await office.deliver()
    assert (await office.state(made)).state == "expired"


async def test_caps_hold_under_many_workers(office: Office) -> None:
    person = await office.patient()
    made = [await office.write(person) for _ in range(8)]
    await asyncio.gather(*(office.deliver() for _ in range(3)))
    states = [(await office.state(each)).state for each in made]
    assert (states.count("sent"), states.count("deferred")) == (5, 3)
    office.clock.move(EIGHT - office.clock.now())
    await office.deliver()
    assert {(await office.state(each)).state for each in made} == {"sent"}


async def test_a_retry_is_no_second_contact(office: Office) -> None:
    office.unruly.manners.extend(["500"] * 5)
    made = await office.write(await office.patient())
    for _ in range(6):
        await office.deliver()
        office.clock.move(timedelta(minutes=40))
    assert (await office.state(made)).state == "sent"


async def test_a_stop_of_an_address_holds_for_all_who_share_it_and_can_be_taken_back(office: Office) -> None:
    mother, child = await office.patient("李秀英"), await office.patient("王小福")
    waiting = [await office.write(who, due_at=office.clock.now() + timedelta(hours=1)) for who in (mother, child)]
    hashed = hash_of(office.services, "phone", PHONE)
    async with office.services.database.transaction([office.hospital]) as tx:
        await stop_contact(tx, office.hospital, address_hash=hashed, channel="sms", source="reply", actor="system:test")
        await stop_contact(tx, office.hospital, address_hash=hashed, channel="sms", source="reply", actor="system:test")
        assert await tx.value("SELECT count(*) FROM gate.stops") == 1
    await digest(duties.reader(office.services), office.services.database)
    assert [(await office.state(each)).state for each in waiting] == ["refused", "refused"]
    async with office.services.database.transaction([office.hospital]) as tx:
        assert await resume_contact(tx, office.hospital, hashed, "sms", "system:test") == 1
    assert (await office.write(child)).state == "queued"


async def test_every_answer_is_recorded_with_its_rules(office: Office) -> None:
    office.clock.move(NIGHT)
    made = await office.write(await office.patient())
    office.clock.move(EIGHT - office.clock.now())
    await office.deliver()
    async with office.services.database.transaction([office.hospital]) as tx:
        said = await decisions(tx, office.hospital, made.id)
    assert [(each.outcome, each.sending) for each in said] == [("defer", False), ("allow", True)]
    assert said[0].rules == ["L13.quiet@2026-11"]
    assert "L10.consent@2026-11" in said[1].rules


async def test_a_hospitals_own_hours(office: Office) -> None:
    quiet = {"opens": "12:00", "closes": "13:00", "purposes": ["care"], "channels": ["sms"]}
    await amend_rule(
        office.services, office.holder, office.hospital, "L13.quiet", rev=0, active=True, settings=quiet,
        effective=date(2026, 11, 1), note="试行",
    )  # fmt: skip
    made = await office.write(await office.patient())
    assert (made.state, made.rules) == ("deferred", ["L13.quiet@2026-11+1"])
    assert made.due_at == datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


async def test_who_is_forgotten_leaves_no_address_and_no_word(office: Office) -> None:
    person = await office.patient()
    sent, waiting = (
        await office.write(person),
        await office.write(person, due_at=office.clock.now() + timedelta(hours=1)),
    )
    office.clock.move(timedelta(minutes=1))
    await office.deliver()
    async with office.services.database.transaction([office.hospital]) as tx:
        await tx.lock(person)
        for erase in erasers(office.services):
            await erase(tx, office.hospital, person)
        left = await tx.dicts("SELECT address_sealed, address_hash, content_sealed, masked FROM channel.deliveries")
        assert [set(row.values()) for row in left] == [{None, ""}, {None, ""}]
        assert await tx.value("SELECT count(*) FROM gate.decisions WHERE address_hash IS NOT NULL") == 0
    assert [(await office.state(each)).state for each in (sent, waiting)] == ["sent", "cancelled"]
