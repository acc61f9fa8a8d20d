"""Simulated visitors are decided by their seed, varied, and lawful; what they say follows from what they hear."""

import re
from collections import Counter
from itertools import islice
from urllib.parse import urlsplit

import pytest

from bedside.demo.furniture import load
from bedside.demo.site import render
from bedside.demo.traffic.asker import Asker
from bedside.demo.traffic.model import Plan, manners, sources, talks
from bedside.demo.traffic.plan import plan, plans

SITE = render("http://widget.example", {"east": "key-of-east", "west": "key-of-west"})
THOUSAND = list(islice(plans(7), 1000))


def test_a_seed_gives_the_same_visitors_and_another_gives_others():
    assert list(islice(plans(7), 50)) == THOUSAND[:50]
    assert plan(7, 321) == THOUSAND[321]
    assert list(islice(plans(8), 50)) != THOUSAND[:50]


def test_every_page_that_is_read_is_on_the_site():
    for visitor in THOUSAND:
        for stay in (*visitor.stays, *visitor.again):
            page = SITE[urlsplit(stay.path).path].decode()
            # Consent is given to one site: a visitor's pages all carry its key.
            assert f'data-site="key-of-{visitor.campus}"' in page
            assert 4 <= stay.seconds <= 150


def test_visitors_are_varied():
    assert set(Counter(visitor.source for visitor in THOUSAND)) == {"search", "campaign", "direct", "referrer"}
    assert {visitor.lang for visitor in THOUSAND} == {"zh", "en"}
    assert {visitor.campus for visitor in THOUSAND} == {"east", "west"}
    refusing = sum(not visitor.tracking for visitor in THOUSAND)
    assert 100 < refusing < 350
    assert any(visitor.again for visitor in THOUSAND)
    asked = {visitor.talk.key for visitor in THOUSAND}
    assert len(asked) > 55


def test_there_are_enough_talks_in_every_department_and_both_languages():
    ordinary = [talk for talk in talks() if not talk.emergency]
    assert len(ordinary) >= 60
    for department in load().departments:
        for lang in ("zh", "en"):
            assert sum(talk.department == department.key and talk.lang == lang for talk in ordinary) >= 3
    assert len({talk.key for talk in talks()}) == len(talks())
    assert len({line for talk in talks() for line in talk.says}) == sum(len(talk.says) for talk in talks())


def test_a_campaigns_visitor_carries_its_name():
    known = {campaign.utm_campaign: campaign for campaign in load().campaigns}
    for visitor in THOUSAND:
        if visitor.source == "campaign":
            (name,) = re.findall(r"utm_campaign=([\w-]+)", visitor.stays[0].path)
            assert known[name].department == visitor.talk.department
            assert known[name].campus == visitor.campus


def test_some_search_words_are_told_and_some_are_not():
    searched = [visitor for visitor in THOUSAND if visitor.source == "search"]
    told = [visitor for visitor in searched if "utm_term=" in visitor.stays[0].path]
    assert 0.3 < len(told) / len(searched) < 0.7
    assert all(visitor.referrer and "search.example" in visitor.referrer for visitor in searched)


def test_every_campaign_has_talks_that_exist():
    keys = {talk.key: talk for talk in talks()}
    assert set(sources().campaign_talks) == {campaign.utm_campaign for campaign in load().campaigns}
    assert all(key in keys for asked in sources().campaign_talks.values() for key in asked)


def _asker(key: str) -> Asker:
    return Asker(_plan(key))


def _plan(key: str) -> Plan:
    return next(visitor for number in range(20_000) if (visitor := plan(7, number)).talk.key == key)


def test_who_shows_care_hears_the_worry_and_is_rated_better_than_who_is_cold():
    kind, cold = _asker("dental-years-away"), _asker("dental-years-away")
    revealed = next(talk for talk in talks() if talk.key == "dental-years-away").reveals
    assert kind.opening() == cold.opening()
    assert kind.hear("嗯，我明白，您最担心的是什么？", 10) == [revealed]
    said: list[str] = []
    for _ in range(3):
        kind.hear("好的，我核对了，您可以先只做检查。", 10)
        said += cold.hear("你说呀，自己看价目页。", 120)
    assert revealed not in said
    assert kind.rating()[0] > cold.rating()[0]


def test_a_conversation_ends_by_itself():
    for visitor in THOUSAND[:200]:
        talk, asker = visitor.talk, Asker(visitor)
        asker.opening()
        for turn in range(20):
            last = asker.hear(f"嗯，了解了。I see. {turn}", 5)
            if asker.done:
                assert last[-1] == talk.goodbye
                break
        assert asker.done
        assert asker.hear("?", 1) == []


def test_promises_and_pressure_are_answered():
    asker = _asker("dental-wisdom")
    asker.opening()
    assert asker.hear("我们保证没事", 5)[0] in manners().doubts_promise.zh
    assert asker.hear("名额不多，抓紧", 5)[0] in manners().dislikes_pressure.zh


def test_nobody_who_is_unanswered_waits_for_ever():
    asker = _asker("digestive-reflux")
    asker.opening()
    assert asker.silence(1) == []
    assert asker.silence(299 / 2 + 1)[0] in (*manners().nudge.zh, *manners().gives_up.zh)
    assert asker.silence(400)[0] in manners().gives_up.zh
    assert asker.done


@pytest.mark.parametrize("key", [talk.key for talk in talks() if talk.emergency])
def test_an_emergency_goes_for_help_whether_answered_or_not(key: str):
    visitor = _plan(key)
    assert visitor.opens == 0
    answered, unanswered = Asker(visitor), Asker(visitor)
    answered.opening()
    unanswered.opening()
    help_sought = [visitor.talk.reveals, visitor.talk.goodbye]
    assert answered.hear("请现在拨打120", 3) == help_sought
    assert unanswered.silence(16) == help_sought
    assert re.search("120|急诊", visitor.talk.reveals)
    assert answered.done
    assert unanswered.done
