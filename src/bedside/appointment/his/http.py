"""The generic HIS over HTTP and JSON (docs/his.md). It is believed only as far as its own list confirms what it answers."""

import asyncio
from datetime import datetime
from types import TracebackType
from typing import Annotated, Any, Self, TypeVar
from urllib.parse import quote
from uuid import UUID

import httpx
import msgspec

from bedside.appointment.his.contract import (
    Answer,
    Asked,
    Bill,
    BillLine,
    Booking,
    No,
    NoCode,
    OfferedSlot,
    OwnerAway,
    Patient,
    Unclear,
    Yes,
)
from bedside.appointment.his.settings import Codes, HisSettings
from bedside.kit.tls import tls
from bedside.kit.written import LINE

T = TypeVar("T")
MOST_BYTES = 8 * 1024 * 1024
MOST_PAGES = 200
Ref = Annotated[str, msgspec.Meta(min_length=1, max_length=100, pattern=LINE)]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]
Count = Annotated[int, msgspec.Meta(ge=0, le=1000)]


class _Slot(msgspec.Struct):
    ref: Ref
    department: Ref
    doctor: Ref
    service: Ref
    starts_at: Moment
    ends_at: Moment
    seats: Count
    left: Count


class _Slots(msgspec.Struct):
    slots: list[_Slot]


class _Booking(msgspec.Struct):
    ref: Ref
    slot: Ref
    starts_at: Moment
    status: str
    key: str | None = None
    doctor: Annotated[str, msgspec.Meta(max_length=100, pattern=LINE)] = ""
    price_fen: Annotated[int, msgspec.Meta(ge=-(10**12), le=10**12)] | None = None


class _Bookings(msgspec.Struct):
    appointments: list[_Booking]
    next: str | None = None


Fen = Annotated[int, msgspec.Meta(ge=0, le=10**12)]


class _Line(msgspec.Struct):
    code: Ref
    name: Ref
    count: Count
    amount_fen: Annotated[int, msgspec.Meta(ge=-(10**12), le=10**12)]


class _Bill(msgspec.Struct):
    lines: list[_Line]
    total_fen: Fen
    paid_fen: Fen | None = None


class _Refusal(msgspec.Struct):
    code: str = ""
    message: str = ""


_NO: dict[str, NoCode] = {"taken": "taken", "full": "taken", "gone": "gone", "closed": "gone", "patient": "patient"}
_STATUS = {"booked": "booked", "arrived": "arrived", "cancelled": "cancelled"}


class HttpHis:
    """One connection's client; `async with` it. `secret` is sent as a bearer token and never logged."""

    def __init__(self, settings: HisSettings, secret: str = "") -> None:
        self._settings = settings
        self._http = httpx.AsyncClient(
            verify=tls(),
            timeout=settings.timeout,
            headers={"Authorization": f"Bearer {secret}"} if secret else {},
            # A proxy named by the environment must not see patients.
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def slots(self, since: datetime, until: datetime) -> list[OfferedSlot]:
        span = {"since": since.isoformat(), "until": until.isoformat()}
        status, body = await self._ask("GET", self._settings.paths.slots, params=span)
        found = _read(_Slots, status, body).slots
        return [
            OfferedSlot(
                ref=each.ref,
                department=_ours(self._settings.departments, each.department),
                doctor=_ours(self._settings.doctors, each.doctor),
                service=_ours(self._settings.services, each.service),
                starts_at=each.starts_at,
                ends_at=each.ends_at,
                seats=each.seats,
                left=each.left,
            )
            for each in found
            if since <= each.starts_at < until
        ]

    async def lock(self, asked: Asked) -> Answer:
        try:
            path = self._path(self._settings.paths.lock, asked.key)
            status, body = await self._ask("PUT", path, self._body(asked, patient=False), key=f"{asked.key}:lock")
        except OwnerAway as away:
            return Unclear(str(away))
        return Yes("") if status in (200, 201, 204) else _refused(status, body)

    async def confirm(self, asked: Asked) -> Answer:
        """Asks whether it stands already, locks, books, and reads their own record back before it says yes."""
        standing = await self._standing(asked)
        if standing is not None:
            return standing
        locked = await self.lock(asked)
        if not isinstance(locked, Yes):
            return locked
        try:
            path = self._path(self._settings.paths.booking, asked.key)
            status, body = await self._ask("PUT", path, self._body(asked), key=f"{asked.key}:confirm")
        except OwnerAway as away:
            return Unclear(str(away))
        refused = None if status in (200, 201) else _refused(status, body)
        if isinstance(refused, Unclear):
            return refused
        shown = await self._standing(asked)
        if shown is not None:
            return shown
        return refused or Unclear("answered yes, but its own record does not show the booking", lied=True)

    async def cancel(self, asked: Asked) -> Answer:
        try:
            path = self._path(self._settings.paths.booking, asked.key)
            status, body = await self._ask("DELETE", path, key=f"{asked.key}:cancel")
        except OwnerAway as away:
            return Unclear(str(away))
        if status in (404, 410):
            return Yes(asked.ref)
        if status not in (200, 202, 204):
            return _refused(status, body)
        try:
            left = await self._booking(asked.key)
        except OwnerAway as away:
            return Unclear(str(away))
        if left is not None and left.status != "cancelled":
            return Unclear("answered yes to a cancellation, but its own record still shows the booking", lied=True)
        return Yes(asked.ref)

    async def arrival(self, asked: Asked) -> Answer:
        try:
            path = self._path(self._settings.paths.arrival, asked.key)
            status, body = await self._ask("POST", path, {"key": str(asked.key)}, key=f"{asked.key}:arrival")
        except OwnerAway as away:
            return Unclear(str(away))
        return Yes(asked.ref) if status in (200, 201, 202, 204) else _refused(status, body)

    async def bill(self, asked: Asked) -> Bill | None:
        status, body = await self._ask("GET", self._path(self._settings.paths.bill, asked.key))
        if status in (404, 410):
            return None
        told = _read(_Bill, status, body)
        if told.lines and sum(each.amount_fen for each in told.lines) != told.total_fen:
            raise OwnerAway("a bill that does not add up")
        lines = [BillLine(each.code, each.name, each.count, each.amount_fen) for each in told.lines]
        return Bill(lines, told.total_fen, told.paid_fen)

    async def bookings(self, since: datetime, until: datetime) -> list[Booking]:
        found: list[Booking] = []
        cursor: str | None = ""
        for _page in range(MOST_PAGES):
            asked = {"since": since.isoformat(), "until": until.isoformat()} | ({"cursor": cursor} if cursor else {})
            status, body = await self._ask("GET", self._settings.paths.bookings, params=asked)
            page = _read(_Bookings, status, body)
            found += [self._booked(each) for each in page.appointments]
            cursor = page.next
            if not cursor:
                return found
        raise OwnerAway("its list of appointments has no end")

    async def _standing(self, asked: Asked) -> Answer | None:
        """What their record says of our key: yes if it is exactly what we ask, None if it is not there."""
        try:
            found = await self._booking(asked.key)
        except OwnerAway as away:
            return Unclear(str(away))
        if found is None or found.status == "cancelled":
            return None
        if found.key != asked.key or found.slot != asked.slot or found.starts_at != asked.starts_at:
            return Unclear("its record of our booking names another seat or time", lied=True)
        return Yes(found.ref)

    async def _booking(self, key: UUID) -> Booking | None:
        status, body = await self._ask("GET", self._path(self._settings.paths.booking, key))
        return None if status in (404, 410) else self._booked(_read(_Booking, status, body))

    def _booked(self, given: _Booking) -> Booking:
        status = _STATUS.get(given.status)
        if status is None:
            raise OwnerAway(f"it says a status that nobody knows: {given.status[:40]}")
        try:
            key = UUID(given.key) if given.key else None
        except ValueError:
            key = None  # a number of somebody else's: not one of our bookings
        return msgspec.convert(
            {
                "ref": given.ref, "key": key, "slot": given.slot, "doctor": _ours(self._settings.doctors, given.doctor),
                "starts_at": given.starts_at, "status": status, "price_fen": given.price_fen,
            },
            Booking,
        )  # fmt: skip

    def _body(self, asked: Asked, *, patient: bool = True) -> dict[str, Any]:
        body: dict[str, Any] = {
            "key": str(asked.key),
            "slot": asked.slot,
            "department": self._settings.departments.get(asked.department, asked.department),
            "doctor": self._settings.doctors.get(asked.doctor, asked.doctor),
            "service": self._settings.services.get(asked.service, asked.service),
            "starts_at": asked.starts_at.isoformat(),
            "ends_at": asked.ends_at.isoformat(),
            "price_fen": asked.price_fen,
        }
        if patient and asked.patient:
            body["patient"] = self._patient(asked.patient)
        return body

    def _patient(self, patient: Patient) -> dict[str, str]:
        named = {field: patient.identifiers.get(kind, "") for kind, field in self._settings.identifiers.items()}
        given = {"name": patient.name, "sex": patient.sex, "born": patient.born} | named
        return {field: value for field, value in given.items() if value}

    def _path(self, path: str, key: UUID) -> str:
        return path.replace("{key}", quote(str(key)))

    async def _ask(
        self, method: str, path: str, body: Any = None, *, params: dict[str, str] | None = None, key: str = ""
    ) -> tuple[int, bytes]:
        """Status and body. Raises OwnerAway for no answer, one of 5xx, or one that is too long."""
        headers = {"Idempotency-Key": key} if key else {}
        url = self._settings.url.rstrip("/") + path
        try:
            # The whole answer within the time: one that drips would never be late by its pieces.
            async with asyncio.timeout(self._settings.timeout):
                request = self._http.build_request(method, url, json=body, params=params, headers=headers)
                answer = await self._http.send(request, stream=True)
                try:
                    read = await _limited(answer)
                finally:
                    await answer.aclose()
        except (httpx.TimeoutException, TimeoutError):
            raise OwnerAway(f"no answer in {self._settings.timeout:g} s") from None
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, OSError, ExceptionGroup) as error:
            raise OwnerAway(f"cannot be reached ({type(error).__name__})") from None
        if answer.status_code >= 500 or answer.status_code in (401, 403, 407, 408, 425, 429):
            raise OwnerAway(f"answered {answer.status_code}")
        return answer.status_code, read


async def _limited(answer: httpx.Response) -> bytes:
    read = bytearray()
    async for part in answer.aiter_bytes():
        read += part
        if len(read) > MOST_BYTES:
            raise OwnerAway("its answer is too long")
    return bytes(read)


def _read(kind: type[T], status: int, body: bytes) -> T:
    if status != 200:
        raise OwnerAway(f"answered {status}")
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        # The text of such an error names fields and kinds, no values.
        raise OwnerAway(f"its answer cannot be read: {str(error)[:160]}") from None


def _refused(status: int, body: bytes) -> Answer:
    """A no needs a 4xx that says so; anything else proves nothing."""
    if not 400 <= status < 500:
        return Unclear(f"answered {status}")
    try:
        said = msgspec.json.decode(body, type=_Refusal)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        said = _Refusal()
    code: NoCode = "taken" if status == 409 else "gone" if status in (404, 410) else "refused"
    return No(_NO.get(said.code, code))


def _ours(codes: Codes, theirs: str) -> str:
    return next((our for our, their in codes.items() if their == theirs), theirs)
