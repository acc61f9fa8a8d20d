"""Entries are written, approved by somebody else, retired. Nothing that was saved is ever written over."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

import psycopg

from bedside.gate.claims.gate import refuse
from bedside.hospital.actions.audit import record, record_each
from bedside.hospital.cards import staff_cards
from bedside.hospital.model import Viewer
from bedside.hospital.questions.catalogue import catalogue
from bedside.hospital.rights import Right
from bedside.kit.database import Transaction
from bedside.kit.ids import new_id
from bedside.kit.problems import CONFLICT, INVALID, NOT_FOUND, REFUSED, Problem
from bedside.kit.services import Services
from bedside.knowledge.actions import department_known
from bedside.knowledge.entries import store
from bedside.knowledge.entries.model import ENTRY_CHANGED, SELF_APPROVED, Body, Entry, Kind, check, check_ready
from bedside.knowledge.entries.store import NewVersion
from bedside.knowledge.facts import EntryApproved, EntryRetired, EntrySaved
from bedside.knowledge.model import TAKEN
from bedside.knowledge.news import changed


def may_write(viewer: Viewer, hospital_id: int) -> bool:
    """Whoever answers visitors may put down what they know; a manager of knowledge decides what the desk sees."""
    return viewer.may(Right.CONVERSE, hospital_id) or viewer.may(Right.MANAGE_KNOWLEDGE, hospital_id)


async def add(services: Services, viewer: Viewer, hospital_id: int, kind: Kind, body: Body) -> UUID:
    """A new entry, unseen until it is approved.

    Raises Problem refused, invalid, ad_unreviewed, claims_blocked; knowledge_taken where the word that calls it calls
    another.
    """
    await _allowed(services, viewer, hospital_id, kind, body)
    async with _called(body), services.database.transaction([hospital_id]) as tx:
        await _known(tx, hospital_id, body)
        made = NewVersion(id=new_id(), kind=kind, after=0, word=body.word, body=body)
        await save(tx, viewer, hospital_id, [made])
        return made.id


async def save(tx: Transaction, viewer: Viewer, hospital_id: int, given: Sequence[NewVersion]) -> set[UUID]:
    """The next version of each entry, for what was checked. Answers those that were kept: not where somebody else saved
    first. Raises UniqueViolation when the word of one of them calls another."""
    kept = await store.add_versions(tx, hospital_id, given, viewer.staff_id, tx.clock.now())
    saved = [each for each in given if each.id in kept]
    for each in saved:
        tx.announce(hospital_id, each.id, EntrySaved(version=each.after + 1), actor=viewer.actor)
    said = [(f"entry:{each.id}", {"version": each.after + 1}) for each in saved]
    await record_each(tx, viewer, hospital_id, "entry_saved", said)
    return kept


async def change(services: Services, viewer: Viewer, hospital_id: int, id: UUID, version: int, body: Body) -> None:
    """Raises as `add`, not_found, and entry_changed when `version` is no longer the newest: both texts then stand."""
    async with services.database.transaction([h for h in viewer.hospitals if h == hospital_id]) as tx:
        known = await _entry(tx, hospital_id, id)
    await _allowed(services, viewer, hospital_id, known.kind, body)
    async with _called(body), services.database.transaction([hospital_id]) as tx:
        await _known(tx, hospital_id, body)
        made = NewVersion(id=id, kind=known.kind, after=version, word=body.word, body=body)
        if not await save(tx, viewer, hospital_id, [made]):
            raise Problem(ENTRY_CHANGED)


async def approve(services: Services, viewer: Viewer, hospital_id: int, id: UUID, version: int) -> None:
    """The desk sees this version from now on.

    Raises Problem refused, self_approved, entry_not_ready, entry_changed, claims_blocked.
    """
    async with services.database.transaction([h for h in viewer.hospitals if h == hospital_id]) as tx:
        seen = await _entry(tx, hospital_id, id)
    viewer.require(Right.MANAGE_KNOWLEDGE, hospital_id)
    # Rules may have come since it was written.
    await _gated(services, hospital_id, seen.body)
    async with services.database.transaction([hospital_id]) as tx:
        known = await _entry(tx, hospital_id, id)
        if known.version != version or known.retired:
            raise Problem(ENTRY_CHANGED)
        if known.made_by == viewer.staff_id:
            raise Problem(SELF_APPROVED)
        check(known.kind, known.body)
        check_ready(known.kind, known.body)
        if not await store.approve(tx, hospital_id, id, version, viewer.staff_id, tx.clock.now()):
            raise Problem(ENTRY_CHANGED)
        tx.announce(hospital_id, id, EntryApproved(version=version), actor=viewer.actor)
        changed(services, tx, viewer, hospital_id)
        await record(tx, viewer, hospital_id, "entry_approved", f"entry:{id}", detail={"version": version})


async def retire(
    services: Services, viewer: Viewer, hospital_id: int, id: UUID, version: int, *, retired: bool
) -> None:
    """Take it from the desk, or give it back. Raises Problem refused, not_found, entry_changed, knowledge_taken."""
    where = [h for h in viewer.hospitals if h == hospital_id]
    async with services.database.transaction(where) as tx:
        body = (await _entry(tx, hospital_id, id)).body
    async with _called(body), services.database.transaction(where) as tx:
        viewer.require(Right.MANAGE_KNOWLEDGE, hospital_id)
        if not await store.retire(tx, hospital_id, id, version, tx.clock.now() if retired else None):
            raise Problem(ENTRY_CHANGED)
        tx.announce(hospital_id, id, EntryRetired(retired=retired), actor=viewer.actor)
        changed(services, tx, viewer, hospital_id)
        action = "entry_retired" if retired else "entry_revived"
        await record(tx, viewer, hospital_id, action, f"entry:{id}")


async def keep_synonyms(
    services: Services, viewer: Viewer, hospital_id: int, lists: list[list[str]], version: int
) -> None:
    """The hospital's own words for the same thing. Raises Problem refused or conflict."""
    viewer.require(Right.MANAGE_KNOWLEDGE, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        if not await store.keep_synonyms(tx, hospital_id, lists, version):
            raise Problem(CONFLICT)
        changed(services, tx, viewer, hospital_id)
        await record(tx, viewer, hospital_id, "synonyms_changed", f"hospital:{hospital_id}")


@asynccontextmanager
async def _called(body: Body) -> AsyncGenerator[None]:
    """Raises Problem knowledge_taken where the word that calls it calls another."""
    try:
        yield
    except psycopg.errors.UniqueViolation as error:
        raise Problem(TAKEN, what=body.word) from error


async def _allowed(services: Services, viewer: Viewer, hospital_id: int, kind: Kind, body: Body) -> None:
    if not may_write(viewer, hospital_id):
        raise Problem(REFUSED)
    check(kind, body)
    await _about(services, hospital_id, kind, body)
    await _gated(services, hospital_id, body)


async def _gated(services: Services, hospital_id: int, body: Body) -> None:
    await refuse(services, hospital_id, *body.said, content_class=body.content_class, titles=body.titles)


async def _about(services: Services, hospital_id: int, kind: Kind, body: Body) -> None:
    if body.about is None:
        return
    offers = await catalogue(services, hospital_id)
    doctor = offers.doctors.get(body.about)
    # L05: an entry that presents somebody as an expert stands on a verified licence.
    known = bool(doctor and doctor.verified) if kind == "expert" else body.about in offers.services
    if not known:
        raise Problem(INVALID, what="about")


async def _known(tx: Transaction, hospital_id: int, body: Body) -> None:
    await department_known(tx, hospital_id, body.department_id)
    if body.owner_id is not None:
        owner = (await staff_cards(tx, hospital_id)).get(body.owner_id)
        if owner is None or owner.disabled:
            raise Problem(INVALID, what="owner_id")


async def _entry(tx: Transaction, hospital_id: int, id: UUID) -> Entry:
    found = await store.entry(tx, hospital_id, id)
    if found is None:
        raise Problem(NOT_FOUND)
    return found
