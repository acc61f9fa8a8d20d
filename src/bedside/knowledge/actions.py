"""A consultant's own canned replies are written, changed, retired: nobody else sees them, so nobody else approves them."""

from uuid import UUID

import msgspec
import psycopg

from bedside.gate.claims.gate import refuse
from bedside.hospital.actions.audit import record
from bedside.hospital.model import Viewer
from bedside.hospital.questions.front import front
from bedside.hospital.rights import Right
from bedside.kit.database import Transaction
from bedside.kit.ids import new_id
from bedside.kit.problems import CONFLICT, INVALID, NOT_FOUND, Problem
from bedside.kit.services import Services
from bedside.knowledge import store
from bedside.knowledge.model import TAKEN, Reply, check_reply
from bedside.knowledge.news import changed


async def add_reply(services: Services, viewer: Viewer, given: Reply) -> UUID:
    """One's own. Raises Problem refused, invalid, unknown_variable, claims_blocked or knowledge_taken."""
    viewer.require(Right.CONVERSE, given.hospital_id)
    check_reply(given.zh, given.en)
    await refuse(services, given.hospital_id, given.zh, given.en)
    made = msgspec.structs.replace(given, id=new_id(), owner_id=viewer.staff_id)
    async with services.database.transaction([given.hospital_id]) as tx:
        await department_known(tx, given.hospital_id, given.department_id)
        if not await store.insert_reply(tx, made):
            raise Problem(TAKEN, what=given.shortcut)
        await _changed(services, tx, viewer, made, "reply_added")
    return made.id


async def change_reply(services: Services, viewer: Viewer, given: Reply) -> None:
    """Change or retire. Somebody else's is not found. Raises as `add_reply`, and conflict."""
    if not given.retired:
        check_reply(given.zh, given.en)
        await refuse(services, given.hospital_id, given.zh, given.en)
    try:
        async with services.database.transaction([h for h in viewer.hospitals if h == given.hospital_id]) as tx:
            known = await store.reply(tx, given.hospital_id, given.id)
            if known is None or known.owner_id != viewer.staff_id:
                raise Problem(NOT_FOUND)
            viewer.require(Right.CONVERSE, given.hospital_id)
            await department_known(tx, given.hospital_id, given.department_id)
            if not await store.update_reply(tx, given, tx.clock.now()):
                raise Problem(CONFLICT, what=given.shortcut)
            await _changed(services, tx, viewer, given, "reply_retired" if given.retired else "reply_changed")
    except psycopg.errors.UniqueViolation as error:
        raise Problem(TAKEN, what=given.shortcut) from error


async def department_known(tx: Transaction, hospital_id: int, department_id: UUID | None) -> None:
    """Raise Problem invalid for one that this hospital does not have."""
    if department_id is None:
        return
    shown = await front(tx, hospital_id)
    if shown is None or department_id not in {each.id for each in shown.departments}:
        raise Problem(INVALID, what="department_id")


async def _changed(services: Services, tx: Transaction, viewer: Viewer, reply: Reply, action: str) -> None:
    changed(services, tx, viewer, reply.hospital_id)
    await record(tx, viewer, reply.hospital_id, action, f"reply:{reply.id}")
