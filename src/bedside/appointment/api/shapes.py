"""Bodies shared by this room's endpoints."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from litestar.params import QueryParameter

from bedside.appointment.model import Urgency
from bedside.appointment.problems import CARE_NEEDED
from bedside.appointment.whom import Fresh
from bedside.hospital.api.shapes import HospitalId
from bedside.kit.problems import INVALID, Problem
from bedside.kit.written import LINE

Text = Annotated[str, msgspec.Meta(max_length=500, pattern=LINE)]
Word = Annotated[str, msgspec.Meta(max_length=80, pattern=LINE)]
Version = Annotated[str, msgspec.Meta(max_length=40, pattern=LINE)]
"""Of the text that was shown to whoever answered."""
Minutes = Annotated[int, msgspec.Meta(ge=0, le=2880)]
Department = Annotated[UUID | None, QueryParameter(name="department", required=False)]
Doctor = Annotated[UUID | None, QueryParameter(name="doctor", required=False)]
ServiceParam = Annotated[UUID | None, QueryParameter(name="service", required=False)]
Lang = Literal["zh", "en"]
LONGEST = timedelta(days=100)


class Body(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    pass


class NewGiven(Body, kw_only=True):
    """Somebody who is not known yet."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern=LINE)]
    phone: Annotated[str, msgspec.Meta(max_length=40, pattern=LINE)] = ""
    sex: Literal["", "female", "male", "other"] = ""
    born: date | None = None
    id_card: Annotated[str, msgspec.Meta(max_length=40, pattern=LINE)] = ""

    def fresh(self) -> Fresh:
        return Fresh(name=self.name, phone=self.phone, sex=self.sex, born=self.born, id_card=self.id_card)


class WhomGiven(Body, kw_only=True):
    """Exactly one of them: somebody known, or somebody new."""

    person: UUID | None = None
    new: NewGiven | None = None

    def who(self) -> UUID | Fresh:
        if (self.person is None) == (self.new is None):
            raise Problem(INVALID, what="person, new")
        return self.person if self.person else self.new.fresh()  # pyright: ignore[reportOptionalMemberAccess]


class AnyGiven(Body, kw_only=True):
    """Any free seat that fits, the soonest first. Local days of the hospital, both included."""

    department: UUID | None = None
    service: UUID | None = None
    doctor: UUID | None = None
    from_: date = msgspec.field(name="from")
    to: date


class GreenGiven(Body, kw_only=True):
    urgency: Urgency
    reason: Text = ""


class HospitalOnly(Body, kw_only=True):
    """`hospital` is only said by pages that name it everywhere: the appointment itself knows its own."""

    hospital: HospitalId | None = None


class WithReason(HospitalOnly, kw_only=True):
    reason: Text = ""


class Received(HospitalOnly, kw_only=True):
    rev: int | None = None
    """As it was seen; another one has changed since."""


def days(first: date, last: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From the first local midnight to the end of the last day, in UTC. Raises Problem invalid."""
    if not (date(2000, 1, 1) <= first <= last <= date(2199, 1, 1) and last - first <= LONGEST):
        raise Problem(INVALID, what="from, to")

    def midnight(day: date) -> datetime:
        return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)

    return midnight(first), midnight(last + timedelta(days=1))


def care_answered(care: bool | None) -> bool:
    if care is None:
        raise Problem(CARE_NEEDED)
    return care
