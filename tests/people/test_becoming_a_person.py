"""A visitor becomes a person when they say who they are; nobody is made twice, and nobody steps into another's record."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from bedside.kit.problems import Problem
from bedside.kit.services import Services
from bedside.people import contact, questions
from bedside.people.actions import make_visitor
from bedside.people.model import Proof
from bedside.people.person import NewIdentifier, NewPerson, Person
from bedside.people.persons import make_person, prove_contact, record_person_consent
from tests.people.clinic import id_number

PHONE, OTHER_PHONE = "13800001111", "13800002222"
WANG = id_number("99010119900307784")


def phone(value: str = PHONE, *, verified: bool = True) -> NewIdentifier:
    return NewIdentifier("phone", value, verified)


async def made(services: Services, *args: object, actor: str = "staff:x", hospital: int = 1, **more: object) -> Person:
    async with services.database.transaction([hospital]) as tx:
        return await make_person(tx, services, hospital, NewPerson(*args, **more), actor)  # pyright: ignore[reportArgumentType]


async def test_same_verified_phone_and_name_is_the_same_person(services: Services) -> None:
    one = await made(services, "王小满", identifiers=[phone()], actor="visitor:x")
    again = await made(
        services, "王 小满", identifiers=[phone("+86 138 0000 1111")], born=date(1990, 3, 7), actor="visitor:y"
    )
    assert again.id == one.id
    assert (again.born, [each.kind for each in again.identifiers]) == (date(1990, 3, 7), ["phone"]), "and is completed"


async def test_identical_names_are_two_people(services: Services) -> None:
    one = await made(services, "王伟", identifiers=[phone()])
    two = await made(services, "王伟", identifiers=[phone(OTHER_PHONE)])
    assert one.id != two.id
    async with services.database.transaction([1]) as tx:
        assert {p.id for p in await questions.search_persons(tx, services, 1, "王伟")} == {one.id, two.id}


async def test_father_and_son_of_one_name_under_one_phone_are_two(services: Services) -> None:
    father = await made(services, "王伟", "male", date(1960, 1, 1), identifiers=[phone()])
    son = await made(services, "王伟", "male", date(1990, 1, 1), identifiers=[phone()])
    assert father.id != son.id


async def test_a_stranger_who_knows_name_and_id_number_gets_no_record(services: Services) -> None:
    victim = await made(services, "王小满", identifiers=[phone(), NewIdentifier("id_card", WANG, True)])
    given = [phone(OTHER_PHONE), NewIdentifier("id_card", WANG)]
    thief = await made(services, "王小满", identifiers=given, actor="visitor:thief")
    assert thief.id != victim.id
    at_the_desk = await made(services, "王小满", identifiers=[NewIdentifier("id_card", WANG, True)])
    assert at_the_desk.id == victim.id, "staff who saw the card find the first"


async def test_ten_at_once_are_one(services: Services) -> None:
    people = await asyncio.gather(
        *(made(services, "李静", identifiers=[phone()], actor="visitor:x") for _ in range(10))
    )
    assert len({person.id for person in people}) == 1
    assert len(people[-1].identifiers) == 1


async def test_a_phone_shared_by_five(services: Services) -> None:
    names = ["王建国", "李秀英", "王小满", "王小福", "王安"]
    family = [await made(services, name, identifiers=[phone()]) for name in names]
    assert len({person.id for person in family}) == 5
    token = contact.read(
        services, contact.sign(services, 1, "phone", PHONE, services.clock.now()), services.clock.now()
    )
    assert token
    async with services.database.transaction([1]) as tx:
        shown = await questions.persons_of_contact(tx, services, 1, token)
        assert [each.name_masked for each in shown] == ["王*国", "李*英", "王*满", "王*福", "王*"]
        assert await questions.persons_of_contact(tx, services, 2, token) == []
        assert await questions.address_of(tx, services, 1, family[3].id, "sms") == PHONE
        assert await questions.address_of(tx, services, 1, family[3].id, "email") is None
        assert await prove_contact(tx, 1, family[0].id, token)
        assert not await prove_contact(tx, 2, family[0].id, token)


async def test_nothing_is_stored_in_clear(services: Services) -> None:
    await made(
        services, "欧阳小满", born=date(1990, 3, 7), identifiers=[phone(), NewIdentifier("email", "x@example.invalid")]
    )
    async with services.database.transaction([1]) as tx:
        rows = [str(row) for row in await tx.tuples("SELECT * FROM people.persons")]
        rows += [str(row) for row in await tx.tuples("SELECT * FROM people.identifiers")]
        facts = str(await tx.tuples("SELECT * FROM kit.facts"))
    stored = " ".join(rows) + facts
    for secret in ("欧阳小满", PHONE, "x@example.invalid", "1990-03-07", "欧阳小满".encode().hex()):
        assert secret not in stored


async def test_the_browser_and_its_consent_are_theirs(services: Services) -> None:
    async with services.database.transaction([1]) as tx:
        visitor = await make_visitor(tx, 1)
        person = await make_person(
            tx, services, 1, NewPerson("王小满", identifiers=[phone()], visitor=visitor.id), f"visitor:{visitor.id}"
        )
        assert await questions.person_of_visitor(tx, 1, visitor.id) == person.id
        proof = Proof(lang="zh", text_hash="0" * 64, agent="other")
        now = await record_person_consent(
            tx, 1, person.id, {"care": True, "marketing": False}, "1", "booking", proof, f"person:{person.id}"
        )
        assert (now.care, now.marketing, now.health) == (True, False, None)
        again = await record_person_consent(tx, 1, person.id, {"care": False}, "1", "phone", proof, "staff:x")
        assert again.care is False
        assert len(await questions.person_consent_records(tx, 1, person.id)) == 3


async def test_a_contact_token_is_for_its_hospital_and_its_time(services: Services) -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    text = contact.sign(services, 1, "email", "A@Example.invalid", now)
    token = contact.read(services, text, now)
    assert token
    assert contact.value_of(services, token) == "a@example.invalid"
    assert contact.read(services, text, now + timedelta(hours=3)) is None
    assert contact.read(services, text[:-4] + "AAAA", now) is None
    with pytest.raises(Problem, match="contact_expired"):
        contact.required(services, 2, text, now)


async def test_a_contact_that_was_proved_counts_first(services: Services) -> None:
    person = await made(services, "王小满", identifiers=[phone(verified=False), phone(OTHER_PHONE, verified=False)])
    now = services.clock.now()
    token = contact.required(services, 1, contact.sign(services, 1, "phone", PHONE, now), now)
    async with services.database.transaction([1]) as tx:
        assert await questions.address_of(tx, services, 1, person.id, "sms") == OTHER_PHONE, "the newest"
        assert await prove_contact(tx, 1, person.id, token)
        assert await questions.address_of(tx, services, 1, person.id, "sms") == PHONE


async def test_what_staff_typed_is_verified_when_a_code_sent_there_comes_back(services: Services) -> None:
    """For whom it was used, with the fact; not for the rest of the family on that phone, and nobody becomes one with another."""
    mother, son = [await made(services, name, identifiers=[phone(verified=False)]) for name in ("李秀英", "王小满")]
    other = await made(services, "陆远", identifiers=[phone(OTHER_PHONE, verified=False)])
    now = services.clock.now()
    token = contact.required(services, 1, contact.sign(services, 1, "phone", PHONE, now), now)
    async with services.database.transaction([1]) as tx:
        for _ in range(2):
            assert await prove_contact(tx, 1, son.id, token)
        assert not await prove_contact(tx, 1, other.id, token), "not a number of theirs"
        known = [await questions.person(tx, services, 1, each.id) for each in (mother, son, other)]
    async with services.database.transaction([1]) as tx:
        told = await tx.tuples(
            "SELECT subject, actor FROM kit.facts WHERE hospital_id = 1 AND kind = 'people.identifier_verified'"
        )
    assert [[each.verified_at is not None for each in one.identifiers] for one in known if one] == [
        [False],
        [True],
        [False],
    ]
    assert [set(one.ids) for one in known if one] == [{mother.id}, {son.id}, {other.id}]
    assert told == [(son.id, f"person:{son.id}")]


@pytest.mark.parametrize("name", ["", "  ", "··"])
async def test_nobody_is_nameless(services: Services, name: str) -> None:
    with pytest.raises(Problem, match="name_needed"):
        await made(services, name)
