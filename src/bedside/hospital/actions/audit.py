"""Writing the audit log (rule L31): append-only, one hash chain per hospital, no direct identifiers: reasons stand beside it."""

import hmac
import re
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from bedside.hospital.model import Viewer
from bedside.hospital.problems import REASON_NEEDED
from bedside.hospital.store import access
from bedside.hospital.store import audit as store
from bedside.kit.database import Transaction
from bedside.kit.problems import Problem
from bedside.kit.services import Services

BLOT = "▇▇"
# Nine digits or more, also in groups; a date has eight.
_IDENTIFIERS = re.compile(r"\+?\d(?:[ -]?\d){8,}[Xx]?|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
Detail = Mapping[str, str | int | bool | list[str] | list[int] | None]


async def audit(
    tx: Transaction,
    hospital_id: int,
    actor: str,
    action: str,
    object: str,
    reason: str | None = None,
    detail: Detail | None = None,
    address_hash: str = "",
) -> int:
    """Add an entry to the hospital's chain, in this transaction; returns its number.

    `actor` and `object` are `kind:id`. Write it last: the chain is locked from here to the commit, and entries for
    several hospitals go in rising order of hospital.
    """
    return await store.write(
        tx,
        hospital_id,
        tx.clock.now(),
        actor,
        action,
        object,
        reason or "",
        msgspec.json.encode(detail or {}).decode(),
        address_hash,
    )


async def record(
    tx: Transaction,
    viewer: Viewer,
    hospitals: int | Iterable[int],
    action: str,
    object: str,
    reason: str | None = None,
    detail: Detail | None = None,
) -> None:
    """`audit` for what this viewer did, at one hospital or several."""
    for each in [hospitals] if isinstance(hospitals, int) else sorted(set(hospitals)):
        await audit(tx, each, viewer.actor, action, object, reason, detail, viewer.address_hash)


async def record_each(
    tx: Transaction, viewer: Viewer, hospital_id: int, action: str, given: Sequence[tuple[str, Detail]]
) -> None:
    """`record` of the same action for many objects, in their order and in one statement."""
    told = msgspec.json.encode([{"object": object, "detail": detail} for object, detail in given]).decode()
    await store.write_each(tx, hospital_id, tx.clock.now(), viewer.actor, action, told, viewer.address_hash)


def reason_given(reason: str) -> str:
    """The reason without surrounding blanks, phone and ID numbers and addresses blotted out: nobody needs them there.
    Raises Problem REASON_NEEDED if nothing is left."""
    given = reason.strip()
    if len(given) < 2:
        raise Problem(REASON_NEEDED)
    return _IDENTIFIERS.sub(BLOT, given)


async def redact_reasons(tx: Transaction, hospital_id: int, pattern: str) -> None:
    """Blot out what matches (PostgreSQL's regular expressions, case ignored) of all reasons written at this hospital: an
    erased person's names. The chain holds hashes of reasons and stays whole."""
    await store.redact_reasons(tx, hospital_id, pattern, BLOT)
    await access.redact(tx, hospital_id, pattern, BLOT)


async def seal_audit(services: Services) -> int:
    """Seal the head of every chain that grew, with a key that is not in the database; returns how many."""
    async with services.database.system() as tx:
        sealed = await store.sealed_up_to(tx)
        grown = [head for head in await store.heads(tx) if head.seq > sealed.get(head.hospital_id, 0)]
        for head in grown:
            seal = seal_of(services, head.hospital_id, head.seq, head.hash)
            await store.add_seal(tx, store.Seal(head.hospital_id, head.seq, head.hash, services.clock.now(), seal))
    return len(grown)


def seal_of(services: Services, hospital_id: int, seq: int, hash: bytes) -> bytes:
    return hmac.digest(services.key("audit"), f"{hospital_id}:{seq}:{hash.hex()}".encode(), "sha256")
