"""Headers that every answer carries."""

from typing import Any

from litestar import Response

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_PAGES = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; connect-src 'self' ws: wss:; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)


async def after_request(response: Response[Any]) -> Response[Any]:
    """Nothing is sniffed, framed or leaked unless a handler says so."""
    for name, value in _ALWAYS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", _PAGES)
    response.headers.setdefault("Cache-Control", "no-store")
    return response
