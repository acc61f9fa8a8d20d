"""An ASGI application, served for real."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn


@asynccontextmanager
async def over_http(app: Any, port: int = 0, *, patient: bool = False, **config: Any) -> AsyncGenerator[int]:
    """Serve until the block ends; yields the port, a free one if none is given. `patient` lets what is under way end.

    Raises what the server raised, or RuntimeError, when it ended before it started.
    """
    given: dict[str, Any] = {"log_level": "critical", "timeout_graceful_shutdown": 1} | config
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, loop="none", **given))
    server.install_signal_handlers = lambda: None  # pyright: ignore[reportAttributeAccessIssue]
    running = asyncio.create_task(server.serve())
    while not server.started:
        if running.done():
            running.result()
            raise RuntimeError("the server ended before it started")
        await asyncio.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        server.force_exit = not patient
        await running
