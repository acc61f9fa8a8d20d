"""What the hospital room announces. Subjects: the staff member, or the hospital's own id as `place`."""

from uuid import UUID

from bedside.kit.facts import Fact


def place(hospital_id: int) -> UUID:
    """The subject of facts about a hospital itself."""
    return UUID(int=hospital_id)


class StaffAdded(Fact, frozen=True, kw_only=True):
    kind = "hospital.staff_added"
    staff: UUID


class RolesChanged(Fact, frozen=True, kw_only=True):
    """A person's live roles at this hospital, after the change; empty when they left or were disabled."""

    kind = "hospital.roles_changed"
    staff: UUID
    roles: list[str]


class DeskChanged(Fact, frozen=True, kw_only=True):
    """Departments, skills, languages or capacity of a person changed: routing looks again."""

    kind = "hospital.desk_changed"
    staff: UUID


class PlaceChanged(Fact, frozen=True, kw_only=True):
    """Something public of the hospital changed: departments, doctors, services, hours, settings."""

    kind = "hospital.place_changed"
    what: str


class ShiftsChanged(Fact, frozen=True, kw_only=True):
    """Shifts were planned, changed, cancelled or exchanged; those concerned look again."""

    kind = "hospital.shifts_changed"
    staff: list[UUID]
    shifts: list[UUID]
    why: str


class HandedOver(Fact, frozen=True, kw_only=True):
    """A consultant handed these open conversations to a colleague; the conversation room moves them."""

    kind = "hospital.handed_over"
    handover: UUID
    giver: UUID
    receiver: UUID
    conversations: list[UUID]


class RecordOpened(Fact, frozen=True, kw_only=True):
    """A record was opened outside one's own work, or by break-glass. Subject: the record's person."""

    kind = "hospital.record_opened"
    opening: UUID
    staff: UUID
    how: str


class Revealed(Fact, frozen=True, kw_only=True):
    """A masked identifier was shown in full. Subject: the person."""

    kind = "hospital.revealed"
    staff: UUID
    what: str
