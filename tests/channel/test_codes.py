"""Six digits show that a phone is somebody's: ten minutes, five tries, asked for seldom; and they never linger."""

import asyncio
import re
from datetime import timedelta

import pytest

from bedside.channel import codes
from bedside.kit.problems import Problem
from bedside.people import contact
from tests.channel.conftest import KEY, PHONE, Office


async def ask(office: Office, phone: str = PHONE, asker: str = "192.0.2.1") -> None:
    await codes.ask(office.services, office.hospital, "phone", phone, "zh", asker)


async def newest_code(office: Office, phone: str = PHONE) -> str:
    await office.deliver()
    found = re.search(r"验证码 (\d{6})", office.gateway.to(phone)[-1].text)
    assert found
    return found[1]


async def check(office: Office, code: str, phone: str = PHONE) -> str:
    return await codes.check(office.services, office.hospital, "phone", phone, code)


async def refused(office: Office, code: str) -> Problem:
    with pytest.raises(Problem) as caught:
        await check(office, code)
    return caught.value


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


async def test_the_right_code_makes_a_contact_once(office: Office) -> None:
    await ask(office, "+86 138 0000 1111")
    code = await newest_code(office)
    token = contact.read(office.services, await check(office, code), office.clock.now())
    assert token
    assert (token.hospital_id, contact.value_of(office.services, token)) == (office.hospital, PHONE)
    assert (await refused(office, code)).code == "code_over", "used up"


async def test_it_goes_at_night_and_without_consent_but_says_nothing_of_whom_it_knows(office: Office) -> None:
    office.clock.move(timedelta(hours=12))
    await office.patient(care=False)
    known = await codes.ask(office.services, office.hospital, "phone", PHONE, "zh", "192.0.2.1")
    unknown = await codes.ask(office.services, office.hospital, "phone", "13900000000", "zh", "192.0.2.1")
    assert known == unknown
    await office.deliver()
    assert [each.to for each in office.gateway.messages] == [PHONE, "13900000000"]


async def test_five_wrong_guesses_end_it(office: Office) -> None:
    await ask(office)
    code = await newest_code(office)
    lefts = [(await refused(office, other_than(code))).detail.get("left") for _ in range(4)]
    assert lefts == [4, 3, 2, 1]
    assert (await refused(office, other_than(code))).code == "code_over"
    assert (await refused(office, code)).code == "code_over", "even the right one"


async def test_guessing_all_at_once_is_five_guesses(office: Office) -> None:
    await ask(office)
    code = await newest_code(office)
    wrong = [f"{n:06d}" for n in range(40) if f"{n:06d}" != code]
    problems = await asyncio.gather(*(refused(office, each) for each in wrong))
    assert sum(problem.code == "wrong_code" for problem in problems) == 4


async def test_ten_minutes(office: Office) -> None:
    await ask(office)
    code = await newest_code(office)
    office.clock.move(timedelta(minutes=10))
    assert (await refused(office, code)).code == "code_over"


async def test_only_the_newest_counts(office: Office) -> None:
    await ask(office)
    old = await newest_code(office)
    office.clock.move(timedelta(seconds=61))
    await ask(office)
    new = await newest_code(office)
    if old != new:
        assert (await refused(office, old)).code == "wrong_code"
    assert await check(office, new)


async def test_another_phones_code_is_of_no_use(office: Office) -> None:
    await ask(office)
    await ask(office, "13900000000")
    mine = await newest_code(office)
    with pytest.raises(Problem):
        await check(
            office, other_than(mine) if mine == await newest_code(office, "13900000000") else mine, "13900000000"
        )


async def test_asked_for_too_often(office: Office) -> None:
    await ask(office)
    with pytest.raises(Problem) as caught:
        await ask(office, asker="192.0.2.99")
    assert (caught.value.code, caught.value.detail["retry_after"]) == ("codes_too_often", 60)
    for _ in range(4):
        office.clock.move(timedelta(seconds=61))
        await ask(office)
    office.clock.move(timedelta(seconds=61))
    with pytest.raises(Problem) as caught:
        await ask(office)
    assert caught.value.detail["retry_after"] > 3000, "five an hour"


async def test_many_at_once_for_one_phone_send_one(office: Office) -> None:
    asked = await asyncio.gather(*(ask(office) for _ in range(20)), return_exceptions=True)
    assert sum(each is None for each in asked) == 1
    await office.deliver()
    assert len(office.gateway.messages) == 1


async def test_one_asker_cannot_write_to_the_whole_town(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "PER_ASKER", ((timedelta(hours=1), 5),))
    for n in range(5):
        await ask(office, f"1390000{n:04d}")
    with pytest.raises(Problem):
        await ask(office, "13911111111")
    await ask(office, "13911111111", asker="192.0.2.2")


async def test_the_code_is_nowhere_once_it_was_sent(office: Office) -> None:
    await ask(office)
    code = await newest_code(office)
    async with office.services.database.transaction([office.hospital]) as tx:
        assert await tx.value("SELECT content_sealed FROM channel.deliveries") is None
        assert await tx.value("SELECT code_hash FROM channel.codes") not in (code.encode(), None)
    office.clock.move(timedelta(days=1, minutes=1))
    assert await codes.forget_old(office.services) == 1


async def test_a_code_that_cannot_leave_in_time_does_not_leave_at_all(office: Office) -> None:
    office.unruly.manners.extend(["500"] * 20)
    await ask(office)
    for _ in range(6):
        await office.deliver()
        office.clock.move(timedelta(minutes=3))
    async with office.services.database.transaction([office.hospital]) as tx:
        assert await tx.tuples("SELECT state, content_sealed IS NULL FROM channel.deliveries") == [("expired", True)]


async def test_where_nothing_is_set_up_the_visitor_is_told(office: Office) -> None:
    await office.set_up()
    with pytest.raises(Problem) as caught:
        await ask(office)
    assert caught.value.code == "channel_not_set_up"
    assert office.gateway.accounts == {KEY: ""}
