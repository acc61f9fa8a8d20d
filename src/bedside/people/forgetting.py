"""Rooms above keep things about visitors; each says here how it erases them, so that "forget me" is one transaction."""

from collections.abc import Awaitable, Callable, Iterator
from uuid import UUID

from bedside.kit.database import Transaction
from bedside.kit.services import Services
from bedside.people.model import Kept

Eraser = Callable[[Transaction, int, UUID], Awaitable[list[Kept]]]
"""Erases what its room knows of (hospital, id): a visitor's, or one of a person's; returns what the law makes it keep."""
Redactor = Callable[[Transaction, int, UUID, str], Awaitable[None]]
"""Blots out of what its room keeps of (hospital, id) whatever matches a pattern (PostgreSQL's regular expressions, case
ignored): the person's names and numbers, written in texts that the law holds."""


class Erasers:
    """A part of the process. A room adds its eraser at start-up: `erasers(services).add("visit", erase)`."""

    def __init__(self) -> None:
        self._erasers: dict[str, Eraser] = {}
        self._redactors: dict[str, Redactor] = {}

    def add(self, room: str, eraser: Eraser, redactor: Redactor | None = None) -> None:
        self._erasers[room] = eraser
        if redactor:
            self._redactors[room] = redactor

    @property
    def redactors(self) -> Iterator[Redactor]:
        return iter(self._redactors.values())

    def __iter__(self) -> Iterator[Eraser]:
        return iter(self._erasers.values())


def erasers(services: Services) -> Erasers:
    """This process's erasers; made by whoever asks first."""
    return services.once(Erasers, Erasers)
