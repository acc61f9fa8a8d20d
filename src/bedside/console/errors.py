"""Errors as RFC 9457 problem details, in the reader's language, always with the way out."""

import logging
from typing import Any, cast

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from psycopg import DataError, OperationalError
from psycopg_pool import PoolTimeout

from bedside.kit.problems import INVALID, NOT_FOUND, REFUSED, TOO_MANY, UNAVAILABLE, Lang, Problem, lang_asked

log = logging.getLogger(__name__)
_CODES = {
    400: INVALID,
    401: REFUSED,
    403: REFUSED,
    404: NOT_FOUND,
    405: NOT_FOUND,
    413: INVALID,
    422: INVALID,
    429: TOO_MANY,
}
MEDIA = "application/problem+json"


def lang_of(request: Request[Any, Any, Any]) -> Lang:
    return lang_asked(request.headers.get("accept-language", ""))


def _answer(request: Request[Any, Any, Any], problem: Problem, status: int | None = None) -> Response[bytes]:
    body = problem.says(lang_of(request))
    if status is not None:
        body["status"] = status
    return Response(msgspec.json.encode(body), status_code=body["status"], media_type=MEDIA)


def problem(request: Request[Any, Any, Any], error: Problem) -> Response[bytes]:
    answer = _answer(request, error)
    if "retry_after" in error.detail:
        answer.headers["Retry-After"] = str(error.detail["retry_after"])
    return answer


def framework(request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """What the framework refuses: unknown paths, wrong methods, bodies that do not fit."""
    if error.status_code >= 500:
        return unexpected(request, error)
    what = error.detail
    extra = getattr(error, "extra", None)
    if isinstance(error, ValidationException) and isinstance(extra, list):
        found = cast("list[dict[str, Any]]", extra)
        what = "; ".join(f"{each.get('key', '')}: {each.get('message', '')}" for each in found)
    code = _CODES.get(error.status_code, INVALID)
    answer = _answer(request, Problem(code, what=what, detail=what), error.status_code)
    for name in ("allow", "Allow"):
        if error.headers and name in error.headers:
            answer.headers["Allow"] = error.headers[name]
    return answer


def away(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """The database is away for a moment: nothing acknowledged is lost, and the client may try again."""
    log.warning("database: %s", str(error).splitlines()[0])
    answer = _answer(request, Problem(UNAVAILABLE))
    answer.headers["Retry-After"] = "2"
    return answer


def unstorable(request: Request[Any, Any, Any], error: DataError) -> Response[bytes]:
    """Text with a NUL, which no column can hold (the driver itself refuses it, so without a code of the server)."""
    if error.sqlstate is not None:
        return unexpected(request, error)
    return _answer(request, Problem(INVALID, what="\\u0000", detail=str(error)))


def unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    log.exception("%s %s failed", request.method, request.url.path, exc_info=error)
    return _answer(request, Problem(UNAVAILABLE), 500)


handlers: dict[Any, Any] = {
    Problem: problem,
    HTTPException: framework,
    OperationalError: away,
    PoolTimeout: away,
    DataError: unstorable,
    Exception: unexpected,
}
