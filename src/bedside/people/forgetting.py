"""Rooms above keep things about visitors; each says here how it erases them, so that "forget me" is one transaction."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from bedside.kit.database import Transaction
from bedside.people.model import Kept

Eraser = Callable[[Transaction, int, UUID], Awaitable[list[Kept]]]
"""Erases what its room knows of (hospital, visitor); returns what the law makes it keep, and why."""


class Erasers:
    """A part of the process. A room adds its eraser at start-up: `services.get(Erasers).add("visit", erase)`."""

    def __init__(self) -> None:
        self._erasers: dict[str, Eraser] = {}

    def add(self, room: str, eraser: Eraser) -> None:
        self._erasers[room] = eraser

    def __iter__(self):
        return iter(self._erasers.values())
