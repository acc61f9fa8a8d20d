"""Rules are data; the judge applies them and names those that decided."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from bedside.gate.judging import Known, judge
from bedside.gate.model import Ask, Rule, Stop, Verdict
from bedside.gate.rules import Amendment, as_amended, in_force, shipped
from bedside.kit.ids import new_id

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai
NIGHT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # 23:00
MORNING = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)  # 08:00 of the day after
HOME = ZoneInfo("Asia/Shanghai")


def asked(**change: Any) -> Ask:
    given = {"hospital_id": 1, "channel": "sms", "purpose": "care", "now": NOON, "person_id": new_id(), **change}
    return msgspec.convert(given, Ask)


def known(**change: Any) -> Known:
    given: dict[str, Any] = {"zone": HOME, "care": True, "marketing": True, **change}
    return Known(**given)


def stop(**change: Any) -> Stop:
    given: dict[str, Any] = {
        "hospital_id": 1, "id": new_id(), "person_id": new_id(), "address_hash": None, "masked": "", "channel": None,
        "purpose": "all", "source": "staff", "word": "", "since": NOON, "made_by": "staff:x", **change,
    }  # fmt: skip
    return Stop(**given)


def say(ask: Ask, state: Known, rules: list[Rule] | None = None) -> Verdict:
    return judge(ask, rules if rules is not None else list(shipped()), state)


def test_consent_per_purpose() -> None:
    assert say(asked(), known(marketing=None)).outcome == "allow"
    refused = say(asked(), known(care=None))
    assert (refused.outcome, refused.rules, refused.why) == ("refuse", ("L10.consent@2026-11",), "consent")
    assert say(asked(purpose="marketing"), known(marketing=False)).outcome == "refuse", "care's yes is not marketing's"
    assert say(asked(purpose="verification"), known(care=False, marketing=False)).outcome == "allow"
    assert say(asked(channel="web"), known(care=None)).outcome == "allow", "a note in one's own browser is no push"
    assert say(asked(channel="web", purpose="marketing"), known(marketing=None)).outcome == "refuse"


def test_night_defers_to_the_morning_of_whoever_reads_it() -> None:
    late = say(asked(now=NIGHT), known())
    assert (late.outcome, late.until, late.rules) == ("defer", MORNING, ("L13.quiet@2026-11",))
    assert say(asked(now=NIGHT), known(zone=ZoneInfo("Europe/Berlin"))).outcome == "allow", "16:00 there"
    assert say(asked(now=NIGHT, asked_by_person=True), known()).outcome == "allow"
    assert say(asked(now=NIGHT, purpose="verification"), known()).outcome == "allow"


def test_stops() -> None:
    assert say(asked(), known(stops=[stop()])).why == "stop"
    assert say(asked(asked_by_person=True), known(stops=[stop()])).outcome == "refuse"
    assert say(asked(purpose="verification"), known(stops=[stop()])).outcome == "allow", "else they are locked out"
    assert say(asked(purpose="verification"), known(stops=[stop(purpose="verification")])).outcome == "refuse"
    assert say(asked(), known(stops=[stop(channel="email")])).outcome == "allow"
    assert say(asked(), known(stops=[stop(purpose="marketing")])).outcome == "allow"


def test_caps_defer_care_and_refuse_codes() -> None:
    today = [NOON - timedelta(minutes=10 * n) for n in range(1, 6)]
    capped = say(asked(), known(contacts=today))
    assert (capped.outcome, capped.until) == ("defer", MORNING), "the day ends within the night: both rules wait"
    assert set(capped.rules) == {"L13.caps@2026-11", "L13.quiet@2026-11"}
    assert say(asked(), known(contacts=today[:4])).outcome == "allow"
    assert say(asked(asked_by_person=True), known(contacts=today)).outcome == "allow"
    yesterday = [NOON - timedelta(hours=13)] * 5
    assert say(asked(), known(contacts=yesterday)).outcome == "allow", "a day is the recipient's, not 24 hours"
    codes = known(contacts=today * 2)
    assert say(asked(purpose="verification"), codes).outcome == "refuse"


def test_a_week_frees_a_place_when_the_oldest_leaves_it() -> None:
    two = [NOON - timedelta(days=6, hours=23), NOON - timedelta(days=2)]
    found = say(asked(purpose="marketing"), known(contacts=two))
    assert (found.outcome, found.until) == ("defer", NOON + timedelta(hours=1))
    assert say(asked(purpose="marketing", now=NOON + timedelta(hours=1)), known(contacts=two)).outcome == "allow"


@pytest.mark.parametrize(
    ("born", "outcome"), [(date(2012, 11, 24), "refuse"), (date(2012, 11, 23), "allow"), (None, "allow")]
)
def test_no_marketing_to_a_child(born: date | None, outcome: str) -> None:
    assert say(asked(purpose="marketing"), known(born=born)).outcome == outcome
    assert say(asked(), known(born=born)).outcome == "allow"


def test_a_deleted_person_is_never_contacted() -> None:
    assert say(asked(purpose="verification"), known(gone=True)).why == "person"


def amended(**change: Any) -> Amendment:
    quiet = {"opens": "09:00", "closes": "18:00", "purposes": ["care"], "channels": ["sms"]}
    given: dict[str, Any] = {
        "rule_id": "L13.quiet", "rev": 1, "active": True, "settings": quiet, "effective": date(2026, 11, 20), "note": "x",
        **change,
    }  # fmt: skip
    return Amendment(**given)


def test_a_hospital_amends_a_rule_from_a_day_on() -> None:
    evening = asked(now=datetime(2026, 11, 23, 11, 0, tzinfo=UTC))  # 19:00
    assert say(evening, known()).outcome == "allow"
    later = amended(effective=date(2026, 11, 24))
    assert say(evening, known(), in_force([later], date(2026, 11, 23))).outcome == "allow"
    held = say(evening, known(), in_force([amended()], date(2026, 11, 23)))
    assert (held.outcome, held.rules) == ("defer", ("L13.quiet@2026-11+1",))
    off = [amended(), amended(rev=2, active=False)]
    assert say(asked(now=NIGHT), known(), in_force(off, date(2026, 11, 23))).outcome == "allow"


def test_what_keeps_a_persons_will_cannot_be_switched_off() -> None:
    off = amended(rule_id="L13.stop", settings={}, active=False)
    assert [rule.id for rule in as_amended([off]) if rule.active and rule.fixed] == [
        "L13.stop",
        "L33.gone",
        "E01.emergency",
    ]
    assert say(asked(), known(stops=[stop()]), in_force([off], date(2026, 11, 23))).outcome == "refuse"
