"""What a process holds open while it runs, handed to every face and duty."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar, cast

from bedside.kit import secret
from bedside.kit.bus import Bus
from bedside.kit.clock import Clock, SystemClock
from bedside.kit.database import Database
from bedside.kit.settings import Settings

T = TypeVar("T")


class Services:
    """Settings, database, bus, clock and keys; and the long-lived parts of rooms, found by their type.

    A room that keeps something for the whole process (a write queue, presence) says `services.add(Thing(...))` in its
    start-up and `services.get(Thing)` where it is used.
    """

    def __init__(self, settings: Settings, database: Database, bus: Bus, clock: Clock, key: bytes) -> None:
        self.settings = settings
        self.database = database
        self.bus = bus
        self.clock = clock
        self._key = key
        self._keys: dict[str, bytes] = {}
        self._parts: dict[type, Any] = {}

    def key(self, purpose: str) -> bytes:
        """A 32-byte key for one purpose, derived from the installation's secret."""
        if purpose not in self._keys:
            self._keys[purpose] = secret.derive(self._key, purpose)
        return self._keys[purpose]

    def add(self, part: T) -> T:
        self._parts[type(part)] = part
        return part

    def get(self, kind: type[T]) -> T:
        """The part of this type. Raises KeyError if its room was not started."""
        return cast(T, self._parts[kind])

    def once(self, kind: type[T], make: Callable[[], T]) -> T:
        """The part of this type, made by whoever asks first."""
        part = self._parts.get(kind)
        return self.add(make()) if part is None else cast(T, part)


@asynccontextmanager
async def open_services(settings: Settings, database_url: str, clock: Clock | None = None) -> AsyncGenerator[Services]:
    """Connect everything; closes it in reverse order."""
    clock = clock or SystemClock()
    key = secret.load(settings.home, settings.secret)
    database = await Database(database_url, size=settings.pool_size, clock=clock).open()
    try:
        bus = await Bus(settings.nats_url).open()
        try:
            yield Services(settings, database, bus, clock, key)
        finally:
            await bus.close()
    finally:
        await database.close()
