"""Two records are one person: said in one row, and taken back as exactly. No other row moves."""

from uuid import UUID

from bedside.hospital.actions.audit import reason_given, record
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.database import Transaction
from bedside.kit.ids import new_id
from bedside.kit.problems import CONFLICT, NOT_FOUND, Problem
from bedside.kit.services import Services
from bedside.people.facts import MergeUndone, PersonsMerged
from bedside.people.person import Merge
from bedside.people.problems import ALREADY_ONE, ALREADY_UNDONE, NO_PERSON
from bedside.people.store import merges as store
from bedside.people.store import persons


async def merge(services: Services, viewer: Viewer, hospital_id: int, keep: UUID, gone: UUID, reason: str) -> Merge:
    """From now on `gone` is read as `keep`; either may itself have been merged before.

    Raises Problem refused, reason_needed, no_person, already_one_person (a cycle), or conflict when somebody merged one
    of them just now.
    """
    viewer.require(Right.MERGE_PERSONS, hospital_id)
    why = reason_given(reason)
    async with services.database.transaction([hospital_id]) as tx:
        before = await persons.heads(tx, hospital_id, [keep, gone])
        if before[keep] == before[gone]:
            raise Problem(ALREADY_ONE)
        await tx.lock(before[keep], before[gone])
        heads = await persons.heads(tx, hospital_id, [keep, gone])
        if heads != before:
            raise Problem(CONFLICT, what=str(keep))
        rows = await persons.persons(tx, hospital_id, list(heads.values()))
        if len(rows) < 2 or any(row.deleted_at for row in rows.values()):
            raise Problem(NO_PERSON)
        made = Merge(
            id=new_id(),
            kept=heads[keep],
            gone=heads[gone],
            reason=why,
            merged_at=tx.clock.now(),
            merged_by=viewer.actor,
        )
        ones = await persons.same_person(tx, hospital_id, made.kept)
        others = await persons.same_person(tx, hospital_id, made.gone)
        await store.insert_merge(tx, hospital_id, made)
        await store.decide_between(tx, hospital_id, list(ones), list(others), "merged", viewer.actor)
        fact = PersonsMerged(made.id, made.kept, made.gone)
        tx.announce(hospital_id, made.kept, fact, actor=viewer.actor)
        tx.announce(hospital_id, made.gone, fact, actor=viewer.actor)
        detail = {"gone": str(made.gone), "merge": str(made.id)}
        await record(tx, viewer, hospital_id, "persons_merged", f"person:{made.kept}", why, detail)
    return made


async def undo_merge(services: Services, viewer: Viewer, hospital_id: int, merge_id: UUID, reason: str) -> Merge:
    """They are two again, each with all that was theirs before; what came in between stays with whom it was said of.

    Raises Problem refused, reason_needed, not_found, merge_undone.
    """
    viewer.require(Right.MERGE_PERSONS, hospital_id)
    why = reason_given(reason)
    async with services.database.transaction([hospital_id]) as tx:
        found = await store.merge(tx, hospital_id, merge_id)
        if found is None:
            raise Problem(NOT_FOUND)
        await part(tx, hospital_id, found, viewer.actor, why)
        detail = {"gone": str(found.gone), "merge": str(merge_id)}
        await record(tx, viewer, hospital_id, "merge_undone", f"person:{found.kept}", why, detail)
        undone = await store.merge(tx, hospital_id, merge_id)
    assert undone
    return undone


async def part(tx: Transaction, hospital_id: int, merge: Merge, actor: str, reason: str) -> None:
    """Undo it within the caller's transaction. Raises Problem merge_undone."""
    await tx.lock(merge.kept, merge.gone)
    if not await store.undo(tx, hospital_id, merge.id, tx.clock.now(), actor, reason):
        raise Problem(ALREADY_UNDONE)
    ones = await persons.same_person(tx, hospital_id, merge.kept)
    others = await persons.same_person(tx, hospital_id, merge.gone)
    await store.decide_between(tx, hospital_id, list(ones), list(others), "dismissed", actor)
    fact = MergeUndone(merge.id, merge.kept, merge.gone)
    tx.announce(hospital_id, merge.kept, fact, actor=actor)
    tx.announce(hospital_id, merge.gone, fact, actor=actor)


async def dismiss_duplicate(services: Services, viewer: Viewer, hospital_id: int, id: UUID) -> None:
    """They are two persons, and are not proposed again. Raises Problem refused, not_found."""
    viewer.require(Right.MERGE_PERSONS, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        if not await store.dismiss(tx, hospital_id, id, viewer.actor):
            raise Problem(NOT_FOUND)
        await record(tx, viewer, hospital_id, "duplicate_dismissed", f"duplicate:{id}")
