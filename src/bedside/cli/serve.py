"""`bedside up`, `web` and `work`: the processes that serve a hospital."""

import asyncio
import contextlib
import gc
import resource
import signal
from collections.abc import Coroutine
from typing import Any

import msgspec
import uvicorn
import uvloop

from bedside.cli import place
from bedside.cli.supervisor import Child, Supervisor, bedside, environment
from bedside.kit import logs, say
from bedside.kit.migrate import pending
from bedside.kit.say import tell
from bedside.kit.settings import Settings

LARGEST_FRAME_BYTES = 64 * 1024
FAREWELL_SECONDS = 5
EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104


def up(settings: Settings) -> None:
    """Serve on one machine until SIGINT or SIGTERM: the database, and one process for pages and due work."""
    server = place.embedded(settings)
    with place.alone(settings), place.database(settings, server) as url:
        place.upgrade(url)
        process = Child("web", bedside("web", "--with-work"), environment(DATABASE_URL=url))

        def welcome() -> None:
            at = settings.origin
            tell(f"Bedside 运行于 {at}（Ctrl-C 停止）", f"Bedside serves at {at} (Ctrl-C stops it)")

        watch(Supervisor([process], server, health=health(settings), welcome=welcome))


def watch(supervisor: Supervisor) -> None:
    """Run it to its end; one that gave up ends the command with exit code 1."""
    supervisor.run()
    if supervisor.failed:
        raise say.refusal("启动失败，原因见上", "It did not start; the reason stands above")


def web(settings: Settings, *, with_work: bool) -> None:
    """Serve pages and sockets in this process; `with_work` adds the due work."""
    from bedside.console.app import create_app

    logs.begin()
    allow_many_sockets()
    with place.database(settings) as url:
        _refuse_old(url)
        app = create_app(msgspec.structs.replace(settings, database_url=url), with_work=with_work)
        spare_the_collector()
        uvicorn.run(
            app,
            host=settings.host,
            port=settings.port,
            loop="uvloop",
            http="httptools",
            ws="websockets-sansio",
            ws_max_size=LARGEST_FRAME_BYTES,
            ws_per_message_deflate=False,
            proxy_headers=bool(settings.trusted_proxies),
            forwarded_allow_ips=settings.trusted_proxies or None,
            timeout_graceful_shutdown=FAREWELL_SECONDS,
            access_log=False,
            server_header=False,
            log_config=None,
            log_level="warning",
        )


def work(settings: Settings) -> None:
    """Do due work in this process until SIGINT or SIGTERM."""
    from bedside.console.app import work as run

    logs.begin()
    with place.database(settings) as url:
        _refuse_old(url)
        uvloop.run(until_stopped(run(msgspec.structs.replace(settings, database_url=url))))


async def until_stopped(work: Coroutine[Any, Any, None]) -> None:
    """Run it to its end, or until SIGINT or SIGTERM."""
    running = asyncio.ensure_future(work)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, running.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await running


def here(settings: Settings, port: int) -> str:
    """A port of this installation, as this machine itself reaches it."""
    host = "127.0.0.1" if settings.host in EVERYWHERE else settings.host
    return f"http://{host}:{port}"


def health(settings: Settings) -> str:
    """Where this machine asks whether its own web process serves."""
    return f"{here(settings, settings.port)}/health"


def allow_many_sockets() -> None:
    """Each socket is an open file, and the usual soft limit of 1,024 ends at 1,008 of them."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def spare_the_collector() -> None:
    """What is loaded by now lives as long as the process: walking it again stopped everybody for 0.15 s each time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def _refuse_old(url: str) -> None:
    if pending(url):
        raise say.refusal(
            "数据库结构不是当前版本，请先运行 bedside migrate",
            "The database is of an older release: run bedside migrate",
        )
