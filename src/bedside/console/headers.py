"""Headers that every answer carries."""

from typing import Any

from litestar import Response

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def page_policy(ancestors: str) -> str:
    """The Content-Security-Policy of a page of ours; `ancestors`: whose pages may frame it."""
    return (
        "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; connect-src 'self' ws: wss:; "
        f"frame-ancestors {ancestors}; base-uri 'none'; form-action 'self'"
    )


_PAGES = page_policy("'none'")


async def after_request(response: Response[Any]) -> Response[Any]:
    """Nothing is sniffed, framed or leaked unless a handler says so."""
    for name, value in _ALWAYS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", _PAGES)
    response.headers.setdefault("Cache-Control", "no-store")
    return response
