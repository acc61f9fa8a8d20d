"""Reads of the desk: each takes the viewer and returns only what that viewer may see."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec

from bedside.conversation.actions.move import may_see
from bedside.conversation.day import DayVisit, days
from bedside.conversation.desk import desk_of
from bedside.conversation.finding import containing
from bedside.conversation.model import (
    Block,
    DeskRow,
    DeskSettings,
    Entry,
    Flag,
    FollowUp,
    Panel,
    PastRow,
    Presence,
    With,
)
from bedside.conversation.shown import entry_of, presence_of
from bedside.conversation.store import counts, entries, flags, rows
from bedside.conversation.store import desk as store
from bedside.conversation.store.counts import ConsultationCounts
from bedside.conversation.store.rows import Facts
from bedside.hospital.actions.audit import audit
from bedside.hospital.model import Viewer
from bedside.hospital.problems import REASON_NEEDED
from bedside.hospital.rights import Right
from bedside.kit.database import Transaction
from bedside.kit.problems import INVALID, NOT_FOUND, Problem
from bedside.kit.secret import Signer
from bedside.kit.services import Services
from bedside.people import questions as people

MOST_OPEN = 1_000
PAGE = 50
MISSED = 100
"""Entries told at once to a reader who was away."""


class DeskState(msgspec.Struct, frozen=True, kw_only=True):
    """What a desk shows at first; events keep it up to date."""

    rows: list[DeskRow]
    staff: list[Presence]
    flags: list[Flag]
    """Red flags that are open."""


class PastConversation(msgspec.Struct, frozen=True, kw_only=True):
    """One of a person's earlier conversations, also at another hospital of the group if they agreed to that."""

    id: UUID
    hospital: int
    channel: str
    status: str
    started_at: datetime
    department: UUID | None
    outcome: str | None
    score: int | None
    campaign: str | None
    last: str | None


class Thread(msgspec.Struct, frozen=True, kw_only=True):
    row: DeskRow
    panel: Panel
    consents: dict[str, bool | None]
    first_campaign: str | None
    landing: str | None
    won_twice: bool
    """This visitor had to be won again by a later campaign (B14)."""
    past: list[PastConversation]
    follow_up: FollowUp | None
    contact: str | None
    """Masked."""
    members: list[With]
    outcome_note: str | None
    comment: str | None


class Page(msgspec.Struct, frozen=True, kw_only=True):
    items: list[PastRow]
    next: str | None


async def state(services: Services, viewer: Viewer) -> DeskState:
    """Every open conversation that the viewer may see, and who is at the desk."""
    where = viewer.where(Right.CONVERSE)
    async with services.database.transaction(where) as tx:
        found = [fact for fact in await rows.open_ones(tx, MOST_OPEN) if may_see(viewer, fact)]
        seen = {fact.id for fact in found}
        return DeskState(
            rows=[fact.row() for fact in found],
            staff=await _staff(services, tx, where),
            flags=[flag for flag in await flags.open_ones(tx) if flag.conversation in seen],
        )


async def _staff(services: Services, tx: Transaction, hospitals: tuple[int, ...]) -> list[Presence]:
    known = {(p.hospital_id, p.staff_id): p for p in await store.presences(tx)}
    return [
        presence_of(hospital_id, card.id, card, known.get((hospital_id, card.id)))
        for hospital_id in hospitals
        for card in (await desk_of(services).cards.of(hospital_id, tx)).values()
        if card.converses
    ]


async def find(services: Services, viewer: Viewer, conversation: UUID, reason: str = "") -> Facts:
    """The conversation, if the viewer may open it.

    One's own, the queue's and what is open at one's desk open freely. A closed one that was others' work asks for a
    reason, which is logged (L30). Raises Problem NOT_FOUND, REASON_NEEDED.
    """
    async with services.database.transaction(viewer.where(Right.CONVERSE)) as tx:
        fact = await rows.anywhere(tx, conversation)
        if fact is None:
            raise Problem(NOT_FOUND)
        was_member = await rows.ever_member(tx, fact.hospital_id, conversation, viewer.staff_id)
        if not (may_see(viewer, fact) or was_member):
            raise Problem(NOT_FOUND)
        if fact.status != "closed" or was_member or viewer.may(Right.LEAD_DESK, fact.hospital_id):
            return fact
        if await rows.serves_now(tx, fact.hospital_id, fact.visitor_id, viewer.staff_id):
            return fact
        if not reason.strip():
            raise Problem(REASON_NEEDED)
        await audit(
            tx, fact.hospital_id, viewer.actor, "conversation.opened", f"conversation:{conversation}", reason=reason
        )
        return fact


async def thread(services: Services, viewer: Viewer, conversation: UUID, reason: str = "") -> Thread:
    """All that stands beside the messages."""
    fact = await find(services, viewer, conversation, reason)
    hospital_id, visitor = fact.hospital_id, fact.visitor_id
    elsewhere = await people.same_person_elsewhere(services, hospital_id, visitor)
    async with services.database.transaction([hospital_id]) as tx:
        cards = await desk_of(services).cards.of(hospital_id, tx)
        known = await people.visitor(tx, hospital_id, visitor)
        past = [p for p in await rows.of_visitor(tx, hospital_id, visitor, 21) if p.id != conversation]
        here = Thread(
            row=fact.row(),
            panel=await store.panel(tx, hospital_id, conversation),
            consents=msgspec.structs.asdict(known.consents) if known else {},
            first_campaign=fact.first_campaign,
            landing=fact.landing,
            won_twice=bool(fact.campaign and fact.first_campaign and fact.campaign != fact.first_campaign),
            past=[_past(p) for p in past],
            follow_up=await store.next_follow_up(tx, hospital_id, conversation),
            contact="••••" if await rows.has_contact(tx, hospital_id, conversation) else None,
            members=[With(card.name(viewer.lang), card.shown_role, card.shown_title(viewer.lang))
                     for m in fact.members if (card := cards.get(m))],
            outcome_note=fact.close_note,
            comment=fact.comment,
        )  # fmt: skip
    if not elsewhere:
        return here
    async with services.database.transaction([e.hospital_id for e in elsewhere]) as tx:
        there = [_past(p) for e in elsewhere for p in await rows.of_visitor(tx, e.hospital_id, e.visitor_id, 20)]
    return msgspec.structs.replace(here, past=sorted([*here.past, *there], key=lambda p: p.started_at, reverse=True))


def _past(fact: Facts) -> PastConversation:
    return PastConversation(
        id=fact.id,
        hospital=fact.hospital_id,
        channel=fact.channel,
        status=fact.status,
        started_at=fact.started_at,
        department=fact.department_id,
        outcome=fact.outcome,
        score=fact.score,
        campaign=fact.campaign,
        last=fact.last_text,
    )


async def entries_since(services: Services, fact: Facts, seq: int | None, *, staff: bool) -> list[Entry]:
    """The next of what a reader missed after `seq`, MISSED at most; without `seq` the newest page."""
    async with services.database.transaction([fact.hospital_id]) as tx:
        if seq is None:
            stored = await entries.before(tx, fact.hospital_id, fact.id, None, staff, PAGE)
        else:
            stored = await entries.since(tx, fact.hospital_id, fact.id, seq, staff, MISSED)
        return await _entries(services, tx, fact, stored)


async def entries_before(services: Services, fact: Facts, seq: int, *, staff: bool) -> tuple[list[Entry], bool]:
    """An older page, and whether there is more."""
    async with services.database.transaction([fact.hospital_id]) as tx:
        stored = await entries.before(tx, fact.hospital_id, fact.id, seq, staff, PAGE)
        return await _entries(services, tx, fact, stored), len(stored) == PAGE


async def _entries(services: Services, tx: Transaction, fact: Facts, stored: list[entries.StoredEntry]) -> list[Entry]:
    cards = await desk_of(services).cards.of(fact.hospital_id, tx)
    signer = Signer(services.key("files"))
    return [entry_of(each, fact, cards, signer) for each in stored]


async def past(
    services: Services,
    viewer: Viewer,
    *,
    hospital_id: int | None,
    mine: bool,
    words: str,
    cursor: str | None,
    limit: int,
) -> Page:
    """Closed conversations, newest first, a page at a time; or what contains the words, and where."""
    where = viewer.where(Right.SEE_VISITORS)
    if hospital_id is not None:
        where = tuple(h for h in where if h == hospital_id)
    if not where:
        return Page(items=[], next=None)
    async with services.database.transaction(where) as tx:
        if words.strip():
            return Page(items=await containing(tx, where, words, limit), next=None)
        found: list[Facts] = []
        staff = viewer.staff_id if mine else None
        for h in where:
            found += await rows.past(tx, h, staff, _cursor(cursor), limit + 1)
    found.sort(key=lambda f: (f.closed_at or f.started_at, f.id), reverse=True)
    more = len(found) > limit
    found = found[:limit]
    last = found[-1] if found else None
    next_ = f"{(last.closed_at or last.started_at).isoformat()}~{last.id}" if more and last else None
    return Page(items=[f.past_row() for f in found], next=next_)


def _cursor(cursor: str | None) -> tuple[datetime, UUID] | None:
    if not cursor:
        return None
    try:
        at, id_ = cursor.split("~")
        when = datetime.fromisoformat(at)
        return (when if when.tzinfo else when.replace(tzinfo=UTC)), UUID(id_)
    except ValueError as error:
        raise Problem(INVALID, what="cursor") from error


class DayNumbers(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds are to the first answer, median and 90th percentile; null where nothing was answered or rated."""

    conversations: int
    effective: int
    closed: int
    rated: int
    mean_score: float | None
    median_first_answer: float | None
    p90_first_answer: float | None


class MyDay(msgspec.Struct, frozen=True, kw_only=True):
    """A consultant's day. `visits`: of those whom they booked, or who were booked out of their conversations."""

    overdue: list[FollowUp]
    due: list[FollowUp]
    next: FollowUp | None
    done: list[FollowUp]
    visits: list[DayVisit]
    numbers: DayNumbers


async def my_day(services: Services, viewer: Viewer, since: datetime) -> MyDay:
    """`since`: the start of the viewer's local day."""
    now = services.clock.now()
    until = since + timedelta(days=1)
    async with services.database.transaction(viewer.where(Right.CONVERSE)) as tx:
        found = await store.follow_ups_of(tx, viewer.staff_id, until + timedelta(days=60), since)
        numbers = await store.day_numbers(tx, viewer.staff_id, since)
        visits = [
            visit
            for asked in days(services)
            for hospital_id in viewer.where(Right.CONVERSE)
            for visit in await asked(tx, viewer, hospital_id, since, until)
        ]
    still = [f for f in found if f.done_at is None]
    return MyDay(
        overdue=[f for f in still if f.due_at < now],
        due=[f for f in still if now <= f.due_at < until],
        next=next((f for f in still if f.due_at >= until), None),
        done=[f for f in found if f.done_at is not None],
        visits=sorted(visits, key=lambda visit: visit.starts_at),
        numbers=DayNumbers(**numbers),
    )


async def answered_by(tx: Transaction, hospital_id: int, staff: UUID, conversations: list[UUID]) -> set[UUID]:
    """Which of these conversations this consultant answers, or answered last."""
    return {each.id for each in await rows.many(tx, hospital_id, conversations) if each.assigned_to == staff}


async def blocks(services: Services, viewer: Viewer) -> list[Block]:
    async with services.database.transaction(viewer.where(Right.SEE_VISITORS)) as tx:
        return await store.blocks(tx, services.clock.now())


async def flags_of(services: Services, viewer: Viewer, hospital_id: int | None) -> list[Flag]:
    """Red flags of the viewer's desk, the newest first."""
    where = [h for h in viewer.where(Right.SEE_VISITORS) if hospital_id in (None, h)]
    async with services.database.transaction(where) as tx:
        found = [flag for h in where for flag in await flags.newest(tx, h, 200)]
    return sorted(found, key=lambda flag: flag.raised_at, reverse=True)[:200]


async def desk_settings(services: Services, viewer: Viewer, hospital_id: int) -> DeskSettings:
    viewer.require(Right.CONVERSE, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        return await store.settings(tx, hospital_id)


async def consultation_counts(
    services: Services, viewer: Viewer, hospital_id: int, since: datetime, until: datetime, by: counts.By, zone: str
) -> list[ConsultationCounts]:
    """Results per key, joined to the visit room's figures by the same keys. Raises Problem REFUSED."""
    viewer.require(Right.SEE_TOTALS, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        return await counts.counts(tx, hospital_id, since, until, by, zone, 500)
