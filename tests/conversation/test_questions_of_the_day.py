"""What the conversations of the day give to the room of knowledge: questions with what became of them, and no names."""

from uuid import UUID

from bedside.conversation.actions.move import Actor
from bedside.conversation.actions.start import Origin, start
from bedside.conversation.model import By, Channel
from bedside.conversation.store.readings import StoredReading, save
from bedside.kit.ids import new_id
from bedside.kit.services import Services
from bedside.people import actions as people
from tests.conversation.conftest import Ward
from tests.support.said import said


async def _asked(services: Services, hospital: int, channel: Channel, name: str, text: str) -> tuple[UUID, UUID]:
    """Somebody's conversation with one question: (visitor, conversation)."""
    id = new_id()
    async with services.database.transaction([hospital]) as tx:
        visitor = (await people.make_visitor(tx, hospital, name=name)).id
        await tx.lock(visitor)
        await start(
            services, tx, hospital_id=hospital, conversation=id, visitor=visitor, name=name, lang="zh", channel=channel,
            department=None, origin=Origin(), health_consent="1", actor=Actor("visitor", visitor),
        )  # fmt: skip
    await said(services, hospital, id, By("visitor", visitor), text)
    return visitor, id


async def test_left_unanswered_answered_beside_and_forgotten(ward: Ward) -> None:
    hospital, services = ward.hospitals[0], ward.serving.services
    await _asked(services, hospital, "offline", "王小满", "停车怎么收费？王小满问的")
    lead = await ward.desk("lead")
    visitor, conversation = await _asked(services, hospital, "web", "李静", "做胃镜要空腹吗？李静")
    await lead.do(conversation, "take")
    answered = await said(services, hospital, conversation, By("staff", UUID(lead.me["id"])), "门诊楼北侧可以停车。")
    async with services.database.transaction([hospital]) as tx:
        beside = {"beside": {"name": "beside", "confidence": 0.9, "line": answered}}
        await save(tx, hospital, conversation, StoredReading(answered + 1, tx.clock.now(), "test", beside))
    at = {"hospital_id": hospital}
    assert (await lead.http("POST", "/questions-gathering", at))["questions"] == 2
    page = f"/questions?hospital={hospital}&days=1"
    groups = (await lead.http("GET", page))["groups"]
    assert [each["samples"] for each in groups] == [["停车怎么收费？…问的"], ["做胃镜要空腹吗？…"]]
    shown = [await lead.http("GET", f"/questions/{each['id']}?hospital={hospital}") for each in groups]
    assert [each["lines"][0]["why"][0] for each in shown] == ["offline", "beside"]
    await people.forget(services, hospital, visitor)
    for _ in range(2):  # gathered again, the forgotten one's words are there no more
        groups = (await lead.http("GET", page))["groups"]
        assert [each["samples"] for each in groups] == [["停车怎么收费？…问的"]]
        await lead.http("POST", "/questions-gathering", at)
