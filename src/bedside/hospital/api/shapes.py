"""Shapes shared by this room's endpoints."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

import msgspec
from litestar.params import Parameter, QueryParameter

from bedside.kit.problems import INVALID, Problem
from bedside.kit.written import LINE, PLAIN

T = TypeVar("T")
C = TypeVar("C")

Lang = Literal["zh", "en"]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=80, pattern=LINE)]
Short = Annotated[str, msgspec.Meta(max_length=200, pattern=LINE)]
Long = Annotated[str, msgspec.Meta(max_length=4000, pattern=PLAIN)]
Reason = Annotated[str, msgspec.Meta(min_length=2, max_length=500, pattern=LINE)]
Code = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$", max_length=40)]
Login = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$", max_length=64)]
Password = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
Email = Annotated[str, msgspec.Meta(max_length=200, pattern=r"^$|^[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+$")]
HospitalId = Annotated[int, msgspec.Meta(ge=1, le=2_147_483_647)]
Version = Annotated[int, msgspec.Meta(ge=0, le=2_147_483_647)]
Clock = Annotated[str, msgspec.Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$", max_length=5)]
Languages = Annotated[
    list[Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z]{2,4})?$", max_length=8)]],
    msgspec.Meta(min_length=1, max_length=20),
]

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
MomentParam = Annotated[datetime | None, Parameter(required=False)]

OneHospital = Annotated[int, QueryParameter(name="hospital", ge=1, le=2_147_483_647)]
HospitalParam = Annotated[int | None, QueryParameter(name="hospital", ge=1, le=2_147_483_647, required=False)]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=200, required=False)]
CursorText = Annotated[str | None, QueryParameter(name="cursor", max_length=400, required=False)]


class Listed(msgspec.Struct, Generic[T]):
    """A page of a list; `next` is the cursor of the following page, null on the last."""

    items: list[T]
    next: str | None = None


class Made(msgspec.Struct, Generic[T]):
    id: T


def cursor(value: Any) -> str:
    return urlsafe_b64encode(msgspec.json.encode(value)).decode().rstrip("=")


def read_cursor(text: str | None, kind: type[C]) -> C | None:
    """What a cursor of ours says. Raises Problem INVALID for another's."""
    if not text:
        return None
    try:
        return msgspec.json.decode(urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=kind)
    except (ValueError, msgspec.MsgspecError):
        raise Problem(INVALID, what="cursor") from None


def read_place(text: str | None) -> tuple[int, str]:
    """Hospital and code of the last item on the page before; before all of them when there is none."""
    return read_cursor(text, tuple[HospitalId, Code]) or (0, "")


def within_reason(*moments: datetime | None) -> None:
    """Raise Problem INVALID for a time without a zone, or so far off that sums with it overflow."""
    for each in moments:
        if each is not None and (each.tzinfo is None or not 2000 <= each.year <= 2200):
            raise Problem(INVALID, what=each.isoformat())


def minutes(clock: str) -> int:
    """Minutes of the day of "HH:MM"."""
    return int(clock[:2]) * 60 + int(clock[3:])


def clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
