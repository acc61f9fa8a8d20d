"""The door of the HTTP face: every room's staff routes stand behind it."""

from collections.abc import Sequence
from typing import Any

import msgspec
from litestar import Request, Router
from litestar.connection import ASGIConnection
from litestar.di import Provide
from litestar.handlers import BaseRouteHandler
from litestar.types import ControllerRouterHandler

from bedside.hospital.doorkeeper import COOKIE, doorkeeper
from bedside.hospital.model import Viewer
from bedside.hospital.problems import FORGED, SIGNED_OUT
from bedside.kit.problems import Problem, lang_asked

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
Connection = ASGIConnection[Any, Any, Any, Any]


def refuse_forged(connection: Connection) -> None:
    """Another site's page can send our cookie but not this header. Raises Problem FORGED."""
    method = connection.scope["method"] if connection.scope["type"] == "http" else "GET"
    if method not in SAFE and connection.headers.get("X-Bedside") != "1":
        raise Problem(FORGED)


async def provide_viewer(request: Request[Any, Any, Any]) -> Viewer:
    """Dependency: who is signed in. Raises Problem SIGNED_OUT or FORGED."""
    return await viewer_of(request)


async def viewer_of(connection: Connection) -> Viewer:
    held = connection.scope["state"].get("bedside_viewer")
    if isinstance(held, Viewer):
        return held
    refuse_forged(connection)
    token = connection.cookies.get(COOKIE)
    if not token:
        raise Problem(SIGNED_OUT)
    viewer = await doorkeeper(connection.app.state.services).viewer(token)
    if screen := connection.headers.get("Accept-Language"):
        viewer = msgspec.structs.replace(viewer, lang=lang_asked(screen))
    connection.scope["state"]["bedside_viewer"] = viewer
    return viewer


ANYONE = {"anyone": True}
"""`opt` of the few handlers behind the door that are reached before signing in is done; each checks for itself."""


async def signed_in(connection: Connection, handler: BaseRouteHandler) -> None:
    """Guard: answers 401 (or 403, for a forged request) before anything of the request is read."""
    if handler.opt.get("anyone"):
        refuse_forged(connection)
    else:
        await viewer_of(connection)


def staff_router(handlers: Sequence[ControllerRouterHandler], path: str = "/v1", tag: str | None = None) -> Router:
    """Routes for signed-in staff, with `viewer` to be had as a dependency."""
    return Router(
        path=path,
        route_handlers=handlers,
        guards=[signed_in],
        dependencies={"viewer": Provide(provide_viewer)},
        tags=[tag] if tag else None,
    )
