"""Results of consultation, by the same keys and hours as the visit room's figures of promotion (B01, B02)."""

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
from litestar import get
from litestar.types import ControllerRouterHandler

from bedside.conversation import questions
from bedside.conversation.store.counts import By, ConsultationCounts
from bedside.hospital.api.shapes import OneHospital
from bedside.hospital.api.viewing import staff_router
from bedside.hospital.model import Viewer
from bedside.hospital.questions.front import front
from bedside.kit.problems import NOT_FOUND, Problem
from bedside.kit.services import Services
from bedside.visit.api.staff import When, span


class ConsultationTable(msgspec.Struct, frozen=True, kw_only=True):
    by: By
    since: datetime
    until: datetime
    rows: list[ConsultationCounts]


@get("/consultation-counts", summary="Consultations by day, hour, source, campaign, word, page, department, consultant")
async def count_consultations(
    viewer: Viewer, services: Services, hospital: OneHospital, by: By = "day", since: When = None, until: When = None
) -> ConsultationTable:
    begin, end = span(services, since, until)
    if hospital not in viewer.hospitals:
        raise Problem(NOT_FOUND)
    async with services.database.transaction([hospital]) as tx:
        shown = await front(tx, hospital)
    zone = ZoneInfo(shown.time_zone if shown else "UTC").key
    rows = await questions.consultation_counts(services, viewer, hospital, begin, end, by, zone)
    return ConsultationTable(by=by, since=begin, until=end, rows=rows)


routes: list[ControllerRouterHandler] = [staff_router([count_consultations], tag="desk")]
