"""The whole web application, served for real on a port of its own, with its due work."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bedside.console.app import create_app
from bedside.kit.services import Services
from bedside.kit.settings import Settings
from tests.conftest import MODELS
from tests.support.asgi import over_http
from tests.support.faces import lent


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
        "models": MODELS,
        "coach": False,  # a process more for every server; tests of the coach switch it on
        **settings,
    }
    made = Settings(**given)
    with lent(create_app, lambda: create_app(made, with_work=True)) as app:
        app.state.settings = made
        async with over_http(
            app, given["port"], patient=True, ws="websockets-sansio", ws_max_size=64 * 1024,
            ws_per_message_deflate=False, log_level="warning", access_log=False, timeout_graceful_shutdown=2,
        ) as port:  # fmt: skip
            yield Serving(f"http://127.0.0.1:{port}", app.state.services)
