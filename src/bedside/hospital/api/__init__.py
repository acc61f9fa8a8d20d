"""The hospital room's HTTP face."""

from litestar import Router
from litestar.types import ControllerRouterHandler

from bedside.hospital.api import signing
from bedside.hospital.api.viewing import provide_viewer, signed_in, staff_router
from bedside.hospital.doorkeeper import viewer_of_cookie

__all__ = ["provide_viewer", "routes", "signed_in", "staff_router", "viewer_of_cookie"]

routes: list[ControllerRouterHandler] = [
    Router(path="/v1", route_handlers=[*signing.open_handlers], tags=["session"]),
    staff_router(signing.staff_handlers, tag="session"),
]
