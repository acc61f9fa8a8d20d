"""Reads of entries, for those who write and approve them."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from bedside.hospital.cards import staff_cards
from bedside.hospital.model import Viewer
from bedside.hospital.questions.places import asked_for
from bedside.hospital.rights import Right, rights_of
from bedside.kit.problems import NOT_FOUND, REFUSED, Problem
from bedside.kit.services import Services
from bedside.knowledge.entries import store
from bedside.knowledge.entries.actions import may_write
from bedside.knowledge.entries.model import SOON, SUBJECTS, Body, Due, Entry, Kind, State, Words
from bedside.knowledge.questions import today as today_at
from bedside.knowledge.uses.actions import settle
from bedside.knowledge.uses.model import Tally
from bedside.knowledge.uses.store import tallies


class EntryRow(msgspec.Struct, frozen=True, kw_only=True):
    """An entry in a list, as its newest version has it. `due` is of today, on the hospital's calendar. `word`: what calls a
    campaign or a reply; `says`: their words (of other kinds none, they are long). `may_approve`: that the viewer may let the desk
    see it."""

    hospital: int
    id: UUID
    kind: Kind
    state: State
    version: int
    approved: int | None
    retired: bool
    title_zh: str
    title_en: str
    word: str
    says: Words
    starts_on: date | None
    ends_on: date | None
    department_id: UUID | None
    owner_id: UUID | None
    owner: str
    review_on: date
    due: Due
    made_by: str
    made_at: datetime
    uses: Tally
    may_approve: bool


class VersionShown(msgspec.Struct, frozen=True, kw_only=True):
    version: int
    made_by: str
    made_at: datetime
    approved_by: str
    approved_at: datetime | None


class EntryShown(msgspec.Struct, frozen=True, kw_only=True):
    """One version of an entry, and which there are. `may_approve`: that the viewer may let the desk see it."""

    hospital: int
    id: UUID
    kind: Kind
    state: State
    version: int
    newest: int
    approved: int | None
    retired: bool
    body: Body
    made_by: str
    may_approve: bool
    versions: list[VersionShown]
    uses: Tally


async def entries(services: Services, viewer: Viewer, hospital_id: int | None, *, retired: bool) -> list[EntryRow]:
    """Those to be looked after first: expired, then soon to expire, then by name. Raises Problem refused."""
    where = [each for each in asked_for(viewer, hospital_id) if may_write(viewer, each)]
    if not where:
        raise Problem(REFUSED)
    rows: list[EntryRow] = []
    async with services.database.transaction(where) as tx:
        found = await store.newest(tx, where, retired)
        # What came of uses is looked up when somebody looks: nobody else wants to know.
        for place in where:
            await settle(services, tx, place)
        counted = await tallies(tx, where)
        for place in where:
            names = {card.id: card.name(viewer.lang) for card in (await staff_cards(tx, place)).values()}
            today = await today_at(tx, place)
            rows += [_row(viewer, each, names, counted, today) for each in found if each.hospital_id == place]
    order = {"expired": 0, "expiring": 1, "ok": 2}
    return sorted(rows, key=lambda row: (row.retired, order[row.due], row.kind, row.title_zh, row.id))


async def entry(services: Services, viewer: Viewer, hospital_id: int, id: UUID, version: int | None) -> EntryShown:
    """One version, the newest if none is named. Raises Problem not_found or refused."""
    async with services.database.transaction([h for h in viewer.hospitals if h == hospital_id]) as tx:
        newest = await store.entry(tx, hospital_id, id)
        found = newest if version is None else await store.entry(tx, hospital_id, id, version)
        if found is None or newest is None:
            raise Problem(NOT_FOUND)
        if not may_write(viewer, hospital_id):
            raise Problem(REFUSED)
        made = await store.versions(tx, hospital_id, id)
        await settle(services, tx, hospital_id)
        counted = await tallies(tx, [hospital_id], id)
        names = {card.id: card.name(viewer.lang) for card in (await staff_cards(tx, hospital_id)).values()}
    return EntryShown(
        hospital=hospital_id, id=id, kind=found.kind, state=newest.state, version=found.version, newest=newest.version,
        approved=newest.approved, retired=newest.retired, body=found.body, made_by=names.get(found.made_by, ""),
        may_approve=_may_approve(viewer, newest),
        versions=[
            VersionShown(
                version=each.version, made_by=names.get(each.made_by, ""), made_at=each.made_at,
                approved_by=names.get(each.approved_by, "") if each.approved_by else "", approved_at=each.approved_at,
            )
            for each in made
        ],
        uses=counted.get(id, Tally()),
    )  # fmt: skip


class Owner(msgspec.Struct, frozen=True):
    """Somebody who may look after an entry."""

    hospital: int
    id: UUID
    name: str


async def owners(services: Services, viewer: Viewer, hospital_id: int | None) -> list[Owner]:
    """Who answers visitors or manages knowledge. Raises Problem refused."""
    where = [each for each in asked_for(viewer, hospital_id) if may_write(viewer, each)]
    if not where:
        raise Problem(REFUSED)
    found: list[Owner] = []
    async with services.database.transaction(where) as tx:
        for place in where:
            for card in (await staff_cards(tx, place)).values():
                if not card.disabled and rights_of(card.roles) & {Right.CONVERSE, Right.MANAGE_KNOWLEDGE}:
                    found.append(Owner(place, card.id, card.name(viewer.lang)))
    return sorted(found, key=lambda each: (each.hospital, each.name))


class OwnDue(msgspec.Struct, frozen=True):
    """How many of one's own entries are past their review date, and how many soon will be."""

    expired: int
    expiring: int


async def own_due(services: Services, viewer: Viewer, hospital_id: int | None) -> OwnDue:
    """Of the hospitals that are looked at, each by its own calendar; nothing for who writes no knowledge."""
    where = [each for each in asked_for(viewer, hospital_id) if may_write(viewer, each)]
    expired = expiring = 0
    async with services.database.transaction(where) as tx:
        for place in where:
            today = await today_at(tx, place)
            over, soon = await store.due_of(tx, place, viewer.staff_id, today, today + SOON)
            expired, expiring = expired + over, expiring + soon
    return OwnDue(expired, expiring)


async def synonyms(services: Services, viewer: Viewer, hospital_id: int) -> tuple[list[list[str]], int]:
    """The hospital's lists and their version. Raises Problem refused."""
    if not may_write(viewer, hospital_id):
        raise Problem(REFUSED)
    async with services.database.transaction([hospital_id]) as tx:
        return await store.synonyms(tx, hospital_id)


def _may_approve(viewer: Viewer, newest: Entry) -> bool:
    may = viewer.may(Right.MANAGE_KNOWLEDGE, newest.hospital_id) and newest.made_by != viewer.staff_id
    return may and newest.approved != newest.version and not newest.retired


def _row(viewer: Viewer, entry: Entry, names: dict[UUID, str], counted: dict[UUID, Tally], today: date) -> EntryRow:
    body = entry.body
    return EntryRow(
        hospital=entry.hospital_id, id=entry.id, kind=entry.kind, state=entry.state, version=entry.version,
        approved=entry.approved, retired=entry.retired, title_zh=body.title_zh, title_en=body.title_en,
        word=body.word, says=Words() if entry.kind in SUBJECTS else body.parts.get("answer", Words()),
        starts_on=body.starts_on, ends_on=body.ends_on, department_id=body.department_id, owner_id=body.owner_id,
        owner=names.get(body.owner_id, "") if body.owner_id else "", review_on=body.review_on, due=body.due(today),
        made_by=names.get(entry.made_by, ""), made_at=entry.made_at, uses=counted.get(entry.id, Tally()),
        may_approve=_may_approve(viewer, entry),
    )  # fmt: skip
