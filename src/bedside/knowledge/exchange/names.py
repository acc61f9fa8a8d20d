"""Departments, people, services and doctors as a table names them. Pure."""

from collections.abc import Iterable
from uuid import UUID

import msgspec


class Names(msgspec.Struct, frozen=True):
    """`by_id`: what each is called so that nobody else is meant. `by_label`: all that it may be called by, and whom it
    means; None where several are called so."""

    by_id: dict[UUID, str]
    by_label: dict[str, UUID | None]

    def name(self, id: UUID | None) -> str:
        return "" if id is None else self.by_id.get(id, str(id))

    def find(self, label: str) -> UUID | None:
        """None for nobody, or for several; an id as text means itself."""
        try:
            return UUID(label)
        except ValueError:
            return self.by_label.get(label.strip().casefold())


def names(things: Iterable[tuple[UUID, Iterable[str]]]) -> Names:
    """Of (id, labels in the order in which they are liked)."""
    all = [(id, [label.strip() for label in labels if label.strip()]) for id, labels in things]
    by_label: dict[str, UUID | None] = {}
    for id, labels in all:
        for label in {label.casefold() for label in labels}:
            by_label[label] = None if label in by_label else id
    by_id = {id: next((label for label in labels if by_label[label.casefold()] == id), str(id)) for id, labels in all}
    return Names(by_id, by_label)


class House(msgspec.Struct, frozen=True):
    """Everybody and everything at one hospital that an entry may name."""

    departments: Names
    owners: Names
    services: Names
    doctors: Names

    def abouts(self, kind: str) -> Names:
        return self.doctors if kind == "expert" else self.services
