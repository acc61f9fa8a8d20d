"""Reads of the day's questions, for those who manage what the hospital knows and answer visitors."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from bedside.channel.questions import sends
from bedside.hospital.cards import mailboxes, staff_cards
from bedside.hospital.model import Viewer
from bedside.hospital.questions.catalogue import catalogue
from bedside.kit.database import Transaction
from bedside.kit.problems import NOT_FOUND, REFUSED, Lang, Problem
from bedside.kit.services import Services
from bedside.knowledge.asked import store
from bedside.knowledge.asked.actions import may_look
from bedside.knowledge.asked.gathering import words_of
from bedside.knowledge.asked.model import Asked, Group, State, Tally, Why
from bedside.knowledge.asked.shown import shown
from bedside.knowledge.asked.store import Example
from bedside.knowledge.entries import store as entries
from bedside.knowledge.entries.model import Due
from bedside.knowledge.search.keeper import Keeper
from bedside.knowledge.search.nearest import Nearest
from bedside.knowledge.search.questions import priced

LISTED = 80
"""Groups of a list; the rest are seen once these are settled."""
SAMPLES, LINES = 3, 60
NEAR = 4
SETTLED_FOR = timedelta(days=90)
"""So long one looks whether it came back."""
STATES: Mapping[str, Sequence[State]] = {"open": ("open",), "settled": ("promoted", "dismissed")}


class DayCount(msgspec.Struct, frozen=True):
    day: date
    questions: int


class GroupRow(msgspec.Struct, frozen=True, kw_only=True):
    """Questions that ask the same, as counted in the asked days. `samples`: how people put it, nobody named. `back`: asked
    after it was settled, `back_unanswered` of those without an answer."""

    id: UUID
    version: int
    state: State
    name: str
    samples: list[str]
    questions: int
    askers: int
    unanswered: int
    again: int
    badly: int
    back: int
    back_unanswered: int
    first_day: date
    last_at: datetime
    days: list[DayCount]
    entry_id: UUID | None
    entry: str
    reason: str
    settled_by: str
    settled_at: datetime | None


class QuestionsShown(msgspec.Struct, frozen=True, kw_only=True):
    """`questions`: all that was asked in those days; `gathered_at`: when they were last gone through. `digest`: whether the
    viewer gets it by email, `digest_hindered` why it cannot come: not_set_up, no_address, or ""."""

    hospital: int
    today: date
    gathered_at: datetime | None
    questions: int
    groups: list[GroupRow]
    more: int
    digest: bool
    digest_hindered: str


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One question, nobody named. `text` is empty where the words are gone."""

    id: UUID
    conversation: UUID
    at: datetime
    text: str
    why: list[Why]


class Near(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that may answer it."""

    id: UUID
    kind: str
    title: str
    text: str
    due: Due
    score: float


class GroupShown(msgspec.Struct, frozen=True, kw_only=True):
    """`wordings`: those by which search finds the entry."""

    hospital: int
    group: GroupRow
    lines: list[Line]
    wordings: list[str]
    near: list[Near]


async def questions(
    services: Services, viewer: Viewer, hospital_id: int, days: int, state: str, lang: Lang
) -> QuestionsShown:
    """Of the last `days`, what weighs most first; settled ones by how often they came back. Raises Problem not_found, refused."""
    _may(viewer, hospital_id)
    today = await _today(services, hospital_id)
    since = today - timedelta(days=days - 1)
    async with services.database.transaction([hospital_id]) as tx:
        counted = await store.tallies(tx, hospital_id, STATES[state], since if state == "open" else date.min)
        if state == "open":
            counted = {id: each for id, each in counted.items() if worth_a_look(each)}
        found = await store.groups(tx, hospital_id, counted)
        if state == "settled":
            ago = tx.clock.now() - SETTLED_FOR
            found = {id: each for id, each in found.items() if each.settled_at and each.settled_at > ago}
        order = sorted(found, key=lambda id: _rank(found[id], counted[id]))
        groups = [found[id] for id in order[:LISTED]]
        rows = await rows_of(services, tx, hospital_id, groups, counted, lang)
        gone_through = await store.days(tx, hospital_id, since)
        refused = viewer.staff_id in await store.digest_refused(tx, hospital_id)
        hindered = await _hindered(tx, viewer, hospital_id)
    return QuestionsShown(
        hospital=hospital_id, today=today, gathered_at=max((each.done_at for each in gone_through), default=None),
        questions=sum(each.questions for each in gone_through), groups=rows, more=max(0, len(order) - LISTED),
        digest=not refused, digest_hindered=hindered,
    )  # fmt: skip


async def group(services: Services, viewer: Viewer, hospital_id: int, id: UUID, lang: Lang) -> GroupShown:
    """One group with its newest questions and what may answer it; a merged one is the group that it went into."""
    shelf = await services.get(Keeper).of(hospital_id) if may_look(viewer, hospital_id) else None
    async with services.database.transaction([h for h in viewer.hospitals if h == hospital_id]) as tx:
        found = (await store.groups(tx, hospital_id, [id])).get(id)
        if found and found.merged_into:
            found = (await store.groups(tx, hospital_id, [found.merged_into])).get(found.merged_into)
        if found is None:
            raise Problem(NOT_FOUND)
        if shelf is None:
            raise Problem(REFUSED)
        counted = await store.tallies(tx, hospital_id, [found.state], date.min)
        asked = await store.questions(tx, hospital_id, [found.id], LINES)
        texts = await _texts(services, tx, hospital_id, asked)
        rows = await rows_of(services, tx, hospital_id, [found], counted, lang)
        wordings = await store.wordings_of(tx, hospital_id, found.id)
    nearest = Nearest(shelf, await _today(services, hospital_id))
    said = " ".join(dict.fromkeys([found.name, *(texts.get(each.id, "") for each in asked[:SAMPLES])])).strip()
    return GroupShown(
        hospital=hospital_id, group=rows[0], wordings=wordings,
        lines=[
            Line(id=each.id, conversation=each.conversation_id, at=each.at, text=shown(texts.get(each.id, "")), why=each.why)
            for each in asked
        ],
        near=[
            Near(
                id=item.id, kind=item.kind, title=item.title[lang], text=priced(item.answer[lang], item.service, lang)[:160],
                score=round(score, 1),
                due=item.body.due(nearest.today) if item.body else "ok",
            )
            for item, score in (nearest.of(said, NEAR) if said else [])
        ],
    )  # fmt: skip


def worth_a_look(each: Tally) -> bool:
    return bool(each.unanswered or each.again or each.badly or each.askers > 1)


async def rows_of(
    services: Services, tx: Transaction, hospital_id: int, groups: Sequence[Group], counted: Mapping[UUID, Tally],
    lang: Lang,
) -> list[GroupRow]:  # fmt: skip
    """As they are shown, in the same order."""
    asked = await store.questions(tx, hospital_id, [each.id for each in groups], SAMPLES)
    texts = await _texts(services, tx, hospital_id, asked)
    samples: dict[UUID, dict[str, None]] = {}
    for each in asked:
        if text := shown(texts.get(each.id, "")):
            samples.setdefault(each.group_id, {})[text] = None
    names = {card.id: card.name(lang) for card in (await staff_cards(tx, hospital_id)).values()}
    return [
        _row(each, counted.get(each.id), list(samples.get(each.id, {})), names, await _title(tx, each, lang))
        for each in groups
    ]


def _row(group: Group, tally: Tally | None, samples: list[str], names: Mapping[UUID, str], title: str) -> GroupRow:
    counted = tally or Tally(
        questions=0, askers=0, unanswered=0, again=0, badly=0, back=0, back_unanswered=0, days=[],
        last_at=group.settled_at or datetime.combine(group.day, datetime.min.time()).astimezone(),
    )  # fmt: skip
    return GroupRow(
        id=group.id, version=group.version, state=group.state, name=group.name, samples=samples,
        questions=counted.questions, askers=counted.askers, unanswered=counted.unanswered, again=counted.again,
        badly=counted.badly, back=counted.back, back_unanswered=counted.back_unanswered, first_day=group.day,
        last_at=counted.last_at, days=[DayCount(*each) for each in counted.days], entry_id=group.entry_id, entry=title,
        reason=group.reason, settled_by=names.get(group.settled_by, "") if group.settled_by else "",
        settled_at=group.settled_at,
    )  # fmt: skip


async def _title(tx: Transaction, group: Group, lang: Lang) -> str:
    found = await entries.entry(tx, group.hospital_id, group.entry_id) if group.entry_id else None
    if found is None:
        return ""
    zh, en = found.body.title_zh, found.body.title_en
    return (en or zh) if lang == "en" else (zh or en)


async def _texts(
    services: Services, tx: Transaction, hospital_id: int, asked: Sequence[Asked]
) -> "dict[UUID | None, str]":
    rows = [Example(each.group_id, "", each.id, each.conversation_id) for each in asked]
    return await words_of(services, tx, hospital_id, rows)


def _rank(group: Group, tally: Tally) -> tuple[float, float, UUID]:
    if group.settled_at:
        return (-tally.back_unanswered * 3 - tally.back, -group.settled_at.timestamp(), group.id)
    return (-tally.weight, -tally.last_at.timestamp(), group.id)


async def _hindered(tx: Transaction, viewer: Viewer, hospital_id: int) -> str:
    if not await sends(tx, hospital_id, "email"):
        return "not_set_up"
    return "" if viewer.staff_id in await mailboxes(tx, hospital_id) else "no_address"


async def _today(services: Services, hospital_id: int) -> date:
    return services.clock.now().astimezone((await catalogue(services, hospital_id)).zone).date()


def _may(viewer: Viewer, hospital_id: int) -> None:
    if hospital_id not in viewer.hospitals:
        raise Problem(NOT_FOUND)
    if not may_look(viewer, hospital_id):
        raise Problem(REFUSED)
