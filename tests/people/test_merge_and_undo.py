"""A merge joins all ids of two records, and undone after a week everything is exactly as it was."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import sql

from bedside.kit.clock import SetClock
from bedside.kit.problems import Problem
from bedside.kit.services import Services
from bedside.people import persons, questions
from bedside.people.duties import compare
from bedside.people.facts import VisitorMade
from bedside.people.person import NewIdentifier, NewPerson, Person
from tests.hospital.conftest import clock, services
from tests.hospital.support import found, hire, viewer
from tests.people.clinic import Clinic, id_number

__all__ = ["clock", "services"]
TABLES = ["persons", "identifiers", "person_visitors", "households", "consents"]


def everything(database_url: str) -> dict[str, list[Any]]:
    """Every row that describes persons, merges and guesses aside."""
    with psycopg.connect(database_url) as owner:
        query = sql.SQL("SELECT * FROM people.{} ORDER BY 1, 2, 3")
        return {table: owner.execute(query.format(sql.Identifier(table))).fetchall() for table in TABLES}


async def someone(services: Services, name: str, phone: str) -> Person:
    async with services.database.transaction([1]) as tx:
        given = NewPerson(name, identifiers=[NewIdentifier("phone", phone, True)])
        person = await persons.make_person(tx, services, 1, given, "staff:x")
        for _ in range(3):
            tx.announce(1, person.id, VisitorMade(tracked=True), actor="system:test")
    return person


async def group(services: Services, id: UUID) -> tuple[UUID, ...]:
    async with services.database.transaction([1]) as tx:
        return await questions.same_person(tx, 1, id)


async def test_a_wrong_merge_is_undone_after_a_week(services: Services, clock: SetClock, database_url: str) -> None:
    lead = await viewer(services, await _lead(services))
    one, two = await someone(services, "王小满", "13800001111"), await someone(services, "王小曼", "13800002222")
    async with services.database.transaction([1]) as tx:
        await tx.run("UPDATE people.persons SET compare_at = NULL")
    before = everything(database_url)
    merge = await persons.merge(services, lead, 1, one.id, two.id, "重复登记")
    assert await group(services, two.id) == (one.id, two.id)
    async with services.database.transaction([1]) as tx:
        whole = await questions.person(tx, services, 1, two.id)
        assert await questions.address_of(tx, services, 1, one.id, "sms") in ("13800001111", "13800002222")
    assert whole
    assert (whole.id, whole.name, len(whole.identifiers)) == (one.id, "王小满", 2)
    clock.move(timedelta(days=7))
    lead = await viewer(services, await _lead(services, "lead2"))
    undone = await persons.undo_merge(services, lead, 1, merge.id, "看错了")
    assert undone.undone_at == clock.now()
    assert everything(database_url) == before, "not one row moved"
    assert (await group(services, one.id), await group(services, two.id)) == ((one.id,), (two.id,))
    with pytest.raises(Problem, match="merge_undone"):
        await persons.undo_merge(services, lead, 1, merge.id, "再来一次")


async def test_chains_resolve_and_cycles_are_refused(services: Services) -> None:
    lead = await viewer(services, await _lead(services))
    a, b, c, d = [(await someone(services, name, f"1380000{k}000")).id for k, name in enumerate("赵钱孙李", start=1)]
    ab = await persons.merge(services, lead, 1, a, b, "重复登记")
    bc = await persons.merge(services, lead, 1, b, c, "重复登记")  # b is read as a
    assert await group(services, c) == (a, *sorted((b, c)))
    with pytest.raises(Problem, match="already_one_person"):
        await persons.merge(services, lead, 1, c, a, "重复登记")
    da = await persons.merge(services, lead, 1, d, a, "重复登记")
    assert (await group(services, b))[0] == d
    assert set(await group(services, b)) == {a, b, c, d}
    await persons.undo_merge(services, lead, 1, ab.id, "看错了")
    assert await group(services, b) == (b,)
    assert await group(services, c) == (d, a, c)
    await persons.undo_merge(services, lead, 1, da.id, "看错了")
    await persons.undo_merge(services, lead, 1, bc.id, "看错了")
    assert [await group(services, each) for each in (a, b, c, d)] == [(a,), (b,), (c,), (d,)]


async def test_over_http_with_reasons_and_an_audit(clinic: Clinic) -> None:
    lead, front, privacy = await clinic.at("lead"), await clinic.at("front"), await clinic.at("privacy")
    one = await front.person("王小满", ("phone", "13800001111"))
    two = await front.person("王小满", ("phone", "13800002222"), born="1990-03-07")
    refused = await front.try_post(
        "/v1/person-merges", {"hospital": front.hospital, "keep": one["id"], "gone": two["id"], "reason": "重复"}
    )
    assert refused.status_code == 403, "the front desk makes records; whoever answers for them merges"
    merge = await lead.merge(one, two)
    card = await front.card(two)
    assert card["person"]["id"] == one["id"]
    assert {each["masked"] for each in card["person"]["identifiers"]} == {"138****1111", "138****2222"}
    assert card["merges"][0]["id"] == merge["id"]
    assert await front.found("王小满") == [UUID(one["id"])], "one person, found once"
    await lead.undo(merge)
    assert len(await front.found("王小满")) == 2
    kinds = [each["kind"] for each in (await front.get(f"/v1/persons/{two['id']}/timeline"))["items"]]
    assert kinds[:2] == ["people.merge_undone", "people.persons_merged"]
    audit = (await privacy.get("/v1/audit", action="persons_merged,merge_undone"))["items"]
    assert [(each["action"], each["reason"]) for each in audit] == [
        ("merge_undone", "看错了，是两个人"), ("persons_merged", "同一个人，重复登记"),
    ]  # fmt: skip


async def test_likely_duplicates_are_proposed_with_reasons(clinic: Clinic) -> None:
    front, lead = await clinic.at("front"), await clinic.at("lead")
    card = id_number("99010119900307784")
    one = await front.person("王小满", ("phone", "13800001111"), ("id_card", card))
    two = await front.person("王晓满", ("phone", "13800002222"), ("id_card", card))
    slip = await front.person("李静静", ("phone", "13800003333"))
    slipped = await front.person("李静", ("phone", "13800003333"))
    await front.person("李强", ("phone", "13800003333"))
    twin = await front.person("陈晨", ("id_card", id_number("99010119850505111")), born="1985-05-05")
    await front.person("陈晨", ("id_card", id_number("99010119850505222")), born="1985-05-05")
    while await compare(clinic.services):
        pass
    found_ones = (await lead.get("/v1/person-duplicates"))["items"]
    pairs = {frozenset((each["a"]["id"], each["b"]["id"])): each for each in found_ones}
    assert set(pairs) == {frozenset((one["id"], two["id"])), frozenset((slip["id"], slipped["id"]))}
    assert not any(twin["id"] in pair for pair in pairs), "two numbers, two people"
    assert pairs[frozenset((one["id"], two["id"]))]["reasons"][0] == "same_id_card"
    assert found_ones[0]["score"] > found_ones[1]["score"]
    assert (await front.try_post(f"/v1/person-duplicates/{found_ones[1]['id']}/dismiss", {})).status_code == 403
    await lead.post(f"/v1/person-duplicates/{found_ones[1]['id']}/dismiss", {})
    await lead.merge(one, two)
    assert (await lead.get("/v1/person-duplicates"))["items"] == []
    await front.post(f"/v1/persons/{slip['id']}/identifiers", {"kind": "email", "value": "li@example.invalid"})
    await compare(clinic.services)
    assert (await lead.get("/v1/person-duplicates"))["items"] == [], "a no is remembered"


async def _lead(services: Services, login: str = "lead") -> Any:
    from bedside.hospital.rights import Role

    if login == "lead":
        _founded[id(services)] = await found(services, "E")
    return await hire(services, _founded[id(services)], login, {1: [Role.DESK_LEAD]})


_founded: dict[int, Any] = {}
