"""After deletion nothing names the person in appointments, intake forms, messages, stops and codes either."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from bedside.appointment import persons
from bedside.appointment.actions import changing
from bedside.appointment.intake import actions as intakes
from bedside.hospital.rights import Role
from bedside.kit.ids import new_id
from bedside.people import requesting
from bedside.people.questions import search_persons
from tests.appointment.desk_house import Desk, opened_desk
from tests.appointment.his_house import NOW
from tests.appointment.test_intake import FIELDS
from tests.people.clinic import id_number
from tests.people.test_asking_about_ones_data import EMAIL, NAME, NUMBER, PHONE, dump, secrets_in
from tests.support.tail import digest


@pytest.fixture
async def desk(database_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened_desk(database_url, tmp_path) as opened:
        await intakes.set_form(
            opened.services, opened.house.viewer, opened.hospital, opened.house.own_department, 0, FIELDS
        )
        yield opened


async def test_nothing_names_them_in_any_room(desk: Desk, database_url: str) -> None:
    assert id_number(NUMBER[:-1]) == NUMBER
    services, hospital = desk.services, desk.hospital
    person = await desk.house.person(("phone", PHONE), ("email", EMAIL), ("id_card", NUMBER), name=NAME)
    past = await desk.booked(NOW + timedelta(days=1), person)
    ahead = await desk.booked(NOW + timedelta(days=3), person)
    roles = frozenset({Role.CONSULTANT, Role.PRIVACY_OFFICER})
    viewer = msgspec.structs.replace(desk.house.viewer, staff_id=new_id(), roles={hospital: roles})
    await intakes.fill_by_staff(services, viewer, ahead.id, None, {"worry": f"{NAME} 怕疼，电话 {PHONE}"})
    await desk.house.hear()
    assert {told.channel for told in await desk.told()} >= {"sms"}
    await changing.cancel(services, hospital, past.id, by="staff", actor=viewer.actor, reason=f"{NAME}来电取消")
    await desk.house.hear()
    asked = await requesting.ask(services, viewer, hospital, person, "delete", f"{NAME}要求删除")
    answered = await requesting.answer(services, viewer, hospital, asked.id, "done", f"已告知{NAME}")
    assert (answered.state, answered.answer) == ("done", "")
    await digest(persons.reader(services), services.database)  # whatever died in between
    assert (await desk.house.appointment(ahead.id)).status == "cancelled"
    await desk.house.hear()
    left = [line for line in dump(database_url).splitlines() if secrets_in(line)]
    assert left == []
    assert all(NAME not in told.text and PHONE not in told.text for told in await desk.told())
    async with services.database.transaction([hospital]) as tx:
        for text in (NAME, PHONE, EMAIL, NUMBER):
            assert await search_persons(tx, services, hospital, text) == []
