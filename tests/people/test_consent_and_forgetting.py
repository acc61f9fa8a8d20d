"""Consent is recorded per purpose, withdrawn at once, proved by records; forgetting leaves a nameless stone."""

from uuid import UUID

import pytest

from bedside.kit.problems import Problem
from bedside.kit.services import Services
from bedside.people import actions, questions, token
from bedside.people.forgetting import Erasers
from bedside.people.model import Elsewhere, Kept, Proof, Visitor, one_line, text_hash
from bedside.people.token import VisitorToken

PROOF = Proof(lang="zh", text_hash=text_hash("我们记录您看过的页面。"), agent="WeChat")


async def a_visitor(services: Services, hospital: int = 1, **answers: bool) -> Visitor:
    async with services.database.transaction([hospital]) as tx:
        made = await actions.make_visitor(tx, hospital, name="王小满")
        await actions.consent(tx, hospital, made.id, answers, version="1", channel="widget", proof=PROOF)  # pyright: ignore[reportArgumentType]
    return made


async def kinds(services: Services, subject: UUID, hospital: int = 1) -> list[str]:
    async with services.database.transaction([hospital]) as tx:
        rows = await tx.tuples("SELECT kind FROM kit.facts WHERE subject = %s ORDER BY id", (subject,))
    return [row[0] for row in rows]


async def test_each_purpose_has_its_own_record_and_proof(services: Services) -> None:
    who = await a_visitor(services, tracking=True, marketing=False)
    async with services.database.transaction([1]) as tx:
        records = await questions.consents(tx, 1, who.id)
        now = await questions.visitor(tx, 1, who.id)
    assert {(r.purpose, r.given, r.version, r.proof.agent) for r in records} == {
        ("tracking", True, "1", "WeChat"),
        ("marketing", False, "1", "WeChat"),
    }
    assert now is not None
    assert (now.kind, now.consents.tracking, now.consents.marketing, now.consents.health) == (
        "tracked",
        True,
        False,
        None,
    )


async def test_the_same_answer_twice_is_one_record_and_a_withdrawal_is_another(services: Services) -> None:
    who = await a_visitor(services, tracking=True)
    async with services.database.transaction([1]) as tx:
        await actions.consent(tx, 1, who.id, {"tracking": True}, version="1", channel="widget", proof=PROOF)
        after = await actions.withdraw(tx, 1, who.id, "tracking", version="1", channel="widget", proof=PROOF)
        assert await questions.trackable(tx, 1, [who.id]) == {}
    assert after.tracking is False
    assert await kinds(services, who.id) == [
        "people.visitor_made",
        "people.consent_given",
        "people.consent_withdrawn",
    ]


async def test_a_consent_record_cannot_be_changed(services: Services) -> None:
    who = await a_visitor(services, tracking=True)
    with pytest.raises(Exception, match="permission denied"):
        async with services.database.transaction([1]) as tx:
            await tx.run("UPDATE people.consents SET given = false WHERE subject = %s", (who.id,))


async def test_forgetting_takes_the_name_and_asks_every_room(services: Services) -> None:
    who = await a_visitor(services, tracking=True)
    asked: list[UUID] = []

    async def erase(_tx: object, _hospital: int, visitor_id: UUID) -> list[Kept]:
        asked.append(visitor_id)
        return [Kept("chat", "L32", "对话依法保存三年。", "Chats are kept for three years by law.")]

    services.add(Erasers()).add("conversation", erase)
    kept = await actions.forget(services, 1, who.id)
    assert [k.code for k in kept] == ["chat", "consent_proof"]
    assert asked == [who.id]
    async with services.database.transaction([1]) as tx:
        stone = await questions.visitor(tx, 1, who.id)
        assert stone is not None
        assert (stone.name, stone.tracking, bool(stone.forgotten_at)) == ("", False, True)
        with pytest.raises(Problem, match="unknown_visitor"):
            await actions.consent(tx, 1, who.id, {"tracking": True}, version="1", channel="widget", proof=PROOF)
    await actions.forget(services, 1, who.id)
    assert (await kinds(services, who.id)).count("people.visitor_forgotten") == 1


async def test_a_record_crosses_hospitals_only_while_both_consents_hold(services: Services) -> None:
    here, there = await a_visitor(services, 1, group_sharing=True), await a_visitor(services, 2)
    pair = Elsewhere(1, here.id), Elsewhere(2, there.id)
    with pytest.raises(Problem, match="consent_needed"):
        await actions.link(services, *pair)
    async with services.database.transaction([2]) as tx:
        await actions.consent(tx, 2, there.id, {"group_sharing": True}, version="1", channel="widget", proof=PROOF)
    await actions.link(services, *pair)
    assert await questions.same_person_elsewhere(services, 1, here.id) == [pair[1]]
    assert await questions.same_person_elsewhere(services, 2, there.id) == [pair[0]]
    async with services.database.transaction([2]) as tx:
        await actions.withdraw(tx, 2, there.id, "group_sharing", version="1", channel="widget", proof=PROOF)
    assert await questions.same_person_elsewhere(services, 1, here.id) == []
    assert await questions.same_person_elsewhere(services, 2, there.id) == []


async def test_another_hospital_sees_no_visitor(services: Services) -> None:
    who = await a_visitor(services, 1, tracking=True)
    async with services.database.transaction([2]) as tx:
        assert await questions.visitor(tx, 1, who.id) is None
        assert await questions.consents(tx, 1, who.id) == []
        assert await questions.trackable(tx, 1, [who.id]) == {}


async def test_facts_of_another_hospital_cannot_be_severed(services: Services) -> None:
    who = await a_visitor(services, 1, tracking=True)
    with pytest.raises(Exception, match="not admitted"):
        async with services.database.transaction([2]) as tx:
            await tx.run("SELECT people.sever_facts(1, %s, 'people.')", (who.id,))


def test_a_token_is_ours_or_nobodys(services: Services) -> None:
    mine = VisitorToken(1, UUID(int=7), "tracked")
    text = token.sign(services, mine)
    assert token.read(services, text) == mine
    assert token.read(services, text[:-2] + ("AA" if text[-2:] != "AA" else "BB")) is None
    assert token.read(services, None) is None


def test_a_name_cannot_play_tricks() -> None:
    assert one_line("  王\x00小\u202e满\n医生 ", 60) == "王 小满 医生"
    assert len(one_line("长" * 100, 60)) == 60
