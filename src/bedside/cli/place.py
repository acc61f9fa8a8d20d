"""Where a command works: its settings, and the database that they name or the embedded one."""

import fcntl
import os
import socket
from collections.abc import Generator
from contextlib import closing, contextmanager

import click

from bedside.kit.postgres import EmbeddedPostgres, EmbeddedPostgresError
from bedside.kit.say import refusal, tell
from bedside.kit.settings import Settings


def settings() -> Settings:
    """Settings from the environment; a wrong one ends the command and is named."""
    try:
        return Settings.from_env()
    except ValueError as error:
        raise click.ClickException(str(error)) from None


def embedded(given: Settings) -> EmbeddedPostgres | None:
    """The embedded server of this installation, or None when DATABASE_URL names another."""
    return None if given.database_url else EmbeddedPostgres(given.home / "postgres")


@contextmanager
def database(given: Settings, server: EmbeddedPostgres | None = None) -> Generator[str]:
    """The owner's URL of a running database; an embedded one (`server` if given) stops when its last user leaves."""
    server = server or embedded(given)
    if server is None:
        assert given.database_url
        yield given.database_url
        return
    if server.pid is None and not server.data.exists():
        tell(f"建立数据库：{server.home}", f"Making the database in {server.home}")
    try:
        url = server.start()
    except EmbeddedPostgresError as error:
        raise click.ClickException(str(error)) from None
    try:
        yield url
    finally:
        server.stop()


@contextmanager
def alone(given: Settings, *, ports: int = 1) -> Generator[None]:
    """Nobody else serves this home, or this many ports from the given one: each would take the other's answers for its own."""
    given.home.mkdir(parents=True, exist_ok=True)
    lock = os.open(given.home / "serving", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise refusal(
                f"{given.home} 已经有一个 Bedside 在运行：先停下它，或用 BEDSIDE_HOME 另选一处",
                f"A Bedside already serves {given.home}: stop it first, or choose another place with BEDSIDE_HOME",
            ) from None
        for port in range(given.port, given.port + ports):
            _refuse_taken(given.host, port)
        yield
    finally:
        os.close(lock)


def _refuse_taken(host: str, port: int) -> None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with closing(socket.socket(family, kind, protocol)) as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            door.bind(address)
    except OSError as error:
        raise refusal(
            f"不能在 {host}:{port} 提供服务（{error.strerror}）：用 BEDSIDE_PORT 另选一个端口",
            f"Cannot serve at {host}:{port} ({error.strerror}): choose another port with BEDSIDE_PORT",
        ) from None


def upgrade(url: str) -> list[str]:
    """Bring the database up to this release, with a line for each step as it begins; returns the names applied."""

    from bedside.kit.migrate import migrate

    def begun(name: str, number: int, of: int) -> None:
        tell(f"升级数据库 {number}/{of}：{name}", f"Migrating {number}/{of}: {name}")

    return migrate(url, begun)
