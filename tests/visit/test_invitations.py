"""Invitations: rules are matched by pure functions; a visitor is asked once; a no is remembered; only with consent."""

import asyncio
from datetime import timedelta
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.hospital.model import Viewer
from bedside.hospital.rights import Role
from bedside.kit.clock import SystemClock
from bedside.kit.ids import new_id
from bedside.kit.problems import Problem
from bedside.kit.services import Services
from bedside.people import actions as people
from bedside.visit import actions, questions
from bedside.visit.desks import Desk, Desks
from bedside.visit.invitations import Context, Rule, choose, due_in, matches, why, worded
from bedside.visit.inviter import Inviter
from bedside.visit.live import Board
from bedside.visit.model import Site
from bedside.visit.rules import Rules
from bedside.visit.store import invitations as store
from bedside.visit.writer import PageWriter
from tests.visit.conftest import PROOF, page, tracked

PATHS = st.sampled_from(["/", "/prices/", "/dental/", "/dental/children/"])
SOURCES = st.sampled_from(["", "baidu", "search", "wechat"])
CAMPAIGNS = st.sampled_from(["", "*", "milk-teeth"])


def a_rule(**change: object) -> Rule:
    words = {"name_zh": "看了两页", "name_en": "Two pages", "text_zh": "您好，在看{page_title}？", "text_en": "Hello"}
    return msgspec.convert({"id": new_id(), **words, **change}, Rule)


rules = st.builds(
    Rule, id=st.uuids(), name_zh=st.just("规则"), name_en=st.just("rule"), text_zh=st.just("您好"), text_en=st.just("Hello"),
    pages=st.integers(1, 4), path=st.sampled_from(["", "/dental/", "*children*", "/prices/"]),
    page_seconds=st.sampled_from([0, 20, 40]), site_seconds=st.sampled_from([0, 30, 90]), source=SOURCES,
    campaign=CAMPAIGNS, came_back=st.sampled_from([None, True, False]), desk_open=st.sampled_from([None, True, False]),
    active=st.booleans(), priority=st.integers(-5, 5), version=st.just(1),
)  # fmt: skip
contexts = st.builds(
    Context, pages=st.integers(1, 5), path=PATHS, page_seconds=st.floats(0, 100), site_seconds=st.floats(0, 200),
    source=st.sampled_from(["direct", "baidu", "wechat"]), medium=st.sampled_from(["direct", "search", "social"]),
    campaign=st.sampled_from(["", "milk-teeth", "other"]), returning=st.booleans(), desk_open=st.booleans(),
)  # fmt: skip


@given(rules, contexts)
def test_a_rule_without_conditions_matches_all_and_each_condition_only_narrows(rule: Rule, now: Context) -> None:
    free: dict[str, object] = {
        "pages": 1, "path": "", "page_seconds": 0, "site_seconds": 0, "source": "", "campaign": "", "came_back": None,
        "desk_open": None, "active": True,
    }  # fmt: skip
    assert matches(msgspec.structs.replace(rule, **free), now)
    each_alone = all(
        matches(msgspec.structs.replace(rule, **{k: v for k, v in free.items() if k != name}), now) for name in free
    )
    assert matches(rule, now) == each_alone


@given(rules, contexts)
def test_who_waits_as_long_as_told_is_matched_and_a_second_earlier_is_not(rule: Rule, now: Context) -> None:
    wait = due_in(rule, now)
    if wait:

        def after(seconds: float) -> Context:
            return msgspec.structs.replace(
                now, page_seconds=now.page_seconds + seconds, site_seconds=now.site_seconds + seconds
            )

        assert matches(rule, after(wait + 0.001))
        assert wait < 0.01 or not matches(rule, after(wait / 2))


@given(st.lists(rules, max_size=6), contexts)
def test_the_first_matching_rule_asks(given_rules: list[Rule], now: Context) -> None:
    chosen, wait = choose(given_rules, now)
    assert chosen == next((rule for rule in given_rules if matches(rule, now)), None)
    assert chosen is None or wait is None


@pytest.mark.parametrize(
    ("pattern", "path", "hit"),
    [
        ("/dental/", "/dental/children/", True), ("/dental/", "/en/dental/", False), ("*dental*", "/en/dental/x", True),
        ("/a.c", "/abc", False), ("/prices/*/", "/prices/dental/", True), ("/prices/*/", "/prices/dental/x", False),
    ],
)  # fmt: skip
def test_page_patterns(pattern: str, path: str, hit: bool) -> None:
    now = Context(
        pages=2, path=path, page_seconds=0, site_seconds=0, source="", medium="", campaign="", returning=False,
        desk_open=True,
    )  # fmt: skip
    assert matches(a_rule(path=pattern), now) is hit


def test_words_are_filled_and_nothing_else() -> None:
    assert (
        worded("您好{visitor_name}，{nobody_knows}看{page_title}", visitor_name="小满", page_title="{x}")
        == "您好小满，看{x}"
    )
    assert worded("{page_title.__class__} {0} {", page_title="a") == "{page_title.__class__} {0} {"


NOW = Context(
    pages=2, path="/", page_seconds=5, site_seconds=9, source="direct", medium="direct", campaign="", returning=False,
    desk_open=True,
)  # fmt: skip


def test_every_invitation_says_why() -> None:
    assert "您看了 2 页" in why(a_rule(), NOW, "zh")
    assert "read 2 pages" in why(a_rule(), NOW, "en")


async def offer(services: Services, visitor: UUID, rule: Rule | None = None) -> bool:
    made = await actions.offer_invitation(services, 1, visitor, rule or a_rule(), NOW, title="口腔科")
    return made is not None


async def test_two_tabs_that_race_are_asked_once(running: Services, site: Site) -> None:
    visitor = await tracked(running)
    asked = await asyncio.gather(*(offer(running, visitor) for _ in range(6)))
    assert sum(asked) == 1
    assert not await offer(running, visitor, a_rule(pages=1))


async def test_who_does_not_agree_to_tracking_is_never_asked(running: Services, site: Site) -> None:
    visitor = await tracked(running)
    async with running.database.transaction([1]) as tx:
        await people.withdraw(tx, 1, visitor, "tracking", version="2026-11", channel="widget", proof=PROOF)
    assert not await offer(running, visitor)


def consultant(*hospitals: int) -> Viewer:
    return Viewer(
        staff_id=new_id(), name_zh="林晓", name_en="", lang="zh", hospitals=hospitals, session_id=new_id(), group_id=1, login="lin",
        roles={each: frozenset({Role.CONSULTANT}) for each in hospitals},
        session_ends_at=SystemClock().now() + timedelta(hours=1),
    )  # fmt: skip


async def test_a_no_is_remembered_until_they_open_the_chat_themselves(running: Services, site: Site) -> None:
    visitor, viewer = await tracked(running), consultant(1)
    await running.get(PageWriter).view(site, visitor, page())
    assert await offer(running, visitor)
    async with running.database.transaction([1]) as tx:
        invitation = await questions.open_invitation(tx, 1, visitor)
    assert invitation
    assert invitation.text == "您好，在看口腔科？"
    await actions.answer_invitation(running, 1, visitor, invitation.id, "declined")
    await actions.answer_invitation(running, 1, visitor, invitation.id, "accepted")  # the first answer counts
    with pytest.raises(Problem, match="already_asked"):
        await actions.invite_by_hand(running, viewer, 1, visitor, "您好，需要帮忙吗？")
    async with running.database.transaction([1]) as tx:
        await actions.opened_chat(tx, 1, visitor)
    made = await actions.invite_by_hand(running, viewer, 1, visitor, "您好，需要帮忙吗？")
    assert "林晓" in made.why
    assert not await offer(running, visitor)  # a rule asks once in a life
    async with running.database.transaction([1]) as tx:
        counts = {
            c.rule_id: c
            for c in await store.counts(tx, 1, made.shown_at.replace(year=2000), made.shown_at.replace(year=2100))
        }
        kinds = await tx.tuples(
            "SELECT kind FROM kit.facts WHERE subject = %s AND kind LIKE 'visit.inv%%' ORDER BY epoch, xid, id",
            (visitor,),
        )
    assert (counts[invitation.rule_id].shown, counts[invitation.rule_id].declined, counts[None].shown) == (1, 1, 1)
    assert [k[0].removeprefix("visit.invitation_") for k in kinds] == ["shown", "answered", "shown"]


async def test_an_invitation_by_hand_is_for_those_here_and_with_the_right(running: Services, site: Site) -> None:
    visitor = await tracked(running)
    with pytest.raises(Problem, match="visitor_gone"):
        await actions.invite_by_hand(running, consultant(1), 1, visitor, "您好")
    with pytest.raises(Problem, match="refused"):
        await actions.invite_by_hand(running, consultant(2), 1, visitor, "您好")


async def heard(services: Services, visitor: UUID) -> "asyncio.Queue[dict[str, object]]":
    events: asyncio.Queue[dict[str, object]] = asyncio.Queue()
    services.bus.subscribe(actions.topic(visitor), lambda payload: events.put_nowait(msgspec.json.decode(payload)))
    return events


async def add(services: Services, rule: Rule) -> None:
    async with services.database.transaction([1]) as tx:
        await store.insert_rule(tx, 1, rule)
    services.get(Rules).changed(1)


async def test_the_second_page_brings_an_invitation_to_the_open_tabs(running: Services, site: Site) -> None:
    await add(running, a_rule())
    running.get(Desks).tell(1, Desk(open=True, online=True))
    visitor, writer = await tracked(running), running.get(PageWriter)
    events = await heard(running, visitor)
    await running.get(Board).arrived(1, visitor)
    await writer.view(site, visitor, page("/dental/", "口腔科"))
    await asyncio.sleep(0.2)
    assert events.empty()
    await writer.view(site, visitor, page("/prices/", "价格"))
    event = await asyncio.wait_for(events.get(), 5)
    assert (event["on"], event["text"]) == ("invitation", "您好，在看价格？")
    assert event["why"]
    live = (await running.get(Board).visitors([1]))[0]
    assert live.invitation == "shown"


async def test_a_closed_desk_asks_when_it_opens(running: Services, site: Site) -> None:
    await add(running, a_rule(pages=1))
    visitor = await tracked(running)
    events = await heard(running, visitor)
    await running.get(Board).arrived(1, visitor)
    await running.get(PageWriter).view(site, visitor, page())
    await asyncio.sleep(0.2)
    assert events.empty()
    running.get(Desks).tell(1, Desk(open=True, online=True))
    assert (await asyncio.wait_for(events.get(), 5))["on"] == "invitation"


async def test_a_rule_of_time_asks_when_its_time_has_come(running: Services, site: Site) -> None:
    await add(running, a_rule(pages=1, page_seconds=1))
    running.get(Desks).tell(1, Desk(open=True, online=True))
    visitor = await tracked(running)
    events = await heard(running, visitor)
    await running.get(Board).arrived(1, visitor)
    await running.get(PageWriter).view(site, visitor, page())
    running.get(Inviter).look()
    assert events.empty()
    assert (await asyncio.wait_for(events.get(), 8))["on"] == "invitation"


async def test_withdrawing_takes_an_open_invitation_away(running: Services, site: Site) -> None:
    visitor = await tracked(running)
    assert await offer(running, visitor)
    events = await heard(running, visitor)
    await actions.record_consents(
        running, site, visitor, {"tracking": False}, version=site.consent_version, lang="zh", user_agent=""
    )
    assert (await asyncio.wait_for(events.get(), 5))["on"] == "invitation_withdrawn"
    async with running.database.transaction([1]) as tx:
        assert await questions.open_invitation(tx, 1, visitor) is None
