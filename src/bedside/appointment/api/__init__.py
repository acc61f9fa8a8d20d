"""HTTP faces of the appointment room."""

from litestar import Router

from bedside.appointment.api import his, intake, links, receiving, schedules, seats, visitor, waiting
from bedside.hospital.api.viewing import staff_router
from bedside.visit.api.guests import guest_router

routes: list[Router] = [
    staff_router([*seats.handlers, *receiving.handlers, *waiting.handlers, *schedules.handlers], tag="appointments"),
    guest_router(visitor.handlers, tag="booking"),
    *his.routes,
    *intake.routes,
    *links.routes,
]
