"""The facts log: at once a person's timeline, the outbox of reactions, and the source of the lake.

A fact is a typed Struct of the room that announces it; here it is only wrapped and stored. Payloads hold ids and small
values, never message text or direct identifiers: what must be erasable lives in the rooms.
"""

from datetime import datetime
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import msgspec

F = TypeVar("F", bound="Fact")


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all facts. Subclasses set `kind` ("conversation.message_said") and carry their payload as fields."""

    kind: ClassVar[str]


class Announced(msgspec.Struct, frozen=True, kw_only=True):
    """A fact as stored."""

    hospital_id: int
    subject: UUID
    """The person (or visitor, staff member, thing) whom it is about, as known at that time."""
    occurred_at: datetime
    id: UUID
    kind: str
    actor: str
    """`staff:<id>`, `visitor:<id>` or `system:<name>`."""
    payload: dict[str, Any]
    versions: dict[str, str] | None = None
    """Versions of the rules and models that had a say in it."""

    def read(self, kind: type[F]) -> F:
        """The payload as its typed fact. Raises msgspec.ValidationError if it is not one."""
        return msgspec.convert(self.payload, kind)
