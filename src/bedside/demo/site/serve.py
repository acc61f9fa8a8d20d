"""The website on an origin of its own, so that the widget is embedded as a real hospital would embed it."""

from collections.abc import Awaitable, Callable, Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from bedside.demo.furniture import LANGS, Lang
from bedside.demo.site.art import drawing
from bedside.demo.site.layout import Embed, whole
from bedside.demo.site.pages import every_page, missing
from bedside.demo.site.sources import asset

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Site = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]

_TYPES = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}


def render(widget_origin: str, site_keys: Mapping[str, str]) -> dict[str, bytes]:
    """Every page and file of the site by path. `site_keys` holds each campus's key (`east`, `west`)."""
    embed = Embed(widget_origin, site_keys)
    site = {f"/{lang}/{page.path}": whole(page, lang, embed) for lang in LANGS for page in every_page(lang)}
    site["/static/site.css"] = asset("static", "site.css").encode()
    site["/static/mark.svg"] = _icon().encode()
    return site


def _icon() -> str:
    """The mark as a file of its own, where the page's style sheet does not reach."""
    svg = drawing("mark").replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ')
    for name, paint in (
        ("sp", 'fill="#1d5547"'),
        ("pp", 'fill="#fff"'),
        ("ap", 'fill="none" stroke="#e9a36b"'),
    ):
        svg = svg.replace(f'class="{name}"', paint)
    return svg


def policy(widget_origin: str) -> str:
    """The Content-Security-Policy: this site's own style, and the widget's origin for everything else."""
    parts = urlsplit(widget_origin)
    socket = f"{'wss' if parts.scheme == 'https' else 'ws'}://{parts.netloc}"
    origin = f"{parts.scheme}://{parts.netloc}"
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {origin}",
            "style-src 'self'",
            f"img-src 'self' data: blob: {origin}",
            f"connect-src {origin} {socket}",
            f"frame-src {origin}",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


def create_site(widget_origin: str, site_keys: Mapping[str, str]) -> Site:
    """An ASGI application that serves the rendered site and nothing else."""
    pages = render(widget_origin, site_keys)
    lost: dict[Lang, bytes] = {lang: whole(missing(lang), lang, Embed(widget_origin, site_keys)) for lang in LANGS}
    common = [
        (b"content-security-policy", policy(widget_origin).encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"strict-origin-when-cross-origin"),
    ]

    async def site(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        status, body, headers = _answer(scope, pages, lost)
        headers = [*headers, *common, (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    return site


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        kind = (await receive())["type"]
        await send({"type": f"{kind}.complete"})
        if kind == "lifespan.shutdown":
            return


def _answer(
    scope: dict[str, Any], pages: dict[str, bytes], lost: dict[Lang, bytes]
) -> tuple[int, bytes, list[tuple[bytes, bytes]]]:
    path: str = scope["path"]
    asked = dict(scope["headers"])
    if scope["method"] not in ("GET", "HEAD"):
        return 405, b"", [(b"allow", b"GET, HEAD")]
    if path == "/":
        chinese = not asked.get(b"accept-language", b"zh").lower().startswith(b"en")
        return _moved("/zh/" if chinese else "/en/", scope)
    if f"{path}/" in pages:
        return _moved(f"{path}/", scope)
    html = (b"content-type", b"text/html; charset=utf-8")
    if path not in pages:
        return 404, lost["en" if path.startswith("/en") else "zh"], [html]
    body = pages[path]
    kind = _TYPES.get(path[path.rfind(".") :])
    tag = f'"{sha256(body).hexdigest()[:20]}"'.encode()
    headers = [
        (b"content-type", kind.encode()) if kind else html,
        (b"etag", tag),
        (b"cache-control", b"no-cache"),
    ]
    return (304, b"", headers) if asked.get(b"if-none-match") == tag else (200, body, headers)


def _moved(to: str, scope: dict[str, Any]) -> tuple[int, bytes, list[tuple[bytes, bytes]]]:
    """A redirect keeps the query: campaign names live in it."""
    query: bytes = scope.get("query_string", b"")
    return 302, b"", [(b"location", to.encode() + (b"?" + query if query else b""))]
