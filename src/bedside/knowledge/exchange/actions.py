"""Knowledge goes out as a file and comes in from one: tried first, then kept, a chunk of rows in each transaction.

What comes in waits for approval, as every edit does."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import msgspec
import psycopg

from bedside.gate.claims.gate import claims_of
from bedside.gate.claims.kept import Blocked, Kept
from bedside.hospital.actions.audit import record
from bedside.hospital.cards import staff_cards
from bedside.hospital.model import Viewer
from bedside.hospital.questions.catalogue import catalogue
from bedside.hospital.questions.front import front
from bedside.hospital.rights import Right
from bedside.kit.ids import new_id
from bedside.kit.problems import Problem
from bedside.kit.services import Services
from bedside.knowledge.entries import actions as entries
from bedside.knowledge.entries import store
from bedside.knowledge.entries.model import ENTRY_CHANGED
from bedside.knowledge.entries.store import NewVersion
from bedside.knowledge.exchange import formats
from bedside.knowledge.exchange.columns import ERROR, PART_COLUMNS, Row
from bedside.knowledge.exchange.names import House, names
from bedside.knowledge.exchange.plan import Step, plan
from bedside.knowledge.exchange.rows import Wrong, row_of, said_of, wrong_texts
from bedside.knowledge.model import TAKEN
from bedside.knowledge.questions import today as today_at

TOGETHER = 50
"""Rows that the claims gate reads at once, beside the loop that serves the desk: about a tenth of a second."""
CHUNK = 250
"""Rows of one transaction: it holds the audit log's chain and the tail of the facts for well under a second."""


async def take_out(
    services: Services, viewer: Viewer, hospital_id: int, format: formats.Name, ids: Sequence[UUID] | None
) -> bytes:
    """The newest version of these entries, or of all that are not retired; logged. None of them: an empty table to fill in.

    Raises Problem refused.
    """
    viewer.require(Right.MANAGE_KNOWLEDGE, hospital_id)
    house = await _house(services, hospital_id)
    wanted = None if ids is None else set(ids)
    async with services.database.transaction([hospital_id]) as tx:
        found = await store.newest(tx, [hospital_id], retired=wanted is not None)
        chosen = [entry for entry in found if wanted is None or entry.id in wanted]
        detail = {"rows": len(chosen), "format": format}
        await record(tx, viewer, hospital_id, "exported", "export:knowledge", detail=detail)
    chosen.sort(key=lambda entry: (entry.kind, entry.body.title_zh, entry.id))
    rows = [row_of(entry, house) for entry in chosen]
    return await asyncio.to_thread(formats.FORMATS[format].write, rows)


async def try_in(services: Services, viewer: Viewer, hospital_id: int, content: bytes) -> list[Step]:
    """What the file would do; nothing is kept. Raises Problem refused, knowledge_file, knowledge_file_large."""
    viewer.require(Right.MANAGE_KNOWLEDGE, hospital_id)
    rows = await asyncio.to_thread(formats.read, content)
    house = await _house(services, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        known = await store.newest(tx, [hospital_id], retired=True)
        today = await today_at(tx, hospital_id)
    steps = await asyncio.to_thread(plan, rows, known, house, today)
    read: list[Step] = []
    for first in range(0, len(steps), TOGETHER):
        read += await _gated(services, hospital_id, steps[first : first + TOGETHER])
    return read


async def take_in(services: Services, viewer: Viewer, hospital_id: int, content: bytes) -> list[Step]:
    """Keep every good row as a version that waits for approval; the others are as the dry run says. Each row stands for
    itself: one that somebody overtook at that moment is refused alone, and a file that was cut short is brought in again,
    where what was kept is unchanged. Raises as `try_in`.
    """
    steps = await try_in(services, viewer, hospital_id, content)
    good = [place for place, step in enumerate(steps) if step.outcome in ("new", "changed")]
    for first in range(0, len(good), CHUNK):
        places = good[first : first + CHUNK]
        kept = await _keep(services, viewer, hospital_id, [steps[place] for place in places])
        for place, step in zip(places, kept, strict=True):
            steps[place] = step
    return steps


async def refused_rows(
    services: Services, viewer: Viewer, hospital_id: int, content: bytes
) -> tuple[formats.Name, bytes]:
    """The refused rows in the format that they came in, each with what is wrong. Raises as `try_in`."""
    steps = await try_in(services, viewer, hospital_id, content)
    rows = [
        Row(place=step.row.place, cells={**step.row.cells, ERROR: wrong_texts(step.wrong)})
        for step in steps
        if step.outcome == "refused"
    ]
    format = formats.format_of(content)
    return format, await asyncio.to_thread(formats.FORMATS[format].write, rows)


async def _keep(services: Services, viewer: Viewer, hospital_id: int, steps: Sequence[Step]) -> list[Step]:
    """As they are, or refused where somebody saved the entry, or gave its word to another, since they were tried."""
    versions = [_version(step) for step in steps]
    try:
        async with services.database.transaction([hospital_id]) as tx:
            kept = await entries.save(tx, viewer, hospital_id, versions)
            saved = [each for each in versions if each.id in kept]
            counts = {"new": sum(not each.after for each in saved), "changed": sum(bool(each.after) for each in saved)}
            await record(tx, viewer, hospital_id, "knowledge_imported", f"hospital:{hospital_id}", detail=counts)
    except psycopg.errors.UniqueViolation:
        if len(steps) > 1:
            return [one for step in steps for one in await _keep(services, viewer, hospital_id, [step])]
        return [_overtaken(steps[0], Problem(TAKEN, what=versions[0].word))]
    return [
        step if each.id in kept else _overtaken(step, Problem(ENTRY_CHANGED))
        for step, each in zip(steps, versions, strict=True)
    ]


def _version(step: Step) -> NewVersion:
    assert step.kind
    assert step.body
    return NewVersion(
        id=step.id or new_id(), kind=step.kind, after=step.after, word=step.body.word, body=step.body
    )  # fmt: skip


def _overtaken(step: Step, by: Problem) -> Step:
    return msgspec.structs.replace(step, outcome="refused", wrong=[Wrong("", said_of(by))])


async def _gated(services: Services, hospital_id: int, steps: Sequence[Step]) -> list[Step]:
    """As they are, or refused with what the claims gate finds in them."""
    kept = [
        Kept(each.body.said, each.body.content_class, each.body.titles) if each.body else Kept([]) for each in steps
    ]
    found = await claims_of(services).blocked_in(hospital_id, kept)
    return [_refused(step, blocked) if blocked else step for step, blocked in zip(steps, found, strict=True)]


def _refused(step: Step, blocked: Sequence[Blocked]) -> Step:
    wrong = [
        Wrong(_column(step, each), {"zh": f"{claim.rule} {claim.reason_zh}", "en": f"{claim.rule} {claim.reason_en}"})
        for each in blocked
        for claim in each.claims
    ]
    return msgspec.structs.replace(step, outcome="refused", wrong=wrong, blocked=blocked)


def _column(step: Step, blocked: Blocked) -> str:
    assert step.body
    for column in ("title_zh", "title_en"):
        if getattr(step.body, column) == blocked.within:
            return column
    for column, (part, lang) in PART_COLUMNS.items():
        words = step.body.parts.get(part)
        if words and (words.zh if lang == "zh" else words.en) == blocked.within:
            return column
    return ""


async def _house(services: Services, hospital_id: int) -> House:
    offers = await catalogue(services, hospital_id, fresh=True)
    async with services.database.transaction([hospital_id]) as tx:
        shown = await front(tx, hospital_id)
        cards = await staff_cards(tx, hospital_id)
    codes = {each.id: each.code for each in offers.departments.values()}
    return House(
        departments=names(
            (each.id, (each.name_zh, codes.get(each.id, ""), each.name_en))
            for each in (shown.departments if shown else [])
        ),
        owners=names((each.id, (each.name_zh, each.name_en)) for each in cards.values() if not each.disabled),
        services=names(
            (each.id, (each.name_zh, each.code, each.name_en)) for each in offers.services.values() if not each.retired
        ),
        doctors=names(
            (each.id, (each.name_zh, each.code, each.name_en)) for each in offers.doctors.values() if each.verified
        ),
    )
