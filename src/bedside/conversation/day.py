"""A consultant's own visits of one day: the rooms above know them, my day shows them."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from bedside.hospital.model import Viewer
from bedside.kit.database import Transaction
from bedside.kit.services import Services


class DayVisit(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who comes, came or did not come: booked by the viewer, or out of the viewer's conversation."""

    id: UUID
    hospital: int
    status: Literal["due", "arrived", "missed"]
    starts_at: datetime
    person: str
    doctor_zh: str
    doctor_en: str
    service_zh: str
    service_en: str
    conversation: UUID | None


VisitsOfDay = Callable[[Transaction, Viewer, int, datetime, datetime], Awaitable[list[DayVisit]]]
"""The viewer's visits at this hospital that begin from the first to before the second moment."""


class Days:
    """A part of the process: `days(services).add("appointment", visits)` at start-up."""

    def __init__(self) -> None:
        self._asked: dict[str, VisitsOfDay] = {}

    def add(self, room: str, asked: VisitsOfDay) -> None:
        self._asked[room] = asked

    def __iter__(self) -> Iterator[VisitsOfDay]:
        return iter(self._asked.values())


def days(services: Services) -> Days:
    """This process's; made by whoever asks first."""
    return services.once(Days, Days)
