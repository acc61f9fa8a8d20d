"""The demo hospital's public website on a free port: another origin than the console's, as in life."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import uvicorn

from bedside.demo.furnish import site_keys
from bedside.demo.site import create_site


@asynccontextmanager
async def website(widget_origin: str) -> AsyncGenerator[str]:
    """Serve until the block ends; yields the website's origin."""
    site = create_site(widget_origin, site_keys())
    server = uvicorn.Server(uvicorn.Config(site, host="127.0.0.1", port=0, log_level="warning"))  # pyright: ignore[reportArgumentType]
    server.install_signal_handlers = lambda: None  # pyright: ignore[reportAttributeAccessIssue]
    running = asyncio.create_task(server.serve())
    while not server.started:
        assert not running.done(), "the website ended before it started"
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await running
