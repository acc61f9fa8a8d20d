"""What a hospital decides about access and shifts. Stored as JSON; a field added later takes its default."""

from typing import Annotated

import msgspec


class HospitalSettings(msgspec.Struct, frozen=True, kw_only=True):
    break_glass_minutes: Annotated[int, msgspec.Meta(ge=5, le=1440)] = 60
    """How long a record stays open after break-glass."""
    outside_work_hours: Annotated[int, msgspec.Meta(ge=1, le=168)] = 8
    """How long a record outside one's own work stays open after a reason was given."""
    review_days: Annotated[int, msgspec.Meta(ge=1, le=90)] = 3
    """Within how many days the privacy officer reviews a break-glass."""
    swap_needs_approval: bool = True
    """Whether the desk lead decides on a swap that both colleagues want."""
    reveals_per_hour: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 60
    """How many identifiers one person may unmask in an hour."""
