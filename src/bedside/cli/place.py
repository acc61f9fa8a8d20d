"""Where a command works: its settings, and the database that they name or the embedded one."""

from collections.abc import Generator
from contextlib import contextmanager

import click

from bedside.kit.postgres import EmbeddedPostgres, EmbeddedPostgresError
from bedside.kit.say import tell
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


def upgrade(url: str) -> list[str]:
    """Bring the database up to this release, with a line for each step as it begins; returns the names applied."""

    from bedside.kit.migrate import migrate

    def begun(name: str, number: int, of: int) -> None:
        tell(f"升级数据库 {number}/{of}：{name}", f"Migrating {number}/{of}: {name}")

    return migrate(url, begun)
