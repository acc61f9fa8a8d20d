"""What is announced of intake forms. Payloads hold no answers."""

from uuid import UUID

from bedside.kit.facts import Fact


class IntakeFilled(Fact, frozen=True, kw_only=True):
    kind = "appointment.intake_filled"
    appointment: UUID
    version: int


class IntakeRead(Fact, frozen=True, kw_only=True):
    """Somebody of the clinic opened the answers for the first time."""

    kind = "appointment.intake_read"
    appointment: UUID
    staff: UUID
