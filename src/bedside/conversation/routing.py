"""Who answers next: pure. Least loaded within skill and department, the previous consultant first (B15).

A department is where the question belongs; a skill is what somebody asked for when they handed the conversation on. Both bind
until the wait overflows, and rank after that.

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
    skills: frozenset[UUID]
    languages: frozenset[str]
    load: int
    capacity: int
    last_assigned_at: datetime | None

    def serves(self, department: UUID | None) -> bool:
        return department is None or not self.departments or department in self.departments

    def knows(self, skill: UUID | None) -> bool:
        return skill is None or skill in self.skills

    def fits(self, department: UUID | None, skill: UUID | None) -> bool:
        return self.serves(department) and self.knows(skill)


def choose(
    candidates: Sequence[Candidate],
    *,
    department: UUID | None,
    skill: UUID | None = None,
    lang: str,
    preferred: UUID | None,
    widened: bool,
    load: dict[UUID, int] | None = None,
    urgent: bool = False,
) -> UUID | None:
    """The consultant for one waiting conversation, or None while nobody fitting is free.

    `widened`: the wait has overflowed, so department and skill no longer bind. `urgent`: somebody may be in danger, so
    neither these nor capacity bind. `load` replaces the candidates' own (what was given out earlier in the same pass). Among
    equals: who speaks the language, holds the smallest share of their capacity, and has waited longest for a conversation.
    """
    loads = load or {}

    def held(c: Candidate) -> int:
        return loads.get(c.staff, c.load)

    free = [c for c in candidates if urgent or (held(c) < c.capacity and (widened or c.fits(department, skill)))]
    if not free:
        return None
    for c in free:
        if c.staff == preferred:
            return c.staff
    best = min(
        free,
        key=lambda c: (
            not c.serves(department),
            not c.knows(skill),
            lang not in c.languages,
            held(c) / c.capacity,
            c.last_assigned_at or _NEVER,
            c.staff,
        ),
    )
    return best.staff
