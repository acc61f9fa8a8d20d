"""The console's and the widget's own files, as built from web/; and the health of the process."""

import mimetypes
from pathlib import Path
from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.params import Parameter
from litestar.response import Redirect

from bedside.kit.problems import NOT_FOUND, Problem
from bedside.kit.services import Services

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


routes = [root, widget, console, health]
