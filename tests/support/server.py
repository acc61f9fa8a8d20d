"""The whole web application, served for real on a port of its own, with its due work."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvicorn

from bedside.console.app import create_app
from bedside.kit.services import Services
from bedside.kit.settings import Settings


class Serving:
    """A running server: where it is, and its services (to look behind the faces)."""

    def __init__(self, url: str, services: Services) -> None:
        self.url = url
        self.services = services


@asynccontextmanager
async def serving(database_url: str, home: Path, **settings: Any) -> AsyncGenerator[Serving]:
    """Serve until the block ends, on a free port if none is given."""
    given: dict[str, Any] = {
        "home": home,
        "database_url": database_url,
        "port": 0,
        "conversations_per_hour": 1000,
        **settings,
    }
    app = create_app(Settings(**given), with_work=True)
    config = uvicorn.Config(
        app, host="127.0.0.1", port=given["port"], loop="none", ws="websockets-sansio", ws_max_size=64 * 1024,
        ws_per_message_deflate=False, log_level="warning", access_log=False, timeout_graceful_shutdown=2,
    )  # fmt: skip
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # pyright: ignore[reportAttributeAccessIssue]
    running = asyncio.create_task(server.serve())
    while not server.started:
        if running.done():
            running.result()
            raise RuntimeError("the server ended before it started")
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield Serving(f"http://127.0.0.1:{port}", app.state.services)
    finally:
        server.should_exit = True
        await running
