"""A freed seat goes to who waits: first to accept wins, the loser keeps the old one, and nothing stays stuck."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bedside.appointment import duties, own, questions
from bedside.appointment.actions import changing, receiving, waiting
from bedside.appointment.offering import ANSWER, AT_ONCE, open_until
from bedside.appointment.problems import ALREADY_WAITING, OFFER_GONE, SEAT_TAKEN
from bedside.hospital.questions.catalogue import catalogue
from bedside.kit.problems import NOT_FOUND, Problem
from bedside.people import contact as contacts
from bedside.people.person import NewIdentifier, NewPerson
from bedside.people.persons import make_person
from tests.appointment.clinic import Clinic
from tests.appointment.test_one_seat_one_person import refused
from tests.support.tail import digest

SHANGHAI = ZoneInfo("Asia/Shanghai")


async def test_one_wins_the_other_keeps_the_old_seat(clinic: Clinic) -> None:
    await clinic.schedule(clinic.line())
    early, _, late, later = await clinic.slots()
    first = await clinic.book(early)
    one, two = await clinic.person(), await clinic.person()
    old_one, old_two = await clinic.book(late, one), await clinic.book(later, two)
    await clinic.hold((await clinic.slots())[0])  # nothing else is free
    wait_one, wait_two = await clinic.wait(one, keeps=old_one.id), await clinic.wait(two, keeps=old_two.id)
    assert await clinic.offers(wait_one, wait_two) == []
    await changing.cancel(clinic.services, clinic.hospital, first.id, by="person", actor="x:y")
    (offer_one,), (offer_two,) = await clinic.offers(wait_one), await clinic.offers(wait_two)
    assert offer_one.appointment_id == offer_two.appointment_id
    # It is kept back for those who were told: nobody else sees it.
    assert await clinic.slots() == []
    await refused(SEAT_TAKEN, clinic.hold(early))
    answers = await asyncio.gather(
        *(waiting.accept(clinic.services, clinic.hospital, each.id, "x:y") for each in (offer_one, offer_two)),
        return_exceptions=True,
    )
    won = next(each for each in answers if not isinstance(each, BaseException))
    lost = next(each for each in answers if isinstance(each, Problem))
    assert (won.slot_id, won.status, lost.code) == (early.id, "booked", OFFER_GONE)
    winner, loser = (old_one, old_two) if won.person_id == one else (old_two, old_one)
    assert (await clinic.appointment(winner.id)).status == "cancelled"
    assert (await clinic.appointment(loser.id)).status == "booked"
    states = {each.state for each in await clinic.offers(wait_one, wait_two) if each.slot_id == early.id}
    assert states == {"won", "lost"}
    # The winner's old seat is offered to the loser in turn, who keeps waiting.
    assert loser.person_id
    assert "offered" in await clinic.facts(loser.person_id)


async def test_who_waits_for_an_earlier_time_is_moved_not_doubled(clinic: Clinic) -> None:
    await clinic.schedule(clinic.line())
    early, middle, _, later = await clinic.slots()
    person = await clinic.person()
    first, mine, last = await clinic.book(early), await clinic.book(middle, person), await clinic.book(later)
    wait = await waiting.earlier(clinic.services, mine, "zh", f"person:{person}")
    assert await waiting.earlier(clinic.services, mine, "zh", f"person:{person}") == wait, "pressed twice"
    await changing.cancel(clinic.services, clinic.hospital, last.id, by="person", actor="x:y")
    assert await clinic.offers(wait) == [], "what comes after theirs is not earlier"
    await changing.cancel(clinic.services, clinic.hospital, first.id, by="person", actor="x:y")
    (offer,) = await clinic.offers(wait)
    won = await waiting.accept(clinic.services, clinic.hospital, offer.id, f"person:{person}")
    assert (won.slot_id, won.status) == (early.id, "booked")
    assert (await clinic.appointment(mine.id)).status == "cancelled"
    await refused(NOT_FOUND, waiting.earlier(clinic.services, await clinic.appointment(mine.id), "zh", "x:y"))


async def test_who_waits_already_is_shown_so_for_each_appointment_and_only_their_own(clinic: Clinic) -> None:
    await clinic.schedule(clinic.line())
    one, two, three, _ = await clinic.slots()
    phone, family = "13900009009", [NewIdentifier("phone", "13900009009", True)]
    async with clinic.services.database.transaction([clinic.hospital]) as tx:
        mother, child = [
            (await make_person(tx, clinic.services, clinic.hospital, NewPerson(name, identifiers=family), "x:y")).id
            for name in ("母亲", "孩子")
        ]
    mine, also, theirs = await clinic.book(three, mother), await clinic.book(two, mother), await clinic.book(one, child)
    await waiting.earlier(clinic.services, mine, "zh", "x:y")
    now = clinic.services.clock.now()
    contact = contacts.required(
        clinic.services, clinic.hospital, contacts.sign(clinic.services, clinic.hospital, "phone", phone, now), now
    )
    (wait,) = (await own.mine(clinic.services, contact, "zh")).waiting
    assert set(wait.covers) == {mine.id, also.id}
    await refused(ALREADY_WAITING, waiting.earlier(clinic.services, also, "zh", "x:y"))
    known = await catalogue(clinic.services, clinic.hospital)
    async with clinic.services.database.transaction([clinic.hospital]) as tx:
        rows = await questions.shown(tx, clinic.services, known, [mine, also, theirs])
    assert [each.waits for each in rows] == [wait.id, wait.id, None]
    await waiting.earlier(clinic.services, theirs, "zh", "x:y")
    await waiting.end_wait(clinic.services, clinic.hospital, wait.id, "x:y")
    (left,) = (await own.mine(clinic.services, contact, "zh")).waiting
    assert left.covers == [theirs.id]


async def test_accepting_twice_is_one_seat(clinic: Clinic) -> None:
    await clinic.schedule(clinic.line())
    slot = (await clinic.slots())[0]
    first = await clinic.book(slot)
    person = await clinic.person()
    wait = await clinic.wait(person, days=2)
    await asyncio.gather(*(clinic.hold(each) for each in await clinic.slots()))
    await changing.cancel(clinic.services, clinic.hospital, first.id, by="person", actor="x:y")
    (offer,) = await clinic.offers(wait)
    mine = await waiting.accept(clinic.services, clinic.hospital, offer.id, "x:y")
    assert mine.person_id == person
    assert mine.price_fen == 2500
    assert await waiting.accept(clinic.services, clinic.hospital, offer.id, "x:y") == mine


async def test_an_offer_nobody_takes_goes_to_the_next_and_then_to_everybody(clinic: Clinic) -> None:
    await clinic.schedule(clinic.line())
    slot = (await clinic.slots())[0]
    first = await clinic.book(slot)
    for other in await clinic.slots():
        await clinic.book(other)
    waits = [await clinic.wait(await clinic.person()) for _ in range(AT_ONCE + 1)]
    await changing.cancel(clinic.services, clinic.hospital, first.id, by="person", actor="x:y")
    assert len(await clinic.offers(*waits[:AT_ONCE])) == AT_ONCE
    assert await clinic.offers(waits[-1]) == []
    clinic.clock.move(ANSWER)
    await duties.expire(clinic.services)
    (last,) = await clinic.offers(waits[-1])
    assert last.state == "open"
    await waiting.decline(clinic.services, clinic.hospital, last.id, "x:y")
    assert [each.id for each in await clinic.slots()] == [slot.id]
    assert {each.state for each in await clinic.offers(*waits)} == {"lapsed", "declined"}
    await refused(OFFER_GONE, waiting.accept(clinic.services, clinic.hospital, last.id, "x:y"))
    # Who was offered this time already is not asked again for the same one.
    await duties.offer(clinic.services)
    assert len(await clinic.offers(*waits)) == AT_ONCE + 1


async def test_seats_of_a_new_schedule_are_offered_first_to_who_waits(clinic: Clinic) -> None:
    wait = await clinic.wait(await clinic.person())
    await clinic.schedule(clinic.line())
    await duties.offer(clinic.services)
    (offer,) = await clinic.offers(wait)
    assert offer.slot_id not in {slot.id for slot in await clinic.slots()}


async def test_leaving_the_list_gives_an_open_offer_to_the_next(clinic: Clinic) -> None:
    await clinic.schedule(clinic.line(ends=570))
    slot = (await clinic.slots())[0]
    first = await clinic.book(slot)
    wait = await clinic.wait(await clinic.person(), days=2)
    await changing.cancel(clinic.services, clinic.hospital, first.id, by="person", actor="x:y")
    await waiting.end_wait(clinic.services, clinic.hospital, wait.id, "x:y")
    assert slot.id in {each.id for each in await clinic.slots()}


async def test_one_waits_once_and_keeps_only_ones_own(clinic: Clinic) -> None:
    await clinic.schedule(clinic.line())
    somebodys = await clinic.book((await clinic.slots())[0])
    person = await clinic.person()
    await refused(NOT_FOUND, clinic.wait(person, keeps=somebodys.id))
    wait = await clinic.wait(person)
    assert await clinic.wait(person) == wait


async def test_waiting_again_changes_the_days_and_keeps_the_place(clinic: Clinic) -> None:
    await clinic.schedule(clinic.line())
    one, two, three, _ = await clinic.slots()
    person = await clinic.person()
    wait, behind = await clinic.wait(person, days=1, service=clinic.service), await clinic.wait(await clinic.person())
    longer = await clinic.wait(person, days=21, service=clinic.service)
    assert (longer.id, longer.made_at) == (wait.id, wait.made_at)
    assert longer.to_at > wait.to_at
    now = await clinic.wait_now(wait)
    assert (now.from_at, now.to_at) == (longer.from_at, longer.to_at)
    # Who has a seat now may wait for an earlier one: the same wish, and what they have stands.
    mine = await clinic.book(three, person)
    kept = await waiting.earlier(clinic.services, mine, "zh", "x:y")
    assert (kept.id, kept.keeps, kept.to_at) == (wait.id, mine.id, mine.starts_at)
    assert await clinic.facts(person) == ["waitlisted", "wait_changed", "booked", "wait_changed"]
    same = await clinic.wait(person, keeps=mine.id, days=21, service=clinic.service)
    assert (same.id, same.to_at) == (wait.id, mine.starts_at), "what comes after theirs is not earlier"
    # Other days besides would take what they have to a later time: said, not done.
    await refused(ALREADY_WAITING, clinic.wait(person, service=clinic.service))
    any_service = await clinic.wait(person)
    first, _ = await clinic.book(one), await clinic.hold(two)
    await changing.cancel(clinic.services, clinic.hospital, first.id, by="person", actor="x:y")
    (offer,), (_,) = await clinic.offers(wait), await clinic.offers(behind)
    assert offer.slot_id == one.id
    assert await clinic.offers(any_service) == [], "one seat is offered to one person once"


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ((9, 0), (9, 30)),
        ((20, 59), (21, 29)),
        ((23, 0), (32, 30)),  # at night until half past eight
        ((3, 0), (8, 30)),
        ((7, 50), (8, 30)),
    ],
)
def test_an_offer_made_at_night_stays_open_until_morning(now: tuple[int, int], until: tuple[int, int]) -> None:
    midnight = datetime(2026, 11, 24, tzinfo=SHANGHAI).astimezone(UTC)
    asked = midnight + timedelta(hours=now[0], minutes=now[1])
    ends = open_until(asked, midnight + timedelta(days=5), SHANGHAI)
    assert ends - midnight == timedelta(hours=until[0], minutes=until[1])


async def test_when_what_they_keep_is_over_so_is_the_waiting(clinic: Clinic) -> None:
    """Cancelled, arrived or missed: what was offered meanwhile goes on, and cannot be taken any more."""
    await clinic.schedule(clinic.line())
    early, *later = await clinic.slots()
    first = await clinic.book(early)
    kept = [await clinic.book(slot) for slot in later]
    waits = [await waiting.earlier(clinic.services, each, "zh", "x:y") for each in kept]
    await changing.cancel(clinic.services, clinic.hospital, first.id, by="person", actor="x:y")
    offers = [(await clinic.offers(wait))[0] for wait in waits]
    gone, here, missed = kept
    await changing.cancel(clinic.services, clinic.hospital, gone.id, by="person", actor="x:y")
    await receiving.arrive(clinic.services, clinic.hospital, here.id, "x:y")
    for offer in offers[:2]:
        await refused(OFFER_GONE, waiting.accept(clinic.services, clinic.hospital, offer.id, "x:y"))
    await digest(duties.reader(clinic.services), clinic.services.database)
    assert [(await clinic.wait_now(wait)).state for wait in waits] == ["lapsed", "lapsed", "waiting"]
    assert [(await clinic.offers(wait))[0].state for wait in waits] == ["declined", "declined", "open"]
    assert gone.person_id
    assert "wait_ended" in await clinic.facts(gone.person_id)
    clinic.clock.move(missed.starts_at - clinic.clock.now() + timedelta(minutes=1))
    await receiving.no_show(clinic.services, clinic.hospital, missed.id, "x:y")
    await digest(duties.reader(clinic.services), clinic.services.database)
    assert (await clinic.wait_now(waits[2])).state == "lapsed"


async def test_the_waiting_follows_what_they_keep_to_another_time(clinic: Clinic) -> None:
    await clinic.schedule(clinic.line())
    early, second, third, last = await clinic.slots()
    mine = await clinic.book(last)
    wait = await waiting.earlier(clinic.services, mine, "zh", "x:y")
    await changing.reschedule(clinic.services, clinic.hospital, mine.id, second.id, "x:y")
    await duties.offer(clinic.services)
    (offer,) = await clinic.offers(wait)
    assert offer.slot_id == early.id, "what comes after the new time is not earlier"
    assert (await clinic.wait_now(wait)).to_at == second.starts_at
    assert {third.id, last.id} == {each.id for each in await clinic.slots()}
