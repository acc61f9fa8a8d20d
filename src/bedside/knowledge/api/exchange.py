"""HTTP face of exchange: knowledge out as a file, and in from one, tried first."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, post
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler

from bedside.gate.claims.kept import BlockedShown
from bedside.hospital.api.bodies import TakesFile
from bedside.hospital.api.shapes import HospitalId, OneHospital
from bedside.hospital.model import Viewer
from bedside.kit.problems import Lang
from bedside.kit.services import Services
from bedside.knowledge.exchange import actions, formats
from bedside.knowledge.exchange.columns import label
from bedside.knowledge.exchange.plan import Outcome, Step
from bedside.knowledge.exchange.sizes import MOST_BYTES

Apply = Annotated[
    bool, QueryParameter(name="apply", required=False, description="Keep the good rows; else it is only tried")
]
_LIMIT = MOST_BYTES + 1024


class KnowledgeExport(msgspec.Struct, kw_only=True):
    """`ids`: these entries; none of them is an empty table to fill in. Left out: all that are not retired."""

    hospital_id: HospitalId
    format: formats.Name
    ids: Annotated[list[UUID], msgspec.Meta(max_length=10_000)] | None = None


class WrongShown(msgspec.Struct, frozen=True):
    """`column` as the table calls it and as a person does; both "" where it is the row."""

    column: str
    label: str
    says: str


class StepShown(msgspec.Struct, frozen=True, kw_only=True):
    """One row: its number, or its file in the folder; what becomes of it; what is wrong with it."""

    place: str
    title: str
    kind: str
    outcome: Outcome
    id: UUID | None
    wrong: list[WrongShown]
    blocked: list[BlockedShown]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """`applied`: whether the good rows were kept."""

    applied: bool
    rows: list[StepShown]


@post("/knowledge-export", summary="Entries as Excel, CSV or a folder of Markdown; logged", status_code=200)
async def export_knowledge(data: KnowledgeExport, viewer: Viewer, services: Services) -> Response[bytes]:
    content = await actions.take_out(services, viewer, data.hospital_id, data.format, data.ids)
    return _file(content, data.format, f"knowledge-{data.hospital_id}")


@post(
    "/knowledge-import", summary="Try a file, or keep its good rows: each is a version that waits for approval",
    status_code=200, request_max_body_size=_LIMIT, operation_class=TakesFile,
)  # fmt: skip
async def import_knowledge(
    request: Request[Any, Any, Any], viewer: Viewer, services: Services, hospital: OneHospital, apply: Apply = False
) -> Report:
    content = await request.body()
    act = actions.take_in if apply else actions.try_in
    steps = await act(services, viewer, hospital, content)
    lang: Lang = "en" if viewer.lang == "en" else "zh"
    return Report(applied=apply, rows=[_shown(each, lang) for each in steps])


@post(
    "/knowledge-import/refused", summary="The refused rows of a file, each with what is wrong, to be put right",
    status_code=200, request_max_body_size=_LIMIT, operation_class=TakesFile,
)  # fmt: skip
async def refused_knowledge(
    request: Request[Any, Any, Any], viewer: Viewer, services: Services, hospital: OneHospital
) -> Response[bytes]:
    format, content = await actions.refused_rows(services, viewer, hospital, await request.body())
    return _file(content, format, f"knowledge-{hospital}-refused")


def _file(content: bytes, format: formats.Name, name: str) -> Response[bytes]:
    kind = formats.FORMATS[format]
    named = {"Content-Disposition": f'attachment; filename="{name}.{kind.ending}"'}
    return Response(content, media_type=kind.media_type, headers=named, status_code=200)


def _shown(step: Step, lang: Lang) -> StepShown:
    return StepShown(
        place=step.row.place, title=step.title, kind=step.kind or step.row.cells.get("kind", ""), outcome=step.outcome,
        id=step.id, wrong=[WrongShown(each.column, label(each.column)[lang], each.says[lang]) for each in step.wrong],
        blocked=[each.shown(lang) for each in step.blocked],
    )  # fmt: skip


handlers: list[ControllerRouterHandler] = [export_knowledge, import_knowledge, refused_knowledge]
