"""Who answers next: pure. Least loaded within skill and department, the previous consultant first (B15).

Only what follows is looked at: who is here, whom they serve, how much they hold. What a person is worth, spends or pays
cannot be read from this room (rule L21): the queue is first come, first served.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import msgspec

_NEVER = datetime.min.replace(tzinfo=UTC)


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A consultant who is online and on the desk."""

    staff: UUID
    departments: frozenset[UUID]
    """Empty: serves all."""
    languages: frozenset[str]
    load: int
    capacity: int
    last_assigned_at: datetime | None

    def serves(self, department: UUID | None) -> bool:
        return department is None or not self.departments or department in self.departments


def choose(
    candidates: Sequence[Candidate],
    *,
    department: UUID | None,
    lang: str,
    preferred: UUID | None,
    widened: bool,
    load: dict[UUID, int] | None = None,
    urgent: bool = False,
) -> UUID | None:
    """The consultant for one waiting conversation, or None while nobody fitting is free.

    `widened`: the wait has overflowed, so the department no longer binds. `urgent`: somebody may be in danger, so neither
    department nor capacity binds. `load` replaces the candidates' own (what was given out earlier in the same pass). Among
    equals: who speaks the language, holds the smallest share of their capacity, and has waited longest for a conversation.
    """
    loads = load or {}

    def held(c: Candidate) -> int:
        return loads.get(c.staff, c.load)

    free = [c for c in candidates if urgent or (held(c) < c.capacity and (widened or c.serves(department)))]
    if not free:
        return None
    for c in free:
        if c.staff == preferred:
            return c.staff
    best = min(
        free,
        key=lambda c: (
            not c.serves(department),
            lang not in c.languages,
            held(c) / c.capacity,
            c.last_assigned_at or _NEVER,
            c.staff,
        ),
    )
    return best.staff
