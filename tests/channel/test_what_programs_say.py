"""What a program sends passes the claims gate when it leaves: stopped words wait for the lead's decision, seen by all."""

from datetime import timedelta
from typing import Literal
from uuid import UUID

import msgspec
import pytest

from bedside.channel import duties, templates
from bedside.channel.model import Delivery, Lang, Value
from bedside.channel.saying import stopped
from bedside.channel.store import settings as store
from bedside.gate.claims.actions import decide
from bedside.gate.claims.model import Release
from bedside.gate.claims.questions import releases
from bedside.people.forgetting import erasers
from tests.channel.conftest import Office
from tests.support.tail import digest

CLAIM = "我们保证三个疗程治好"
QUIET = "医生临时停诊"


async def cancelled(office: Office, reason: str, person: UUID | None = None, **values: str) -> Delivery:
    given = {"time": office.clock.now() + timedelta(days=1), "reason": reason, **values}
    return await office.write(
        person or await office.patient(),
        template="cancelled",
        values=given,
        expires_at=office.clock.now() + timedelta(days=3),
    )


async def asked(office: Office) -> list[Release]:
    return await releases(office.services, office.holder, office.hospital, "asked", None, 50)


async def decided(office: Office, outcome: Literal["released", "refused"]) -> None:
    (release,) = await asked(office)
    await decide(office.services, office.holder, office.hospital, release.id, outcome, "看过了")
    await digest(duties.reader(office.services), office.services.database)
    await office.deliver()


async def test_stopped_words_wait_and_the_lead_is_asked_once(office: Office) -> None:
    person = await office.patient()
    made = [await cancelled(office, CLAIM, person), await cancelled(office, CLAIM, person)]
    await office.deliver()
    for each in made:
        found = await office.state(each)
        assert (found.state, found.error, found.rules, found.tries) == ("deferred", "claims", ["L01.effect"], 0)
    assert office.unruly.requests == 0
    assert "channel.stopped" in await office.facts(person)
    (release,) = await asked(office)
    assert (release.text, release.rules, release.asked_by) == (CLAIM, ["L01.effect"], None)
    (shown,) = await stopped(office.services, office.holder, office.hospital, made[0].id)
    assert (shown.text, [claim.rule for claim in shown.claims]) == (CLAIM, ["L01.effect"])


async def test_released_it_leaves_at_once(office: Office) -> None:
    made = await cancelled(office, CLAIM)
    await office.deliver()
    await decided(office, "released")
    assert ((await office.state(made)).state, office.unruly.requests) == ("sent", 1)
    again = await cancelled(office, CLAIM, await office.patient("李秀英", "13800002222"))
    await office.deliver()
    assert (await office.state(again)).state == "sent", "the same words need no second release"


async def test_found_rightly_stopped_it_is_refused_and_nobody_is_asked_again(office: Office) -> None:
    made = await cancelled(office, CLAIM)
    await office.deliver()
    await decided(office, "refused")
    found = await office.state(made)
    assert (found.state, found.error, found.rules) == ("refused", "claims", ["L01.effect"])
    again = await cancelled(office, CLAIM, await office.patient("李秀英", "13800002222"))
    await office.deliver()
    assert ((await office.state(again)).state, await asked(office), office.unruly.requests) == ("refused", [], 0)


async def test_what_is_out_of_date_when_it_is_released_is_not_sent(office: Office) -> None:
    made = await cancelled(office, CLAIM)
    await office.deliver()
    office.clock.move(timedelta(days=4))
    await decided(office, "released")
    assert ((await office.state(made)).state, office.unruly.requests) == ("expired", 0)


async def test_names_of_people_and_places_claim_nothing(office: Office) -> None:
    made = await cancelled(office, QUIET, doctor="保证治好 医生", department="根治不复发科", name=CLAIM)
    await office.deliver()
    assert (await office.state(made)).state == "sent"


async def test_braces_hide_nothing(office: Office) -> None:
    made = await cancelled(office, f"{{{CLAIM}}}[{CLAIM}]")
    await office.deliver()
    assert (await office.state(made)).error == "claims"


async def test_whoever_is_on_duty_is_told_in_any_case(office: Office) -> None:
    flag = {"what": CLAIM, "time": office.clock.now(), "link": "https://spruce.example/desk"}
    made = await office.write(
        None, purpose="duty", template="red_flag", channel="sms", address="13900000000", values=flag
    )
    await office.deliver()
    assert (await office.state(made)).state == "sent"


async def test_words_of_the_hospitals_own_from_before_a_rule_are_stopped(office: Office) -> None:
    """What was kept is not trusted for ever: here it came past the console."""
    shipped = templates.shipped()["reminder", "sms"]
    own = msgspec.structs.replace(shipped, zh="{time}就诊，" + CLAIM, en="{time}. We promise a complete cure.")
    async with office.services.database.transaction([office.hospital]) as tx:
        assert await store.write_words(tx, office.hospital, own, "staff:test")
    made = await office.write(await office.patient())
    await office.deliver()
    assert (await office.state(made)).error == "claims"


async def test_who_is_forgotten_leaves_no_words_with_the_lead(office: Office) -> None:
    person = await office.patient()
    await cancelled(office, CLAIM, person)
    await office.deliver()
    async with office.services.database.transaction([office.hospital]) as tx:
        await tx.lock(person)
        for erase in erasers(office.services):
            await erase(tx, office.hospital, person)
    assert [each.text for each in await asked(office)] == [""]


async def test_every_shipped_message_leaves(office: Office) -> None:
    """Each template in both languages on its channel, with all values filled in."""
    known: dict[str, Value] = {
        "code": "123456", "minutes": "10", "name": "王小明", "time": office.clock.now(), "department": "口腔科",
        "doctor": "林医生", "place": "3 号楼 2 层", "price": "¥25.00", "link": "https://spruce.example/a/1", "reason": QUIET,
    }  # fmt: skip
    people: dict[Lang, UUID] = {"zh": await office.patient(), "en": await office.patient("Anna", "13800003333")}
    for template in templates.shipped().values():
        values = dict.fromkeys(template.variables, "1") | known
        for lang, person in people.items():
            made = await office.write(
                person, template=template.code, lang=lang, values=values, channel=template.channel, asked=True
            )
            await office.deliver()
            assert (await office.state(made)).error != "claims", (template.code, template.channel, lang)


@pytest.mark.parametrize("reason", [QUIET, ""])
def test_of_shipped_words_only_what_was_written_in_is_read(reason: str) -> None:
    template = templates.shipped()["cancelled", "sms"]
    assert templates.spoken(template, "zh", {"time": "明天", "reason": reason, "name": "王"}) == reason
