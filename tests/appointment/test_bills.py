"""When a visit is over its owner is asked what it cost: shown at the front desk, told on the timeline, asked again till paid."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from bedside.appointment import billing, questions
from bedside.appointment.actions import receiving
from bedside.kit.facts import Announced
from bedside.people.titles import titled
from tests.appointment.clinic import NOW as MORNING
from tests.appointment.clinic import Clinic
from tests.appointment.his_house import House, his_owned
from tests.support.his_server import His, a_bill
from tests.support.tail import digest

DESK = "staff:desk"


@pytest.fixture
async def house(database_url: str, tmp_path: Path, his: His) -> AsyncIterator[House]:
    async with his_owned(database_url, tmp_path, his, "A") as opened:
        yield opened


async def over(house: House | Clinic, id_: UUID) -> None:
    """The visit of somebody who came is over."""
    await receiving.fulfil(house.services, house.hospital, id_, DESK)
    await digest(billing.reader(house.services), house.services.database)


async def shown(house: House | Clinic, id_: UUID) -> tuple[int, int | None] | None:
    """What the front desk sees: total and paid, in fen."""
    async with house.services.database.transaction([house.hospital]) as tx:
        mine = await questions.appointment(tx, house.hospital, id_)
    assert mine
    bill = (await questions.one_shown(house.services, mine)).bill
    return (bill.total_fen, bill.paid_fen) if bill else None


async def told(house: House | Clinic, person: UUID | None) -> list[str]:
    async with house.services.database.transaction([house.hospital]) as tx:
        facts = await tx.rows(
            Announced,
            "SELECT hospital_id, subject, occurred_at, id, kind, actor, payload, versions FROM kit.facts"
            " WHERE kind = 'appointment.billed' AND subject = %s ORDER BY occurred_at, id",
            (person,),
        )
    return [titled(each.kind, each.payload, "zh") for each in facts]


async def his_visit(house: House) -> UUID:
    mine = await house.book((await house.slots())[0])
    await house.ask()
    house.clock.move(timedelta(days=1))
    await receiving.arrive(house.services, house.hospital, mine.id, DESK)
    await over(house, mine.id)
    return mine.id


async def test_the_hospitals_own_system_is_asked_until_everything_is_paid(house: House, his: His) -> None:
    id_ = await his_visit(house)
    person = (await house.appointment(id_)).person_id
    await house.ask(until=timedelta(minutes=1))
    assert (await shown(house, id_), await told(house, person)) == (None, []), "nothing was charged yet"
    his.bill[str(id_)] = a_bill(paid=1000)
    await house.ask(until=timedelta(minutes=10))
    assert await shown(house, id_) == (2500, 1000)
    his.bill[str(id_)] = a_bill(total=6800, paid=6800)
    await house.ask(until=timedelta(hours=1))
    assert await shown(house, id_) == (6800, 6800)
    assert await told(house, person) == ["就诊费用 ¥25.00，部分已付", "就诊费用 ¥68.00，已付清"]
    asked = len([each for each in his.asked if each.path.endswith("/bill")])
    await house.ask(until=timedelta(hours=2))
    assert len([each for each in his.asked if each.path.endswith("/bill")]) == asked, "paid is paid"


@pytest.mark.parametrize(
    "wrong",
    [
        {**a_bill(paid=0), "total_fen": 9900},
        {"lines": [], "total_fen": -1, "paid_fen": 0},
        {"lines": [], "total_fen": 10**15, "paid_fen": 0},
        {"total_fen": "25.00"},
    ],
)
async def test_a_bill_that_cannot_be_believed_is_not_shown(house: House, his: His, wrong: Any) -> None:
    id_ = await his_visit(house)
    his.bill[str(id_)] = wrong
    await house.ask(until=timedelta(minutes=1))
    assert await shown(house, id_) is None
    assert (await house.connection()).error
    his.bill[str(id_)] = a_bill(paid=0)
    await house.ask(until=timedelta(minutes=10))
    assert await shown(house, id_) == (2500, 0)


async def test_an_unpaid_bill_is_not_asked_for_ever(house: House, his: His) -> None:
    id_ = await his_visit(house)
    his.bill[str(id_)] = a_bill(paid=0)
    await house.ask()
    house.clock.move(billing.ASKED_FOR + timedelta(hours=2))
    await house.ask()
    before = len(his.asked)
    house.clock.move(timedelta(days=1))
    await house.ask()
    assert len(his.asked) == before
    assert await shown(house, id_) == (2500, 0)


async def test_our_own_seats_cost_the_published_price_once_the_visit_is_over(clinic: Clinic) -> None:
    await clinic.schedule(clinic.line())
    mine = await clinic.book((await clinic.slots())[0])
    clinic.clock.move(mine.starts_at - MORNING)
    await receiving.arrive(clinic.services, clinic.hospital, mine.id, DESK)
    assert await shown(clinic, mine.id) is None
    await over(clinic, mine.id)
    assert await shown(clinic, mine.id) == (2500, None)
    await over(clinic, mine.id)
    assert await told(clinic, mine.person_id) == ["就诊费用 ¥25.00"]
    await receiving.undo(clinic.services, clinic.hospital, mine.id, DESK)
    assert await shown(clinic, mine.id) is None, "a visit that is not over after all"
