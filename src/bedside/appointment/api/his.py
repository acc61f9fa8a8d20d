"""HTTP face of the hospital's own system: connections, and what the two sides' books say differently."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Router, get, post, put
from litestar.params import FromPath, QueryParameter

from bedside.appointment.his import managing
from bedside.appointment.his.managing import WAYS, Given, Resolution, Tried
from bedside.appointment.his.settings import Connection, HisSettings
from bedside.appointment.his.showing import AppointmentNamed, named
from bedside.appointment.his.store.differences import Difference, Differing
from bedside.hospital.api.shapes import HospitalId, HospitalParam, Limit, Listed, Made, Name, Version
from bedside.hospital.api.viewing import staff_router
from bedside.hospital.model import Viewer
from bedside.kit.services import Services
from bedside.kit.written import LINE

State = Annotated[Literal["open", "resolved", "gone"], QueryParameter(name="state", required=False)]
Before = Annotated[UUID | None, QueryParameter(name="before", required=False)]
Note = Annotated[str, msgspec.Meta(max_length=500, pattern=LINE)]
Secret = Annotated[str, msgspec.Meta(max_length=500, pattern=r"^[\x21-\x7e]*$")]


class ConnectionGiven(msgspec.Struct, kw_only=True):
    """Without `id` a new one. `secret` null leaves the stored one; it is never shown again."""

    hospital: HospitalId
    id: UUID | None = None
    rev: Version = 1
    name: Name
    departments: Annotated[list[UUID], msgspec.Meta(max_length=500)]
    enabled: bool = True
    secret: Secret | None = None
    settings: HisSettings


class ConnectionShown(msgspec.Struct, kw_only=True):
    """`failing_since` null and `answered_at` set: it works. Times are null before the first time."""

    hospital: int
    id: UUID
    rev: int
    name: str
    departments: list[UUID]
    enabled: bool
    has_secret: bool
    settings: HisSettings
    answered_at: datetime | None
    failing_since: datetime | None
    error: str
    mirrored_at: datetime | None
    reconciled_at: datetime | None


class ConnectionNamed(msgspec.Struct):
    hospital: HospitalId


class DifferenceShown(Differing, frozen=True, kw_only=True):
    """`ways`: how it can be settled. `appointment`: ours, where it is about one."""

    hospital: int
    ways: list[str]
    appointment: AppointmentNamed | None


class Settled(msgspec.Struct):
    how: Resolution
    note: Note = ""


@get("/his-connections", summary="The hospital's own systems, whose seats they own, and how it goes")
async def list_connections(
    viewer: Viewer, services: Services, hospital: HospitalParam = None
) -> Listed[ConnectionShown]:
    return Listed([_shown(each) for each in await managing.listed(services, viewer, hospital)])


@put("/his-connections", summary="Connect a system, or change a connection")
async def save_connection(data: ConnectionGiven, viewer: Viewer, services: Services) -> Made[UUID]:
    given = Given(
        name=data.name, departments=data.departments, settings=data.settings, secret=data.secret, enabled=data.enabled
    )
    return Made(await managing.save(services, viewer, data.hospital, data.id, data.rev, given))


@post("/his-connections/{connection_id:uuid}/try", summary="Ask it for a week of slots", status_code=200)
async def try_connection(
    connection_id: FromPath[UUID], data: ConnectionNamed, viewer: Viewer, services: Services
) -> Tried:
    return await managing.attempt(services, viewer, data.hospital, connection_id)


@post("/his-connections/{connection_id:uuid}/reconcile", summary="Compare both books soon", status_code=202)
async def reconcile(connection_id: FromPath[UUID], data: ConnectionNamed, viewer: Viewer, services: Services) -> None:
    await managing.reconcile_now(services, viewer, data.hospital, connection_id)


@get("/his-differences", summary="What the two sides say differently, the newest first")
async def list_differences(
    viewer: Viewer,
    services: Services,
    hospital: HospitalParam = None,
    in_state: State = "open",
    before: Before = None,
    limit: Limit = 50,
) -> Listed[DifferenceShown]:
    found = await managing.differing(services, viewer, hospital, in_state, before, limit)
    about = await named(services, found)
    return Listed([_difference(each, about) for each in found], str(found[-1].id) if len(found) == limit else None)


@post("/his-differences/{difference_id:uuid}/resolve", summary="Settle a difference", status_code=204)
async def resolve(difference_id: FromPath[UUID], data: Settled, viewer: Viewer, services: Services) -> None:
    await managing.resolve(services, viewer, difference_id, data.how, data.note)


def _shown(each: Connection) -> ConnectionShown:
    return ConnectionShown(
        hospital=each.hospital_id, id=each.id, rev=each.rev, name=each.name, departments=each.departments,
        enabled=each.enabled, has_secret=bool(each.secret_sealed), settings=each.settings, answered_at=each.answered_at,
        failing_since=each.failing_since, error=each.error, mirrored_at=each.mirrored_at,
        reconciled_at=each.reconciled_at,
    )  # fmt: skip


def _difference(each: Difference, about: dict[UUID, AppointmentNamed]) -> DifferenceShown:
    fields = msgspec.structs.asdict(each)
    ways: list[str] = [*WAYS.get(each.kind, ("dismiss",))] if each.state == "open" else []
    mine = about.get(each.appointment_id) if each.appointment_id else None
    return DifferenceShown(hospital=fields.pop("hospital_id"), ways=ways, appointment=mine, **fields)


routes: list[Router] = [
    staff_router([list_connections, save_connection, try_connection, reconcile, list_differences, resolve], tag="his")
]
