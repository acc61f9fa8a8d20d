"""The hospital's own system owns a department's seats: nobody is told "booked" before its own list shows it."""

from collections.abc import AsyncIterator, Awaitable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from bedside.appointment import persons
from bedside.appointment.actions import answers, changing, receiving, waiting
from bedside.appointment.model import Appointment
from bedside.appointment.store import waits
from bedside.kit.problems import Problem
from bedside.people.erasing import erase_person
from tests.appointment.his_house import NOW, House, his_owned
from tests.support.his_server import His
from tests.support.tail import digest


@pytest.fixture
async def house(database_url: str, tmp_path: Path, his: His) -> AsyncIterator[House]:
    async with his_owned(database_url, tmp_path, his, "A", "B", "C", seats=2) as opened:
        yield opened


async def test_a_seat_is_requested_and_booked_only_after_the_answer(house: House, his: His) -> None:
    slots = await house.slots()
    assert [slot.his_ref for slot in slots] == ["A", "B", "C"]
    person = await house.person(("phone", "13900000001"), ("id_card", "E12345678"))
    asked = await house.book(slots[0], person)
    assert asked.status == "requested"
    assert his.of(asked.id) == []
    await house.ask()
    now = await house.appointment(asked.id)
    assert now.status == "booked"
    assert [each.ref for each in his.of(asked.id)] == [now.his_ref]
    assert his.of(asked.id)[0].patient == {"name": "患者1", "phone": "13900000001", "id_card": "E12345678"}
    assert {each.key for each in his.asked if each.key} == {f"{asked.id}:lock", f"{asked.id}:confirm"}


async def test_identifiers_are_sent_under_the_names_that_they_want_and_no_others(house: House, his: His) -> None:
    await house.connect_again(identifiers={"visit_card": "jzk", "record_number": "blh"})
    person = await house.person(("phone", "13900000009"), ("visit_card", "C100"), ("record_number", "R7"))
    asked = await house.book((await house.slots())[0], person)
    await house.ask()
    assert his.of(asked.id)[0].patient == {"name": "患者1", "jzk": "C100", "blh": "R7"}


@pytest.mark.parametrize("fault", ["fail", "fail_after", "slow", "late"])
async def test_whatever_goes_wrong_once_it_is_one_booking_in_the_end(house: House, his: His, fault: str) -> None:
    his.slow_seconds = 0.8
    his.faults = [fault, "", fault]
    asked = await house.book((await house.slots())[0])
    await house.ask()
    assert (await house.appointment(asked.id)).status == "requested"
    await house.ask(until=timedelta(minutes=2))
    now = await house.appointment(asked.id)
    assert now.status == "booked"
    assert [each.ref for each in his.live("A")] == [now.his_ref]


async def test_an_answer_that_cannot_be_read_is_looked_up_in_its_own_record(house: House, his: His) -> None:
    his.faults = ["", "garbage"]
    asked = await house.book((await house.slots())[0])
    await house.ask()
    now = await house.appointment(asked.id)
    assert (now.status, [each.ref for each in his.live("A")]) == ("booked", [now.his_ref])


async def test_while_it_is_down_the_request_stays_a_request(house: House, his: His) -> None:
    his.down = True
    asked = await house.book((await house.slots())[0])
    await house.ask(until=timedelta(minutes=30))
    assert (await house.appointment(asked.id)).status == "requested"
    connection = await house.connection()
    assert connection.failing_since is not None
    assert connection.error == "answered 503"
    his.down = False
    await house.ask(until=timedelta(minutes=6))
    assert (await house.appointment(asked.id)).status == "booked"
    assert (await house.connection()).failing_since is None


async def test_sold_at_its_own_window_meanwhile_the_person_is_told_otherwise(house: House, his: His) -> None:
    slot = (await house.slots())[0]
    asked = await house.book(slot)
    his.sell("A")
    his.sell("A")
    await house.ask()
    now = await house.appointment(asked.id)
    assert now.status == "cancelled"
    await house.mirror()
    assert slot.id not in {each.id for each in await house.slots()}
    async with house.services.database.transaction([house.hospital]) as tx:
        told = await tx.dicts(
            "SELECT payload->>'by' AS by FROM kit.facts WHERE hospital_id = %s AND kind = 'appointment.cancelled'",
            (house.hospital,),
        )
    assert told == [{"by": "his:taken"}]


async def test_the_answer_twice_is_one_booking_with_us_and_a_listed_difference(house: House, his: His) -> None:
    his.faults = ["", "twice"]
    asked = await house.book((await house.slots())[0])
    await house.ask()
    assert (await house.appointment(asked.id)).status == "booked"
    assert len(his.live("A")) == 2
    await house.reconcile()
    assert ("twice", str(asked.id)) in await house.kinds()


async def test_a_liar_is_not_believed(house: House, his: His) -> None:
    his.rates = {"lie": 1.0}
    asked = await house.book((await house.slots())[0])
    await house.ask(until=timedelta(minutes=10))
    assert (await house.appointment(asked.id)).status == "requested"
    assert ("unclear", f"confirm:{asked.id}") in await house.kinds()
    his.rates = {}
    await house.ask(until=timedelta(minutes=6))
    assert (await house.appointment(asked.id)).status == "booked"


async def test_a_booking_in_another_seat_is_not_the_one_asked_for(house: House, his: His) -> None:
    his.faults = ["", "elsewhere"]
    asked = await house.book((await house.slots())[0])
    await house.ask()
    assert (await house.appointment(asked.id)).status == "requested"
    assert ("unclear", f"confirm:{asked.id}") in await house.kinds()


async def test_cancelled_before_it_was_asked_nothing_is_asked(house: House, his: His) -> None:
    asked = await house.book((await house.slots())[0])
    await changing.cancel(house.services, house.hospital, asked.id, by="person", actor="visitor:guest")
    his.asked.clear()
    await house.ask(until=timedelta(minutes=5))
    assert his.asked == []


async def test_cancelled_while_the_answer_was_under_way_the_seat_goes_back(house: House, his: His) -> None:
    his.slow_seconds = 0.8
    his.faults = ["", "late"]
    asked = await house.book((await house.slots())[0])
    await house.ask()
    assert len(his.live("A")) == 1
    await changing.cancel(house.services, house.hospital, asked.id, by="person", actor="visitor:guest")
    await house.ask(until=timedelta(minutes=5))
    assert his.live("A") == []
    assert (await house.appointment(asked.id)).status == "cancelled"


async def test_moving_keeps_the_old_seat_until_the_new_one_is_theirs(house: House, his: His) -> None:
    first, second, third = await house.slots()
    booked = await house.book(first)
    await house.ask()
    his.sell("B")
    his.sell("B")
    new = await changing.reschedule(house.services, house.hospital, booked.id, second.id, "visitor:guest")
    assert (new.status, (await house.appointment(booked.id)).status) == ("requested", "booked")
    await house.ask()
    assert (await house.appointment(new.id)).status == "cancelled"
    assert (await house.appointment(booked.id)).status == "booked"
    assert len(his.live("A")) == 1
    new = await changing.reschedule(house.services, house.hospital, booked.id, third.id, "visitor:guest")
    await house.ask(until=timedelta(minutes=1))
    assert (await house.appointment(new.id)).status == "booked"
    assert (await house.appointment(booked.id)).status == "cancelled"
    assert (his.live("A"), len(his.live("C"))) == ([], 1)


async def test_who_cancels_or_comes_after_all_wishes_for_no_other_time(house: House, his: His) -> None:
    first, second, third = await house.slots()
    gone, here = await house.book(first), await house.book(second)
    await house.ask()
    his.down = True
    wishes = [
        await changing.reschedule(house.services, house.hospital, each.id, third.id, "x:y") for each in (gone, here)
    ]
    await changing.cancel(house.services, house.hospital, gone.id, by="person", actor="x:y")
    await receiving.arrive(house.services, house.hospital, here.id, "x:y")
    his.down = False
    await house.ask(until=timedelta(minutes=6))
    assert [(await house.appointment(each.id)).status for each in wishes] == ["cancelled", "cancelled"]
    assert [each.status for booked in (gone, here) for each in his.of(booked.id)] == ["cancelled", "arrived"]


async def test_without_an_answer_until_the_hour_it_is_over(house: House, his: His) -> None:
    his.down = True
    asked = await house.book((await house.slots())[0])
    await house.ask()
    house.clock.move(timedelta(days=2))
    await house.ask(until=timedelta(minutes=6))
    assert (await house.appointment(asked.id)).status == "cancelled"


async def test_a_move_asked_for_twice_is_one_request_and_another_wish_takes_its_place(house: House, his: His) -> None:
    def moved(of: UUID, ref: str) -> Awaitable[Appointment]:
        slot = next(each for each in slots if each.his_ref == ref)
        return changing.reschedule(house.services, house.hospital, of, slot.id, "visitor:guest")

    slots = await house.slots()
    first = await house.book(slots[0])
    await house.ask()
    his.down = True
    once, again = await moved(first.id, "B"), await moved(first.id, "B")
    assert (once.id, once.status, once.replaces) == (again.id, "requested", first.id)
    other = await moved(first.id, "C")
    assert (await house.appointment(once.id)).status == "cancelled"
    # The wish itself is moved: what stands is still the first, and only for the newest.
    back = await moved(other.id, "B")
    assert (back.replaces, (await house.appointment(other.id)).status) == (first.id, "cancelled")
    assert (await house.appointment(first.id)).status == "booked"
    his.down = False
    await house.ask(until=timedelta(minutes=6))
    assert [(await house.appointment(each)).status for each in (first.id, back.id)] == ["cancelled", "booked"]
    assert [each.slot for each in his.booked if each.status == "booked"] == ["B"]
    # To stay after all takes the wish back.
    wish = await moved(back.id, "A")
    assert (await moved(wish.id, "B")).id == back.id
    assert [(await house.appointment(each)).status for each in (back.id, wish.id)] == ["booked", "cancelled"]


async def test_who_won_a_seat_that_they_deny_has_their_place_in_line_again(house: House, his: His) -> None:
    slots = await house.slots()
    first = await house.book(slots[0])
    other = await house.book(slots[0])
    await house.ask()
    person = await house.person()
    given = waiting.NewWait(
        hospital_id=house.hospital, person=person, department=house.department, from_at=NOW,
        to_at=slots[0].starts_at + timedelta(minutes=1),
    )  # fmt: skip
    wait = await waiting.join(house.services, given, "x:y")
    await changing.cancel(house.services, house.hospital, first.id, by="person", actor="visitor:guest")
    (offer,) = await house.offers(wait)
    won = await waiting.accept(house.services, house.hospital, offer.id, "x:y")
    assert won.status == "requested"
    await answers.denied(house.services, house.hospital, won.id, "taken")
    async with house.services.database.transaction([house.hospital]) as tx:
        (again,) = await waits.by_ids(tx, house.hospital, [wait.id])
    assert again == wait, "as long as before, and as early"
    await changing.cancel(house.services, house.hospital, other.id, by="person", actor="visitor:guest")


async def test_who_waits_keeps_what_their_seat_was_moved_to(house: House, his: His) -> None:
    """Granted, the new seat is what they keep; an earlier one that they win takes its place, and they have one."""
    early, middle, late = await house.slots()
    others = [await house.book(each) for each in (early, early, middle)]
    mine = await house.book(late)
    await house.ask()
    wait = await waiting.earlier(house.services, mine, "zh", "x:y")
    wish = await changing.reschedule(house.services, house.hospital, mine.id, middle.id, "visitor:guest")
    await house.ask(until=timedelta(minutes=1))
    async with house.services.database.transaction([house.hospital]) as tx:
        (now,) = await waits.by_ids(tx, house.hospital, [wait.id])
    assert (now.keeps, now.to_at, now.state) == (wish.id, middle.starts_at, "waiting")
    await changing.cancel(house.services, house.hospital, others[0].id, by="person", actor="visitor:guest")
    (offered,) = await house.offers(wait)
    won = await waiting.accept(house.services, house.hospital, offered.id, "x:y")
    assert (won.status, won.replaces) == ("requested", wish.id)
    await house.ask(until=timedelta(minutes=1))
    assert [(await house.appointment(each.id)).status for each in (mine, wish, won)] == [
        "cancelled",
        "cancelled",
        "booked",
    ]
    assert [each.slot for each in his.booked if each.status == "booked"] == ["A", "B", "A"]


async def test_what_was_asked_for_just_now_is_answered_at_night_too(house: House, his: His) -> None:
    async def told() -> dict[str, bool]:
        """Whether the gate lets each go out at night, because it was asked for."""
        await house.hear()
        async with house.services.database.transaction([house.hospital]) as tx:
            rows = await tx.tuples("SELECT template, asked FROM channel.deliveries ORDER BY id")
        return dict(rows)

    house.clock.move(timedelta(hours=12))  # ten in the evening
    asked = await house.book((await house.slots())[0])
    await house.ask()
    assert (await house.appointment(asked.id)).status == "booked"
    assert (await told())["booked"]
    his.down = True
    await house.book((await house.slots())[1])
    await house.ask(until=timedelta(minutes=16))
    his.down = False
    for _ in range(2):
        his.sell("B")
    await house.ask(until=timedelta(minutes=6))
    assert not (await told())["cancelled"], "after a quarter of an hour it keeps until the morning"


async def test_a_department_has_one_owner(house: House, his: His) -> None:
    with pytest.raises(Problem, match="his_department"):
        await house.connect(his)


async def test_nobody_is_told_booked_before_it_is(house: House, his: His) -> None:
    async def told() -> list[str]:
        await house.hear()
        async with house.services.database.transaction([house.hospital]) as tx:
            return [row[0] for row in await tx.tuples("SELECT template FROM channel.deliveries ORDER BY id")]

    his.down = True
    asked = await house.book((await house.slots())[0])
    await house.ask(until=timedelta(minutes=10))
    assert await told() == ["requested"]
    his.down = False
    await house.ask(until=timedelta(minutes=6))
    assert (await house.appointment(asked.id)).status == "booked"
    assert await told() == ["requested", "booked"]
    for _ in range(2):
        his.sell("B")
    await house.book((await house.slots())[1])
    await house.ask()
    assert await told() == ["requested", "booked", "cancelled"], "asked and answered at once, only the answer is told"


async def test_under_chance_nobody_has_a_seat_less_or_a_seat_too_many(house: House, his: His) -> None:
    """Everything goes wrong now and then; in the end both books are the same, and nobody was told "booked" in vain."""
    his.random.seed(7)
    his.slow_seconds = 0.6
    his.rates = {"fail": 0.15, "fail_after": 0.15, "late": 0.05, "lie": 0.1, "garbage": 0.05}
    made: list[UUID] = []
    for n in range(24):
        if n % 5 == 4:
            his.sell(his.random.choice("ABC"))
        slots = await house.slots()
        if not slots:
            break
        slot = his.random.choice(slots)
        with suppress(Problem):
            made.append((await house.book(slot)).id)
        if made and his.random.random() < 0.3:
            victim = his.random.choice(made)
            with suppress(Problem):
                await changing.cancel(house.services, house.hospital, victim, by="person", actor="visitor:guest")
        if n % 3 == 0:
            await house.ask()
            await house.mirror()
        for id in made:
            if (await house.appointment(id)).status == "booked":
                assert [each.status for each in his.of(id)] == ["booked"], "told, and it is so"
    his.rates = {}
    await house.ask(until=timedelta(minutes=12))
    standing = {id for id in made if (await house.appointment(id)).status == "booked"}
    assert {id for id in made if (await house.appointment(id)).status == "requested"} == set()
    assert {each.key for each in his.booked if each.status == "booked" and each.key} == {str(id) for id in standing}
    assert all(len(his.live(ref)) <= his.slots[ref].seats for ref in his.slots)
    await house.reconcile()
    assert await house.differences() == []


async def test_whoever_is_erased_comes_to_nothing_more_there_either(house: House, his: His) -> None:
    person = await house.person()
    asked = await house.book((await house.slots())[0], person)
    await house.ask()
    async with house.services.database.transaction([house.hospital]) as tx:
        await erase_person(tx, house.services, house.hospital, person, "staff:test")
    assert (await house.appointment(asked.id)).status == "booked"
    await digest(persons.reader(house.services), house.services.database)
    assert (await house.appointment(asked.id)).status == "cancelled"
    await house.ask()
    assert [each.status for each in his.of(asked.id)] == ["cancelled"]
