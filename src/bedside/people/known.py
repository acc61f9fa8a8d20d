"""Under which ids somebody is known: what rooms above are asked by when a person's things are wanted."""

from uuid import UUID

import msgspec

from bedside.kit.database import Transaction
from bedside.people.store import persons


class Known(msgspec.Struct, frozen=True):
    """All ids of one person, the kept one first; `visitors` are browsers of theirs alone, `shared` also others'."""

    persons: tuple[UUID, ...]
    visitors: tuple[UUID, ...] = ()
    shared: tuple[UUID, ...] = ()

    @property
    def id(self) -> UUID:
        return self.persons[0]

    @property
    def own(self) -> tuple[UUID, ...]:
        """What is theirs and nobody else's."""
        return self.persons + self.visitors

    @property
    def all(self) -> tuple[UUID, ...]:
        return self.persons + self.visitors + self.shared


async def known(tx: Transaction, hospital_id: int, person_id: UUID) -> Known:
    group = await persons.same_person(tx, hospital_id, person_id)
    joined = await persons.visitors_of(tx, hospital_id, list(group))
    alone = tuple(visitor for visitor, owners in joined if set(owners) <= set(group))
    return Known(group, alone, tuple(visitor for visitor, _ in joined if visitor not in alone))
