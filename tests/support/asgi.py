"""An ASGI application of the tests' own, served for real."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn


@asynccontextmanager
async def over_http(app: Any, port: int = 0) -> AsyncGenerator[int]:
    """Serve until the block ends; yields the port, a free one if none is given."""
    config = uvicorn.Config(
        app, host="127.0.0.1", port=port, loop="none", log_level="critical", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # pyright: ignore[reportAttributeAccessIssue]
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 (it has no event to wait for)
        await asyncio.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = server.force_exit = True
        await running
