"""Who belongs to whose household: several patients of one family under one phone (mission A34)."""

from typing import Literal
from uuid import UUID

from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.problems import NOT_FOUND, Problem
from bedside.kit.services import Services
from bedside.people.facts import HouseholdChanged
from bedside.people.problems import NO_PERSON, SAME_PERSON_TIE
from bedside.people.store import persons as store

Relation = Literal[
    "spouse",
    "parent",
    "child",
    "sibling",
    "grandparent",
    "grandchild",
    "guardian",
    "ward",
    "relative",
    "carer",
    "cared_for",
]
BACK: dict[Relation, Relation] = {
    "spouse": "spouse",
    "parent": "child",
    "child": "parent",
    "sibling": "sibling",
    "grandparent": "grandchild",
    "grandchild": "grandparent",
    "guardian": "ward",
    "ward": "guardian",
    "relative": "relative",
    "carer": "cared_for",
    "cared_for": "carer",
}


async def set_tie(
    services: Services, viewer: Viewer, hospital_id: int, person_id: UUID, other_id: UUID, relation: Relation
) -> None:
    """`other` is the person's `relation`; said once, it is seen from both sides. Raises Problem refused, no_person,
    same_person_tie."""
    viewer.require(Right.SEE_PERSONS, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        one = await store.same_person(tx, hospital_id, person_id)
        other = await store.same_person(tx, hospital_id, other_id)
        if one[0] == other[0]:
            raise Problem(SAME_PERSON_TIE)
        await tx.lock(one[0], other[0])
        rows = await store.persons(tx, hospital_id, [one[0], other[0]])
        if len(rows) < 2 or any(row.deleted_at for row in rows.values()):
            raise Problem(NO_PERSON)
        await store.cut_tie(tx, hospital_id, list(one), list(other))
        await store.set_tie(tx, hospital_id, one[0], other[0], relation, viewer.actor)
        await store.set_tie(tx, hospital_id, other[0], one[0], BACK[relation], viewer.actor)
        tx.announce(hospital_id, one[0], HouseholdChanged(other[0], relation), actor=viewer.actor)
        tx.announce(hospital_id, other[0], HouseholdChanged(one[0], BACK[relation]), actor=viewer.actor)


async def cut_tie(services: Services, viewer: Viewer, hospital_id: int, person_id: UUID, other_id: UUID) -> None:
    """They are no longer of one household. Raises Problem refused, not_found."""
    viewer.require(Right.SEE_PERSONS, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        one = await store.same_person(tx, hospital_id, person_id)
        other = await store.same_person(tx, hospital_id, other_id)
        await tx.lock(one[0], other[0])
        if not await store.cut_tie(tx, hospital_id, list(one), list(other)):
            raise Problem(NOT_FOUND)
        tx.announce(hospital_id, one[0], HouseholdChanged(other[0], ""), actor=viewer.actor)
        tx.announce(hospital_id, other[0], HouseholdChanged(one[0], ""), actor=viewer.actor)
