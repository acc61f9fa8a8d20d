"""The web application: every room's faces, one place for errors, headers and the console's own files."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Any

from litestar import Litestar, Request
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

from bedside import __version__
from bedside.console import pages
from bedside.console.errors import handlers
from bedside.console.headers import after_request
from bedside.console.rooms import duties, readers, routes, start, stop
from bedside.kit.duties import Worker
from bedside.kit.services import Services, open_services
from bedside.kit.settings import Settings
from bedside.kit.work import tail_duties


async def provide_services(request: Request[Any, Any, Any]) -> Services:
    """The process's services, as a dependency of every handler."""
    return request.app.state.services


def create_app(settings: Settings, *, with_work: bool = False) -> Litestar:
    """The ASGI application. `settings.database_url` must be set; `with_work` also runs due work and reactions here."""

    @asynccontextmanager
    async def running(app: Litestar) -> AsyncGenerator[None]:
        settings: Settings = app.state.settings
        if settings.database_url is None:
            raise ValueError("create_app needs settings.database_url")
        async with open_services(settings, settings.database_url) as services:
            app.state.services = services
            start(services)
            due = duties(services, web=True, work=with_work)
            if with_work:
                due += tail_duties(services.database, readers(services))
            worker = Worker(due)
            working = asyncio.create_task(worker.run())
            try:
                yield
            finally:
                worker.stop()
                with suppress(TimeoutError):
                    await asyncio.wait_for(working, 10)
                await stop(services)

    return Litestar(
        route_handlers=[*routes(), *pages.routes],
        state=State({"settings": settings}),
        lifespan=[running],
        dependencies={"services": Provide(provide_services)},
        exception_handlers=handlers,
        logging_config=None,
        after_request=after_request,
        compression_config=CompressionConfig(
            backend="gzip", minimum_size=1_000, gzip_compress_level=5, exclude=["/files/"]
        ),
        openapi_config=OpenAPIConfig(
            title="Bedside",
            version=__version__,
            path="/schema",
            render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        ),
        request_max_body_size=256 * 1024,
    )


async def work(settings: Settings) -> None:
    """`bedside work`: due work and reactions, without a face, until cancelled."""
    if settings.database_url is None:
        raise ValueError("work needs settings.database_url")
    async with open_services(settings, settings.database_url) as services:
        start(services)
        worker = Worker([*duties(services, web=False, work=True), *tail_duties(services.database, readers(services))])
        try:
            await worker.run()
        finally:
            await stop(services)
