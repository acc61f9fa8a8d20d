"""Knowledge goes out as a file and comes in from one: tried first, then kept in one transaction.

What comes in waits for approval, as every edit does."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import msgspec

from bedside.gate.claims.gate import claims_of
from bedside.gate.claims.kept import Blocked
from bedside.hospital.actions.audit import record
from bedside.hospital.cards import staff_cards
from bedside.hospital.model import Viewer
from bedside.hospital.questions.catalogue import catalogue
from bedside.hospital.questions.front import front
from bedside.hospital.rights import Right
from bedside.kit.database import Transaction
from bedside.kit.services import Services
from bedside.knowledge.entries import actions as entries
from bedside.knowledge.entries import store
from bedside.knowledge.exchange import formats
from bedside.knowledge.exchange.columns import ERROR, PART_COLUMNS, Row
from bedside.knowledge.exchange.names import House, names
from bedside.knowledge.exchange.plan import Step, plan
from bedside.knowledge.exchange.rows import Wrong, row_of, wrong_texts
from bedside.knowledge.questions import today as today_at


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
    return [await _gated(services, hospital_id, step) for step in steps]


async def take_in(services: Services, viewer: Viewer, hospital_id: int, content: bytes) -> list[Step]:
    """Keep every good row in one transaction, each as a version that waits for approval; the others are as the dry run says.

    Raises as `try_in`, and entry_changed when somebody saved one of them at that moment: then nothing is kept.
    """
    steps = await try_in(services, viewer, hospital_id, content)
    good = [step for step in steps if step.outcome in ("new", "changed")]
    if good:
        async with services.database.transaction([hospital_id]) as tx:
            for step in good:
                await _keep(services, tx, viewer, hospital_id, step)
            counts = {"new": sum(not step.after for step in good), "changed": sum(bool(step.after) for step in good)}
            await record(tx, viewer, hospital_id, "knowledge_imported", f"hospital:{hospital_id}", detail=counts)
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


async def _keep(services: Services, tx: Transaction, viewer: Viewer, hospital_id: int, step: Step) -> None:
    assert step.kind
    assert step.body
    if step.id is None:
        await entries.insert(services, tx, viewer, hospital_id, step.kind, step.body)
    else:
        await entries.save(services, tx, viewer, hospital_id, step.id, step.after, step.body)


async def _gated(services: Services, hospital_id: int, step: Step) -> Step:
    """As it is, or refused with what the claims gate finds in it."""
    if step.body is None:
        return step
    of, titles = step.body.content_class, [step.body.title_zh, step.body.title_en]
    blocked = await claims_of(services).blocked(hospital_id, *step.body.said, content_class=of, titles=titles)
    if not blocked:
        return step
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
