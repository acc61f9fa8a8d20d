"""The console's, the widget's and the booking page's own files, as built from web/; and the health of the process."""

import mimetypes
from pathlib import Path
from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.params import FromPath, Parameter
from litestar.response import Redirect

from bedside.console.headers import page_policy
from bedside.kit.problems import NOT_FOUND, Problem
from bedside.kit.services import Services
from bedside.visit.questions import site as find_site

STATIC = Path(__file__).parent / "static"
_FOREVER = "public, max-age=31536000, immutable"
_kept: dict[Path, bytes] = {}


def _file(path: Path, cache: str) -> Response[bytes]:
    """A built file; they are few and small, so each is read once."""
    content = _kept.get(path)
    if content is None:
        if not path.is_file():
            raise Problem(NOT_FOUND)
        content = _kept.setdefault(path, path.read_bytes())
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Response(content, media_type=kind, headers={"Cache-Control": cache})


@get("/", include_in_schema=False)
async def root() -> Redirect:
    return Redirect("/console/")


@get("/widget.js", include_in_schema=False)
async def widget() -> Response[bytes]:
    return _file(STATIC / "widget" / "widget.js", "public, max-age=300")


@get("/booking/{name:str}", include_in_schema=False)
async def booking_asset(name: FromPath[str]) -> Response[bytes]:
    if name not in ("booking.js", "style.css"):
        raise Problem(NOT_FOUND)
    return _file(STATIC / "booking" / name, "public, max-age=300")


@get("/book/{site:str}", include_in_schema=False)
async def booking_page(site: FromPath[str], services: Services) -> Response[bytes]:
    """The page on which a visitor books alone. It may be framed by the site's own pages, and by no others."""
    found = await find_site(services, site)
    page = _file(STATIC / "booking" / "index.html", "no-cache")
    page.headers["Content-Security-Policy"] = page_policy(
        " ".join(("'self'", *found.origins)) if found.origins else "*"
    )
    return page


@get(["/console", "/console/{rest:path}"], include_in_schema=False)
async def console(rest: Annotated[Any, Parameter(max_length=300)] = "") -> Response[bytes]:
    """A built asset by its path; any other path is a page of the console, which routes by itself."""
    base = STATIC / "console"
    asked = (base / str(rest).lstrip("/")).resolve()
    if asked.is_relative_to(base / "assets"):
        return _file(asked, _FOREVER)
    if asked != base and asked.suffix and asked.is_relative_to(base) and asked.is_file():
        return _file(asked, "no-cache")
    return _file(base / "index.html", "no-cache")


@get("/health", include_in_schema=False)
async def health(request: Request[Any, Any, Any], services: Services) -> dict[str, str]:
    """200 while this process and its database answer."""
    async with services.database.system() as tx:
        await tx.value("SELECT 1")
    return {"status": "ok"}


routes = [root, widget, booking_asset, booking_page, console, health]
