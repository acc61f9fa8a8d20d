"""A person asks for a copy, a correction or the deletion of their data, and is answered in time (rule L33)."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from bedside.hospital.actions.audit import record
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.database import Transaction
from bedside.kit.ids import new_id
from bedside.kit.problems import NOT_FOUND, Lang, Problem
from bedside.kit.services import Services
from bedside.people import questions
from bedside.people.contact import ContactToken
from bedside.people.erasing import erase_person
from bedside.people.exporting import export_person
from bedside.people.facts import RequestAnswered, RequestMade
from bedside.people.identifiers import sealer
from bedside.people.known import known
from bedside.people.model import Kept
from bedside.people.persons import prove_contact
from bedside.people.problems import ALREADY_ANSWERED, NO_PERSON, NOT_EXPORTED
from bedside.people.store import persons
from bedside.people.store import requests as store
from bedside.people.store.requests import RequestRow

Asked = Literal["export", "correct", "delete"]
Outcome = Literal["done", "refused", "withdrawn"]
DUE = timedelta(days=15)
"""Within the 30 days of GDPR 12(3) and of GB/T 35273, with room to ask back."""
KEPT_READY = timedelta(days=30)


class Request(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    person_id: UUID
    name: str
    kind: Asked
    state: Literal["open", "done", "refused", "withdrawn"]
    details: str
    asked_at: datetime
    asked_by: str
    due_at: datetime
    overdue: bool
    answered_at: datetime | None
    answered_by: str | None
    answer: str
    kept: list[str]
    """What stays and why, in the reader's language."""


async def ask(
    services: Services, viewer: Viewer, hospital_id: int, person_id: UUID, kind: Asked, details: str
) -> RequestRow:
    """Staff write down what a person asked. Raises Problem refused, no_person."""
    viewer.require(Right.SEE_PERSONS, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        return await _ask(tx, services, hospital_id, person_id, kind, details, viewer.actor)


async def ask_oneself(
    services: Services, hospital_id: int, person_id: UUID, contact: ContactToken, kind: Asked, details: str
) -> RequestRow:
    """A person asks by a verified contact of theirs. Raises Problem no_person for anybody else's."""
    async with services.database.transaction([hospital_id]) as tx:
        if not await prove_contact(tx, hospital_id, person_id, contact):
            raise Problem(NO_PERSON)
        return await _ask(tx, services, hospital_id, person_id, kind, details, f"person:{person_id}")


async def requests(
    services: Services,
    viewer: Viewer,
    hospital_id: int,
    *,
    state: str | None = None,
    person_id: UUID | None = None,
    before: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> list[Request]:
    """All for whoever answers them; those of one person for whoever sees persons. Raises Problem refused."""
    viewer.require(Right.SEE_PERSONS if person_id else Right.ANSWER_REQUESTS, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        group = await persons.same_person(tx, hospital_id, person_id) if person_id else None
        rows = await store.listed(
            tx, hospital_id, state=state, persons=list(group) if group else None, before=before, limit=limit
        )
        return await _shown(tx, services, hospital_id, rows, viewer.lang)


async def answer(
    services: Services, viewer: Viewer, hospital_id: int, id: UUID, outcome: Outcome, said: str
) -> Request:
    """Answer it: a deletion is carried out here, an export can be downloaded from now on.

    Raises Problem refused, not_found, already_answered.
    """
    viewer.require(Right.ANSWER_REQUESTS, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        found = await store.one(tx, hospital_id, id)
        if found is None:
            raise Problem(NOT_FOUND)
        await tx.lock(found.person_id)
        kept: list[Kept] = []
        deletes = found.kind == "delete" and outcome == "done"
        if not await store.answer(
            tx, hospital_id, id, state=outcome, by=viewer.actor, kept="[]",
            answer=sealer(services).seal(said) if said and not deletes else None,
        ):  # fmt: skip
            raise Problem(ALREADY_ANSWERED)
        if deletes:
            kept = await erase_person(tx, services, hospital_id, found.person_id, viewer.actor)
            await store.keep(tx, hospital_id, id, msgspec.json.encode(kept).decode())
        fact = RequestAnswered(id, found.kind, outcome)
        tx.announce(hospital_id, found.person_id, fact, actor=viewer.actor)
        detail = {
            "person": str(found.person_id),
            "kind": found.kind,
            "outcome": outcome,
            "kept": [k.code for k in kept],
        }
        await record(tx, viewer, hospital_id, "person_request_answered", f"request:{id}", None, detail)
        now = await store.one(tx, hospital_id, id)
        assert now
        return (await _shown(tx, services, hospital_id, [now], viewer.lang))[0]


async def download(services: Services, viewer: Viewer, hospital_id: int, id: UUID) -> bytes:
    """The zip of an export that was answered, made now and kept nowhere; each is disclosed in the audit log (L31).

    Raises Problem refused, not_found, not_exported.
    """
    viewer.require(Right.ANSWER_REQUESTS, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        found = await store.one(tx, hospital_id, id)
        if found is None:
            raise Problem(NOT_FOUND)
        ready = found.answered_at and found.answered_at > tx.clock.now() - KEPT_READY
        if found.kind != "export" or found.state != "done" or not ready:
            raise Problem(NOT_EXPORTED)
        who = await known(tx, hospital_id, found.person_id)
        row = (await persons.persons(tx, hospital_id, [who.id])).get(who.id)
        if row is None or row.deleted_at:
            raise Problem(NO_PERSON)
        content = await export_person(tx, services, hospital_id, who)
        detail = {"request": str(id), "bytes": len(content), "recipient": "person"}
        await record(tx, viewer, hospital_id, "exported", f"person:{who.id}", "L33", detail)
    return content


async def _ask(
    tx: Transaction, services: Services, hospital_id: int, person_id: UUID, kind: Asked, details: str, actor: str
) -> RequestRow:
    group = await persons.same_person(tx, hospital_id, person_id)
    await tx.lock(group[0])
    row = (await persons.persons(tx, hospital_id, [group[0]])).get(group[0])
    if row is None or row.deleted_at:
        raise Problem(NO_PERSON)
    at = tx.clock.now()
    made = RequestRow(
        hospital_id=hospital_id, id=new_id(), person_id=group[0], kind=kind, state="open",
        details_sealed=sealer(services).seal(details) if details else None, asked_at=at, asked_by=actor, due_at=at + DUE,
        answered_at=None, answered_by=None, answer_sealed=None, kept=[],
    )  # fmt: skip
    await store.insert(tx, made)
    tx.announce(hospital_id, group[0], RequestMade(made.id, kind), actor=actor)
    return made


async def _shown(
    tx: Transaction, services: Services, hospital_id: int, rows: list[RequestRow], lang: Lang
) -> list[Request]:
    names = await questions.names(tx, services, hospital_id, [row.person_id for row in rows])
    opened = sealer(services).open
    return [
        msgspec.convert(
            {
                **{name: getattr(row, name) for name in ("id", "person_id", "kind", "state", "asked_at", "asked_by")},
                **{name: getattr(row, name) for name in ("due_at", "answered_at", "answered_by")},
                "name": names.get(row.person_id, ""),
                "details": opened(row.details_sealed) if row.details_sealed else "",
                "answer": opened(row.answer_sealed) if row.answer_sealed else "",
                "overdue": row.state == "open" and row.due_at < tx.clock.now(),
                "kept": [each[lang] for each in row.kept],
            },
            Request,
        )
        for row in rows
    ]
