"""Applications of the rooms' faces, built once and lent to one test after the other: building one takes most of a second."""

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import Any

from litestar import Litestar, Request
from litestar.di import Provide

from bedside.console.errors import handlers
from bedside.kit.services import Services

_idle: dict[Any, list[Litestar]] = {}


@contextmanager
def lent(key: Any, build: Callable[[], Litestar]) -> Generator[Litestar]:
    """An application that nobody else uses meanwhile; what is in its `state` is the borrower's to set."""
    shelf = _idle.setdefault(key, [])
    app = shelf.pop() if shelf else build()
    try:
        yield app
    finally:
        shelf.append(app)


@contextmanager
def faces(services: Services, *routes: Sequence[Any]) -> Generator[Litestar]:
    """These rooms' handlers over these services."""

    async def provide_services(request: Request[Any, Any, Any]) -> Services:
        return request.app.state.services

    def build() -> Litestar:
        return Litestar(
            route_handlers=[each for room in routes for each in room],
            dependencies={"services": Provide(provide_services)},
            exception_handlers=handlers,
            openapi_config=None,
        )

    with lent(tuple(map(id, routes)), build) as app:
        app.state.services = services
        yield app
