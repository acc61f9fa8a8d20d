"""What people write back is read by right, logged, and seen to by somebody."""

from datetime import timedelta

import msgspec
import pytest

from bedside.channel import replies
from bedside.channel.exporting import export
from bedside.hospital.actions.access import open_record
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Role
from bedside.kit.problems import Problem
from bedside.people.erasing import erase_person
from bedside.people.known import known
from bedside.people.titles import titled
from tests.channel.conftest import Office
from tests.channel.test_replies import news, said
from tests.hospital.support import hire, viewer

LATE = "医生好，我明天晚十分钟到"


async def of_role(office: Office, role: Role) -> Viewer:
    person = await hire(office.services, office.founded, role.value.replace("_", ""), {office.hospital: [role]})
    return await viewer(office.services, person)


async def test_the_lead_reads_it_and_sees_to_it(office: Office) -> None:
    person = await office.patient()
    await news(office, **said(LATE))
    await news(office, **said("TD", "in-2"))
    lead = await of_role(office, Role.DESK_LEAD)
    waiting = await replies.replies(office.services, lead, office.hospital, state="open")
    assert [(each.person, each.name, each.masked, each.state) for each in waiting] == [
        (person, "王小满", "138****1111", "open")
    ]
    assert LATE not in msgspec.json.encode(waiting).decode()
    assert await replies.read_reply(office.services, lead, office.hospital, waiting[0].id) == LATE
    seen = await replies.settle_reply(office.services, lead, office.hospital, waiting[0].id, "answered")
    assert (seen.state, seen.settled_by) == ("answered", lead.name_en)
    await replies.settle_reply(office.services, lead, office.hospital, waiting[0].id, "answered")
    assert await replies.replies(office.services, lead, office.hospital, state="open") == []
    assert (await office.facts(person)).count("channel.reply_settled") == 1
    assert (await office.facts(person)).count("channel.received") == 2
    async with office.services.database.transaction([office.hospital]) as tx:
        logged = await tx.tuples(
            "SELECT actor, object, reason, detail->>'person' FROM hospital.audit WHERE action = 'reply_read'"
        )
    assert logged == [(lead.actor, f"incoming:{seen.id}", "", str(person))]
    assert titled("channel.received", {"means": "stop"}, "zh") == "来信：不再接收"


async def test_others_need_the_record_open(office: Office) -> None:
    person = await office.patient()
    await news(office, **said(LATE))
    lead, consultant = await of_role(office, Role.RELATIONSHIP_MANAGER), await of_role(office, Role.CONSULTANT)
    found = (await replies.replies(office.services, lead, office.hospital))[0]
    with pytest.raises(Problem) as closed:
        await replies.read_reply(office.services, consultant, office.hospital, found.id)
    assert closed.value.code == "record_closed"
    for refused in (
        replies.replies(office.services, consultant, office.hospital),
        replies.settle_reply(office.services, consultant, office.hospital, found.id, "done"),
    ):
        with pytest.raises(Problem) as caught:
            await refused
        assert caught.value.code == "refused"
    await open_record(office.services, consultant, office.hospital, person, "outside_work", "患者来电询问")
    assert await replies.read_reply(office.services, consultant, office.hospital, found.id) == LATE


async def test_a_shared_phone_is_whose_it_was_written_to_last_and_a_stranger_nobodys(office: Office) -> None:
    mother, child = await office.patient("王母"), await office.patient("王子")
    await news(office, **said("谁？", "in-0"))
    await office.write(mother)
    office.clock.move(timedelta(seconds=1))
    await office.write(child)
    await news(office, **said(LATE, "in-1"))
    await news(office, **said("打错了", "in-2", "13911112222"))
    lead, consultant = await of_role(office, Role.DESK_LEAD), await of_role(office, Role.CONSULTANT)
    found = {
        each.masked + str(each.person): each for each in await replies.replies(office.services, lead, office.hospital)
    }
    assert len(found) == 3
    assert f"138****1111{child}" in found
    assert "138****1111None" in found, "nobody was written to yet"
    stranger = found["139****2222None"]
    assert (stranger.name, await replies.read_reply(office.services, lead, office.hospital, stranger.id)) == (
        "",
        "打错了",
    )
    with pytest.raises(Problem) as caught:
        await replies.read_reply(office.services, consultant, office.hospital, stranger.id)
    assert caught.value.code == "refused"


async def test_it_is_in_their_copy_and_gone_when_they_are_erased(office: Office) -> None:
    await news(office, **said("谁？", "in-0"))
    person = await office.patient()
    await news(office, **said(LATE, "in-1"))
    lead = await of_role(office, Role.DESK_LEAD)
    async with office.services.database.transaction([office.hospital]) as tx:
        share = await export(tx, office.services, office.hospital, await known(tx, office.hospital, person))
        assert [each["payload"][0]["contentString"] for each in share.resources] == [LATE]
        await erase_person(tx, office.services, office.hospital, person, "staff:test")
    assert await replies.replies(office.services, lead, office.hospital) == []
    async with office.services.database.transaction([office.hospital]) as tx:
        left = await tx.tuples("SELECT text_sealed, address_sealed, address_hash, masked, state FROM channel.incoming")
    assert left == [(None, None, None, "", "done")] * 2
