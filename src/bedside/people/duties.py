"""Due work: whoever is new or changed is compared with those who share something with them; who was erased is listed."""

from itertools import chain
from uuid import UUID

from bedside.kit.database import Transaction
from bedside.kit.duties import Duty
from bedside.kit.ids import new_id
from bedside.kit.services import Services
from bedside.people import register, seal
from bedside.people.likeness import LIKELY, Traits, likeness
from bedside.people.person import Duplicate
from bedside.people.store import merges as store
from bedside.people.store import persons

AT_ONCE = 50


def duties(services: Services) -> list[Duty]:
    return [
        Duty("people.compare", 5.0, lambda: compare(services)),
        Duty("people.list_erasures", 15.0, lambda: register.keep_up(services)),
    ]


async def compare(services: Services) -> int:
    """Propose likely duplicates of who waits to be compared; returns how many were looked at."""
    async with services.database.system() as tx:
        hospitals = await store.hospitals_to_compare(tx)
    looked = 0
    for hospital_id in hospitals:
        async with services.database.transaction([hospital_id]) as tx:
            for id in await store.claim_to_compare(tx, hospital_id, AT_ONCE):
                await _compare(tx, services, hospital_id, id)
                looked += 1
    return looked


async def _compare(tx: Transaction, services: Services, hospital_id: int, id: UUID) -> None:
    group = await persons.same_person(tx, hospital_id, id)
    me = await _traits(tx, services, hospital_id, group)
    row = (await persons.persons(tx, hospital_id, [group[0]])).get(group[0])
    if me is None or row is None:
        return
    found = [await persons.holders(tx, hospital_id, hash, 50) for _, hash in me.hashes]
    if row.born_hash:
        found.append(await store.same_name_and_birthday(tx, hospital_id, row.name_hash, row.born_hash))
    found.append(await store.guesses_about(tx, hospital_id, list(group)))
    heads = await persons.heads(tx, hospital_id, list(set(chain.from_iterable(found))))
    for other in sorted(set(heads.values()) - set(group)):
        theirs = await _traits(tx, services, hospital_id, await persons.same_person(tx, hospital_id, other))
        if theirs is None:
            continue
        score, reasons = likeness(me, theirs)
        a, b = sorted((group[0], other))
        if score >= LIKELY:
            guess = Duplicate(
                id=new_id(), a=a, b=b, score=score, reasons=reasons, state="open", found_at=tx.clock.now()
            )
            await store.propose(tx, hospital_id, guess)
        else:
            await store.withdraw(tx, hospital_id, a, b)


async def _traits(tx: Transaction, services: Services, hospital_id: int, group: tuple[UUID, ...]) -> Traits | None:
    row = (await persons.persons(tx, hospital_id, [group[0]])).get(group[0])
    if row is None or row.deleted_at:
        return None
    held = await persons.identifier_rows(tx, hospital_id, list(group))
    return Traits(
        seal.name_of(services, row),
        row.sex,
        seal.born_of(services, row),
        frozenset((each.kind, each.value_hash) for each in held),
    )
