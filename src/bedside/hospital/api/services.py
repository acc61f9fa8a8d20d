"""Services with their published prices, and the price list as an Excel file."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, post, put

from bedside.hospital.actions import places as actions
from bedside.hospital.actions.export import export_services
from bedside.hospital.api.places import NONE, Retired
from bedside.hospital.api.shapes import (
    Code,
    CursorText,
    HospitalId,
    HospitalParam,
    Limit,
    Listed,
    Made,
    Name,
    Reason,
    Version,
    cursor,
    read_place,
)
from bedside.hospital.model import Service, Viewer
from bedside.hospital.questions import places as questions
from bedside.kit.services import Services
from bedside.kit.written import LINE

Fen = Annotated[int, msgspec.Meta(ge=0, le=10_000_000_000, description="Integer fen: 2500 is ¥25.00")]
Unit = Annotated[str, msgspec.Meta(max_length=40, pattern=LINE)]
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ServiceGiven(msgspec.Struct, kw_only=True):
    hospital_id: HospitalId
    department_id: UUID | None = None
    name_zh: Name
    name_en: Name
    unit_zh: Unit = ""
    unit_en: Unit = ""
    price_fen: Fen


class NewService(ServiceGiven, kw_only=True):
    code: Code


class ServiceChange(ServiceGiven, kw_only=True):
    version: Version
    retired: bool = False


class ExportAsked(msgspec.Struct):
    hospital_id: HospitalId
    reason: Reason


@get("/services", summary="Services and prices, in order of hospital and code", tags=["services"])
async def services_list(
    viewer: Viewer,
    services: Services,
    hospital: HospitalParam = None,
    retired: Retired = False,
    after: CursorText = None,
    limit: Limit = 100,
) -> Listed[Service]:
    place = read_place(after)
    found = await questions.priced_services(services, viewer, hospital, retired=retired, after=place, limit=limit + 1)
    more = cursor((found[limit - 1].hospital_id, found[limit - 1].code)) if len(found) > limit else None
    return Listed(found[:limit], more)


@post("/services", summary="Add a service with its price", tags=["services"])
async def add_service(data: NewService, viewer: Viewer, services: Services) -> Made[UUID]:
    given = Service(id=NONE, version=1, retired=False, **msgspec.structs.asdict(data))
    return Made(await actions.add_service(services, viewer, given))


@put(
    "/services/{service_id:uuid}",
    summary="Change a service or its price, or retire it",
    status_code=204,
    tags=["services"],
)
async def change_service(service_id: UUID, data: ServiceChange, viewer: Viewer, services: Services) -> None:
    given = Service(id=service_id, code="", **msgspec.structs.asdict(data))
    await actions.change_service(services, viewer, given)


@post("/services/export", summary="The price list as Excel; the reason is logged", status_code=200, tags=["services"])
async def export(data: ExportAsked, viewer: Viewer, services: Services) -> Response[bytes]:
    content = await export_services(services, viewer, data.hospital_id, data.reason)
    named = {"Content-Disposition": f'attachment; filename="services-{data.hospital_id}.xlsx"'}
    return Response(content, media_type=EXCEL, headers=named, status_code=200)


handlers = [services_list, add_service, change_service, export]
