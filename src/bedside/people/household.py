"""Whose family a person belongs to: ties that were said, and who shares a phone or address with them."""

from uuid import UUID

from bedside.kit.database import Transaction
from bedside.kit.services import Services
from bedside.people import questions
from bedside.people.identifiers import IdentifierKind
from bedside.people.person import Person, Relative
from bedside.people.store import persons as store


async def household(tx: Transaction, services: Services, hospital_id: int, who: Person) -> list[Relative]:
    """Relatives first, in the order in which they were said; then who shares a contact and was not named yet."""
    relations: dict[UUID, str] = {}
    shares: dict[UUID, set[IdentifierKind]] = {}
    said = await store.ties(tx, hospital_id, list(who.ids))
    held = [
        row for row in await store.identifier_rows(tx, hospital_id, list(who.ids)) if row.kind in ("phone", "email")
    ]
    sharing = [(row, await store.holders(tx, hospital_id, row.value_hash)) for row in held]
    everybody = {other for other, _ in said} | {other for _, others in sharing for other in others}
    heads = await store.heads(tx, hospital_id, list(everybody))
    for other, relation in said:
        relations.setdefault(heads[other], relation)
    for row, others in sharing:
        for other in others:
            kind: IdentifierKind = "phone" if row.kind == "phone" else "email"
            shares.setdefault(heads[other], set()).add(kind)
    found = [id for id in dict.fromkeys([*relations, *shares]) if id != who.id]
    names = await questions.names(tx, services, hospital_id, found)
    return [Relative(id, names[id], relations.get(id, ""), sorted(shares.get(id, ()))) for id in found if id in names]
