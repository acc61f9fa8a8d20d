"""What a desk lead decides about groups of questions. Each step is guarded by a version and audited."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

import msgspec

from bedside.hospital.actions.audit import reason_given, record
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.database import Transaction
from bedside.kit.ids import new_id
from bedside.kit.problems import NOT_FOUND, REFUSED, Problem
from bedside.kit.services import Services
from bedside.knowledge.asked import store
from bedside.knowledge.asked.model import GROUP_CHANGED, NOT_SPLIT, Group, State
from bedside.knowledge.asked.shown import shown
from bedside.knowledge.entries import store as entries
from bedside.knowledge.news import changed
from bedside.people.model import Kept


def may_look(viewer: Viewer, hospital_id: int) -> bool:
    """Visitors' words are for those who answer visitors; what is made of them, for those who manage knowledge."""
    return viewer.may(Right.MANAGE_KNOWLEDGE, hospital_id) and viewer.may(Right.CONVERSE, hospital_id)


async def name(services: Services, viewer: Viewer, hospital_id: int, id: UUID, version: int, given: str) -> None:
    """What is named stays named, and takes in what asks the same. Raises Problem refused, not_found, group_changed."""
    async with _group(services, viewer, hospital_id, id, version) as (tx, group):
        await store.save(tx, msgspec.structs.replace(group, name=shown(given)))
        await record(tx, viewer, hospital_id, "questions_named", f"questions:{id}")


async def merge(
    services: Services, viewer: Viewer, hospital_id: int, id: UUID, version: int, others: Sequence[UUID]
) -> None:
    """`others` go into `id`, with all that will be asked like them. Raises as `name`."""
    async with _group(services, viewer, hospital_id, id, version) as (tx, target):
        day, called = target.day, target.name
        for other in sorted(set(others) - {id}):
            source = await store.group(tx, hospital_id, other)
            if source is None:
                raise Problem(NOT_FOUND)
            if source.state == "merged":
                raise Problem(GROUP_CHANGED)
            await store.move(tx, hospital_id, other, id)
            await store.pass_wordings(tx, hospital_id, other, id)
            await store.follow(tx, hospital_id, other, id)
            await store.save(tx, msgspec.structs.replace(source, state="merged", merged_into=id))
            day, called = min(day, source.day), called or source.name
        await store.save(tx, msgspec.structs.replace(target, day=day, name=called))
        await record(
            tx, viewer, hospital_id, "questions_merged", f"questions:{id}", detail={"others": [str(o) for o in others]}
        )


async def split(
    services: Services, viewer: Viewer, hospital_id: int, id: UUID, version: int, questions: Sequence[UUID],
    called: str,
) -> UUID:  # fmt: skip
    """These questions become a group of their own. Raises as `name`, and not_split when none would stay."""
    async with _group(services, viewer, hospital_id, id, version) as (tx, group):
        made = new_id()
        await store.insert_group(tx, hospital_id, made, group.day, shown(called))
        if not await store.move(tx, hospital_id, id, made, questions):
            raise Problem(NOT_FOUND)
        if not await store.questions(tx, hospital_id, [id], 1):
            raise Problem(NOT_SPLIT)
        await store.save(tx, group)
        await record(tx, viewer, hospital_id, "questions_split", f"questions:{id}", detail={"into": str(made)})
    return made


async def dismiss(services: Services, viewer: Viewer, hospital_id: int, id: UUID, version: int, reason: str) -> None:
    """Nothing needs to be written down, for this reason. Raises as `name`, and reason_needed."""
    given = reason_given(reason)
    async with _group(services, viewer, hospital_id, id, version) as (tx, group):
        await store.drop_wordings(tx, hospital_id, id)
        await _settle(tx, viewer, group, "dismissed", given, None)
        changed(services, tx, viewer, hospital_id)
        await record(tx, viewer, hospital_id, "questions_dismissed", f"questions:{id}", given)


async def answer(
    services: Services, viewer: Viewer, hospital_id: int, id: UUID, version: int, entry: UUID, wordings: Sequence[str]
) -> None:
    """An entry, new or old, answers it; search finds it by these wordings from now on. Raises as `name`."""
    async with _group(services, viewer, hospital_id, id, version) as (tx, group):
        known = await entries.entry(tx, hospital_id, entry)
        if known is None or known.retired:
            raise Problem(NOT_FOUND)
        words = sorted({shown(each)[:120].strip() for each in wordings} - {""})
        await store.drop_wordings(tx, hospital_id, id)
        await store.add_wordings(tx, hospital_id, entry, id, words, viewer.staff_id)
        await _settle(tx, viewer, group, "promoted", "", entry)
        changed(services, tx, viewer, hospital_id)
        await record(
            tx, viewer, hospital_id, "questions_answered", f"questions:{id}",
            detail={"entry": str(entry), "wordings": len(words)},
        )  # fmt: skip


async def reopen(services: Services, viewer: Viewer, hospital_id: int, id: UUID, version: int) -> None:
    """To be decided again; its wordings lead nowhere until then. Raises as `name`."""
    async with _group(services, viewer, hospital_id, id, version) as (tx, group):
        await store.drop_wordings(tx, hospital_id, id)
        reopened = msgspec.structs.replace(
            group, state="open", entry_id=None, reason="", settled_by=None, settled_at=None
        )
        await store.save(tx, reopened)
        changed(services, tx, viewer, hospital_id)
        await record(tx, viewer, hospital_id, "questions_reopened", f"questions:{id}")


async def want_digest(services: Services, viewer: Viewer, hospital_id: int, *, wanted: bool) -> None:
    """Whether the viewer gets the daily digest by email. Raises Problem refused."""
    if not may_look(viewer, hospital_id):
        raise Problem(REFUSED)
    async with services.database.transaction([hospital_id]) as tx:
        await store.refuse_digest(tx, hospital_id, viewer.staff_id, refused=not wanted)


async def forget(tx: Transaction, hospital_id: int, subject: UUID) -> list[Kept]:
    """Registered with the people room. Nothing here is held by law."""
    await store.forget(tx, hospital_id, subject)
    return []


@asynccontextmanager
async def _group(
    services: Services, viewer: Viewer, hospital_id: int, id: UUID, version: int
) -> AsyncGenerator[tuple[Transaction, Group]]:
    async with services.database.transaction([h for h in viewer.hospitals if h == hospital_id]) as tx:
        found = await store.group(tx, hospital_id, id)
        if found is None:
            raise Problem(NOT_FOUND)
        if not may_look(viewer, hospital_id):
            raise Problem(REFUSED)
        if found.version != version or found.state == "merged":
            raise Problem(GROUP_CHANGED)
        yield tx, found


async def _settle(tx: Transaction, viewer: Viewer, group: Group, state: State, reason: str, entry: UUID | None) -> None:
    settled = msgspec.structs.replace(
        group, state=state, reason=reason, entry_id=entry, settled_by=viewer.staff_id, settled_at=tx.clock.now()
    )
    await store.save(tx, settled)
