"""While somebody may be in danger nothing is booked for a later day; today, the green channel and what was lifted are."""

from datetime import timedelta

import pytest

from bedside.appointment.actions import changing, confirming, holding
from bedside.appointment.actions.holding import Asked, Green
from bedside.conversation.actions.move import Actor
from bedside.conversation.actions.start import Origin, start
from bedside.conversation.danger import is_held
from bedside.conversation.model import Flag
from bedside.conversation.store import flags
from bedside.kit.ids import new_id
from bedside.kit.problems import Problem
from tests.appointment.clinic import Clinic
from tests.visit.conftest import tracked


async def test_later_is_refused_today_green_and_lifted_are_not(clinic: Clinic) -> None:
    services, hospital = clinic.services, clinic.hospital
    await clinic.schedule(*(clinic.line(weekday, seats=5, green=2) for weekday in range(1, 8)))
    slots = await clinic.slots()
    today = slots[0].day
    later = next(slot for slot in slots if slot.day > today)
    visitor = await tracked(services, hospital)

    def asked(green: Green | None = None) -> Asked:
        return Asked(hospital_id=hospital, actor=f"visitor:{visitor}", slot=later.id, visitor=visitor, green=green)

    before = await holding.hold(services, asked())
    case = new_id()
    async with services.database.transaction([hospital]) as tx:
        await tx.lock(visitor)
        fact = await start(
            services, tx, hospital_id=hospital, conversation=new_id(), visitor=visitor, name="", lang="zh", channel="web",
            department=None, origin=Origin(), health_consent="1", actor=Actor("visitor", visitor),
        )  # fmt: skip
        flag = Flag(
            hospital=hospital, id=case, conversation=fact.id, visitor=visitor, type="chest_pain", words=[], confidence=1.0,
            version="test", raised_at=tx.clock.now(), due_at=tx.clock.now() + timedelta(minutes=2),
        )  # fmt: skip
        await flags.insert(tx, flag)
    with pytest.raises(Problem, match="in_danger"):
        await holding.hold(services, asked())
    person = (await clinic.book(later)).person_id
    assert person
    token = holding.read_token(services, before.token)
    assert token
    with pytest.raises(Problem, match="in_danger"):  # kept before it was known, and not confirmed after
        await confirming.confirm(services, token, person, f"visitor:{visitor}")
    assert (await holding.hold(services, asked(Green("urgent", "胸痛，医生要求尽快")))).appointment.green
    async with services.database.transaction([hospital]) as tx:
        assert await is_held(tx, hospital, [visitor])
        known = await flags.anywhere(tx, case)
        assert known
        await tx.run("UPDATE conversation.flags SET lifted_at = now() WHERE id = %s", (case,))
    mine = await confirming.confirm(services, token, person, f"visitor:{visitor}")
    assert mine.status == "booked"
    await changing.cancel(services, hospital, mine.id, by="person", actor=f"visitor:{visitor}")
