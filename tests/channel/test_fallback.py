"""What did not arrive goes another way: once per channel, only to what is surely theirs, by the same gate."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from bedside.channel.actions import cancel
from bedside.channel.model import Delivery
from bedside.channel.store import deliveries as store
from bedside.gate import questions as gate
from bedside.gate.actions import stop_contact
from bedside.people.actions import make_visitor
from bedside.people.person import NewIdentifier, NewPerson
from bedside.people.persons import join_visitor, make_person
from tests.channel.conftest import PHONE, Office
from tests.channel.test_replies import news

EMAIL = "wang@example.invalid"


async def ways(office: Office, first: Delivery) -> list[tuple[str, str]]:
    async with office.services.database.transaction([office.hospital]) as tx:
        found = await store.ways(tx, office.hospital, first.id)
    return [(each.channel, each.state) for each in sorted(found, key=lambda each: each.made_at)]


async def test_an_unknown_number_is_written_to_by_email_once(office: Office) -> None:
    office.unruly.manners.append("400")
    person = await office.patient(email=EMAIL)
    made = await office.write(
        person, key="appointment:1:reminder", values={"time": office.clock.now(), "doctor": "沈青"}
    )
    await office.deliver()
    office.clock.move(timedelta(seconds=1))
    await office.deliver()
    assert office.mail
    assert await ways(office, made) == [("sms", "failed"), ("email", "sent")]
    assert [each["To"] for each in office.mail.letters] == [EMAIL]
    assert (await office.facts(person))[-4:] == [
        "channel.failed", "channel.queued", "channel.rerouted", "channel.sent",
    ]  # fmt: skip
    async with office.services.database.transaction([office.hospital]) as tx:
        second = await store.by_key(tx, office.hospital, "appointment:1:reminder:email")
        assert second
        assert second.instead_of == made.id
        said = await gate.decisions(tx, office.hospital, second.id)
    assert [(each.sending, each.outcome) for each in said] == [(False, "allow"), (True, "allow")]


async def test_a_later_report_of_failure_goes_on_too_and_again_changes_nothing(office: Office) -> None:
    person = await office.patient(email=EMAIL)
    made = await office.write(person)
    await office.deliver()
    for _ in range(2):
        await news(office, reports=[{"key": made.id.hex, "state": "failed", "error": "unknown"}])
    assert await ways(office, made) == [("sms", "failed"), ("email", "queued")]


async def test_bounced_mail_falls_back_to_the_browser_in_the_end(office: Office) -> None:
    person = await office.patient("李静", "", email="nobody@example.invalid")
    async with office.services.database.transaction([office.hospital]) as tx:
        visitor = await make_visitor(tx, office.hospital)
        await join_visitor(tx, office.hospital, visitor.id, person, "staff:test")
    made = await office.write(person)
    await office.deliver()
    await office.deliver()
    assert await ways(office, made) == [("email", "failed"), ("web", "sent")]


async def test_only_verified_addresses_and_none_without_consent(office: Office) -> None:
    office.unruly.manners.append("400")
    unsure = await _unverified(office)
    refused = await office.patient("赵安", "13800002222", email="zhao@example.invalid")
    one, two = await office.write(unsure), await office.write(refused)
    await office.consent(refused, care=False)
    await office.deliver()
    assert await ways(office, one) == [("sms", "failed")]
    assert await ways(office, two) == [("sms", "refused")], "refused is not failed: no other way is looked for"


async def test_what_the_gate_refuses_on_the_second_way_says_so_and_the_third_is_asked(office: Office) -> None:
    office.unruly.manners.append("400")
    person = await office.patient(email=EMAIL)
    async with office.services.database.transaction([office.hospital]) as tx:
        visitor = await make_visitor(tx, office.hospital)
        await join_visitor(tx, office.hospital, visitor.id, person, "staff:test")
    async with office.services.database.transaction([office.hospital]) as tx:
        await stop_contact(tx, office.hospital, person_id=person, channel="email", source="staff", actor="staff:test")
    made = await office.write(person)
    await office.deliver()
    assert await ways(office, made) == [("sms", "failed"), ("email", "refused"), ("web", "queued")]


@pytest.mark.parametrize("case", [{"purpose": "verification", "template": "test"}, {"channel": "sms"}])
async def test_codes_and_fixed_channels_go_no_other_way(office: Office, case: dict[str, Any]) -> None:
    office.unruly.manners.append("400")
    made = await office.write(await office.patient(email=EMAIL), **case)
    await office.deliver()
    assert await ways(office, made) == [("sms", "failed")]


async def test_what_is_too_late_goes_no_other_way(office: Office) -> None:
    office.unruly.manners.extend(["500"] * 50)
    made = await office.write(await office.patient(email=EMAIL), expires_at=office.clock.now() + timedelta(minutes=1))
    for _ in range(3):
        await office.deliver()
        office.clock.move(timedelta(seconds=50))
    assert await ways(office, made) == [("sms", "expired")]


async def test_cancelling_by_key_cancels_the_second_way(office: Office) -> None:
    office.unruly.manners.append("400")
    person = await office.patient(email=EMAIL)
    made = await office.write(person, key="appointment:7:reminder:day")
    await office.deliver()
    async with office.services.database.transaction([office.hospital]) as tx:
        await tx.lock(person)
        await cancel(tx, office.hospital, "appointment:7:")
    assert await ways(office, made) == [("sms", "failed"), ("email", "cancelled")]


async def _unverified(office: Office) -> UUID:
    """A verified phone, and an email address that nobody has proved."""
    identifiers = [NewIdentifier("phone", PHONE, True), NewIdentifier("email", EMAIL, False)]
    async with office.services.database.transaction([office.hospital]) as tx:
        person = await make_person(
            tx, office.services, office.hospital, NewPerson(name="王小满", identifiers=identifiers), "staff:test"
        )
    await office.consent(person.id, care=True)
    return person.id
