"""Settings come from the environment, each with a default that serves one machine."""

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a process needs to know before it starts.

    `database_url` None means the embedded PostgreSQL; `nats_url` None means a single process.
    """

    home: Path
    database_url: str | None = None
    nats_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8080
    public_url: str | None = None
    """Where browsers reach this server; also decides whether cookies are Secure."""
    trusted_proxies: str = ""
    """Addresses whose X-Forwarded-For is believed, comma separated; empty believes nobody."""
    models: Path | None = None
    """Where the models that are made from the package's own sets are kept; None is a folder in home."""
    coach: bool = True
    """Whether conversations are read; the coach takes a process of its own."""
    secret: str | None = None
    """Shared by all processes of an installation on several machines; one machine keeps it in a file in home."""
    pool_size: int = 8
    sockets_per_address: int = 30
    visitor_frames_per_second: int = 20
    pages_per_minute: int = 60
    conversations_per_hour: int = 3

    @property
    def files(self) -> Path:
        """Where uploaded files are kept: never inside anything that is served as a page."""
        return self.home / "files"

    @property
    def shelf(self) -> Path:
        """The folder of the models."""
        return self.models or self.home / "models"

    @property
    def origin(self) -> str:
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> "Settings":
        """Read BEDSIDE_* (and DATABASE_URL, NATS_URL). Raises ValueError naming the variable that is wrong."""
        given: dict[str, str] = {}
        for field in cls.__struct_fields__:
            value = env.get(f"BEDSIDE_{field.upper()}")
            if value:
                given[field] = value
        for field, name in (("database_url", "DATABASE_URL"), ("nats_url", "NATS_URL")):
            if env.get(name):
                given[field] = env[name]
        given.setdefault("home", str(default_home()))
        try:
            return msgspec.convert(given, cls, strict=False, dec_hook=_decode)
        except msgspec.ValidationError as error:
            raise ValueError(f"A setting is wrong (BEDSIDE_…): {error}") from error


def default_home() -> Path:
    """Root's data must be reachable for PostgreSQL's plain user, so not inside root's home."""
    if os.geteuid() == 0:
        return Path("/var/lib/bedside")
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "bedside"


def _decode(kind: type, value: object) -> object:
    return Path(str(value)) if kind in (Path, Path | None) else value
