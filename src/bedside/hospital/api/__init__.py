"""The hospital room's HTTP face."""

from litestar.types import ControllerRouterHandler

from bedside.hospital.api import audit, doctors, oidc, places, schedules, services, shifts, signing, staff
from bedside.hospital.api.viewing import provide_viewer, signed_in, staff_router
from bedside.hospital.doorkeeper import viewer_of_cookie

__all__ = ["provide_viewer", "routes", "signed_in", "staff_router", "viewer_of_cookie"]

routes: list[ControllerRouterHandler] = [
    staff_router(
        [
            *signing.handlers,
            *places.handlers,
            *services.handlers,
            *doctors.handlers,
            *schedules.handlers,
            *staff.handlers,
            *shifts.handlers,
            *oidc.handlers,
            *audit.handlers,
        ]
    )
]
