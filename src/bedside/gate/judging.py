"""The contact rules applied. Pure: what is known about a person in, a verdict out."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from bedside.gate import hours
from bedside.gate.model import (
    Ask,
    CapSettings,
    ChildSettings,
    ConsentSettings,
    QuietSettings,
    Rule,
    RuleKind,
    Stop,
    Verdict,
)
from bedside.gate.rules import settings

WEEK = timedelta(days=7)


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules look at. `contacts`: when the same person was written to on this channel for this purpose in the
    last eight days. `held`: the person may be in danger just now."""

    zone: ZoneInfo
    care: bool | None = None
    marketing: bool | None = None
    born: date | None = None
    gone: bool = False
    held: bool = False
    stops: Sequence[Stop] = ()
    contacts: Sequence[datetime] = ()


def judge(ask: Ask, rules: Sequence[Rule], known: Known) -> Verdict:
    """Refused if any rule refuses, else deferred to the first moment at which none does."""
    by_kind = {rule.kind: rule for rule in rules}
    refusing = [rule for rule in rules if rule.kind in _REFUSALS and _REFUSALS[rule.kind](ask, rule, known)]
    if refusing:
        return Verdict(outcome="refuse", rules=tuple(rule.name for rule in refusing), why=refusing[0].kind)
    until, deferring = ask.now, list[Rule]()
    # A day's end is within quiet hours, and a later morning may free a cap: two rounds settle both.
    for _ in range(2):
        for kind, wait in (("caps", _capped), ("quiet", _quiet)):
            rule = by_kind.get(kind)
            later = wait(ask, rule, known, until) if rule else None
            if rule and later:
                until = later
                deferring += [rule] if rule not in deferring else []
    if deferring:
        why, names = deferring[-1].kind, tuple(rule.name for rule in deferring)
        return Verdict(outcome="defer", until=until, rules=names, why=why)
    return Verdict(outcome="allow", rules=tuple(rule.name for rule in rules))


def _gone(ask: Ask, rule: Rule, known: Known) -> bool:
    return known.gone


def _in_danger(ask: Ask, rule: Rule, known: Known) -> bool:
    return known.held and ask.purpose == "marketing"


def _stopped(ask: Ask, rule: Rule, known: Known) -> bool:
    return any(stop.covers(ask.channel, ask.purpose) for stop in known.stops)


def _child(ask: Ask, rule: Rule, known: Known) -> bool:
    asked = settings(rule, ChildSettings)
    if ask.purpose not in asked.purposes or known.born is None:
        return False
    today = ask.now.astimezone(known.zone).date()
    age = today.year - known.born.year - ((today.month, today.day) < (known.born.month, known.born.day))
    return age < asked.years


def _without_consent(ask: Ask, rule: Rule, known: Known) -> bool:
    if ask.channel not in settings(rule, ConsentSettings).needs.get(ask.purpose, ()):
        return False
    given = {"care": known.care, "marketing": known.marketing}.get(ask.purpose)
    return given is not True


def _too_many_codes(ask: Ask, rule: Rule, known: Known) -> bool:
    """A code is of no use tomorrow: where the others wait, it is refused."""
    return ask.purpose == "verification" and _over(ask, rule, known, ask.now) is not None


def _capped(ask: Ask, rule: Rule, known: Known, at: datetime) -> datetime | None:
    return None if ask.asked_by_person or ask.purpose == "verification" else _over(ask, rule, known, at)


def _over(ask: Ask, rule: Rule, known: Known, at: datetime) -> datetime | None:
    """When the cap admits one more, or None if it does at `at`."""
    asked = settings(rule, CapSettings)
    cap = asked.per.get(ask.purpose)
    if cap is None or ask.channel not in asked.channels:
        return None
    began = hours.day_began(at, known.zone)
    today = [each for each in known.contacts if began <= each]
    week = sorted(each for each in known.contacts if at - WEEK < each)
    if len(week) >= cap.week:
        # The one by whose leaving the window there is room again.
        return week[len(week) - cap.week] + WEEK
    return hours.day_ends(at, known.zone) if len(today) >= cap.day else None


def _quiet(ask: Ask, rule: Rule, known: Known, at: datetime) -> datetime | None:
    asked = settings(rule, QuietSettings)
    if ask.asked_by_person or ask.purpose not in asked.purposes or ask.channel not in asked.channels:
        return None
    return hours.waits_until(at, known.zone, hours.clock(asked.opens), hours.clock(asked.closes))


_REFUSALS: dict[RuleKind, Callable[[Ask, Rule, Known], bool]] = {
    "person": _gone, "emergency": _in_danger, "stop": _stopped, "child": _child,
    "consent": _without_consent, "caps": _too_many_codes,
}  # fmt: skip
