"""Reading and checking the audit log."""

import hmac
from datetime import datetime

import msgspec

from bedside.hospital.actions.audit import seal_of
from bedside.hospital.model import AuditEntry, Viewer
from bedside.hospital.rights import Right
from bedside.hospital.store import audit as store
from bedside.kit.problems import REFUSED, Problem
from bedside.kit.services import Services


class ChainState(msgspec.Struct, frozen=True):
    """What a check of one hospital's chain found."""

    hospital_id: int
    entries: int
    whole: bool
    broken_at: int | None
    """The number of the first entry that is not as it was written (or is missing)."""


async def audit_log(
    services: Services,
    viewer: Viewer,
    hospital_id: int | None,
    *,
    actions: list[str] | None = None,
    actor: str | None = None,
    object: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    before: tuple[datetime, int, int] | None = None,
    limit: int = 50,
) -> list[AuditEntry]:
    """Newest first, of one hospital or of all at which the viewer may read it. Raises Problem REFUSED.

    Chain 0 holds what belongs to no hospital (unknown logins); whoever may read the log anywhere may read it.
    """
    mine = viewer.where(Right.READ_AUDIT)
    if not mine or (hospital_id not in (None, 0) and hospital_id not in mine):
        raise Problem(REFUSED)
    hospitals = [0, *mine] if hospital_id is None else [hospital_id]
    async with services.database.transaction(hospitals) as tx:
        return await store.page(
            tx,
            hospitals,
            actions=actions,
            actor=actor,
            object=object,
            since=since,
            until=until,
            before=before,
            limit=limit,
        )


async def verify_audit(services: Services) -> list[ChainState]:
    """Check every chain from its first entry, and every seal against its entry."""
    async with services.database.system() as tx:
        heads = {head.hospital_id: head.seq for head in await store.heads(tx)}
        broken = {hospital_id: await store.first_break(tx, hospital_id) for hospital_id in heads}
        for seal, hash in await store.seals_beside_entries(tx):
            right = seal_of(services, seal.hospital_id, seal.seq, seal.hash)
            if hash != seal.hash or not hmac.compare_digest(right, seal.seal):
                earlier = broken.get(seal.hospital_id)
                broken[seal.hospital_id] = min(earlier or seal.seq, seal.seq)
    return [
        ChainState(hospital_id, heads.get(hospital_id, 0), at is None, at) for hospital_id, at in sorted(broken.items())
    ]


async def verify_for(services: Services, viewer: Viewer) -> list[ChainState]:
    """`verify_audit` of the chains that this viewer may read. Raises Problem REFUSED."""
    mine = viewer.where(Right.READ_AUDIT)
    if not mine:
        raise Problem(REFUSED)
    return [each for each in await verify_audit(services) if each.hospital_id in (0, *mine)]
