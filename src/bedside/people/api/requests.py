"""What persons ask about their data, over HTTP (rule L33)."""

from typing import Annotated, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.params import QueryParameter

from bedside.hospital.api.shapes import CursorText, Limit, Listed, Made, OneHospital, cursor, read_cursor, within_reason
from bedside.hospital.model import Viewer
from bedside.kit.services import Services
from bedside.people import requesting as actions
from bedside.people.api.shapes import AnswerGiven, Place, RequestGiven
from bedside.people.requesting import Request

State = Annotated[Literal["open", "done", "refused", "withdrawn"] | None, QueryParameter(name="state", required=False)]
OfPerson = Annotated[UUID | None, QueryParameter(name="person", required=False)]


@get("/person-requests", summary="Requests for a copy, a correction or deletion, newest first")
async def listed(
    viewer: Viewer,
    services: Services,
    hospital: OneHospital,
    in_state: State = None,
    person: OfPerson = None,
    after: CursorText = None,
    limit: Limit = 50,
) -> Listed[Request]:
    place = read_cursor(after, Place)
    within_reason(place[0] if place else None)
    found = await actions.requests(
        services, viewer, hospital, state=in_state, person_id=person, before=place, limit=limit + 1
    )
    last = found[limit - 1] if len(found) > limit else None
    return Listed(found[:limit], cursor((last.asked_at, last.id)) if last else None)


@post("/person-requests", summary="Write down what a person asks about their data")
async def ask(data: RequestGiven, viewer: Viewer, services: Services) -> Made[UUID]:
    made = await actions.ask(services, viewer, data.hospital, data.person, data.kind, data.details)
    return Made(made.id)


@post("/person-requests/{request_id:uuid}/answer", summary="Answer it; a deletion is carried out", status_code=200)
async def answer(
    request_id: UUID, data: AnswerGiven, viewer: Viewer, services: Services, hospital: OneHospital
) -> Request:
    return await actions.answer(services, viewer, hospital, request_id, data.outcome, data.answer)


@post("/person-requests/{request_id:uuid}/download", summary="The person's copy, as FHIR in a zip", status_code=200)
async def download(request_id: UUID, viewer: Viewer, services: Services, hospital: OneHospital) -> Response[bytes]:
    content = await actions.download(services, viewer, hospital, request_id)
    named = {"Content-Disposition": f'attachment; filename="person-{request_id}.zip"'}
    return Response(content, media_type="application/zip", headers=named, status_code=200)


handlers = [listed, ask, answer, download]
