"""Sites by their key, kept in the process: every request of a visitor begins with one."""

from bedside.kit.bus import Bus
from bedside.kit.database import Database
from bedside.kit.problems import Problem
from bedside.visit.model import NO_SITE, Site
from bedside.visit.store import sites as store

TOPIC = "visit.sites"
UNKNOWN_LIMIT = 1_000


class Sites:
    """Reads a site once; whoever changes one says so on the bus and all processes read it anew.

    Unknown keys are remembered too, a bounded number of them, so that made-up keys do not reach the database each time.
    """

    def __init__(self, database: Database, bus: Bus) -> None:
        self._database = database
        self._bus = bus
        self._known: dict[str, Site | None] = {}
        self._changes = 0
        bus.subscribe(TOPIC, self._changed)

    async def find(self, key: str) -> Site:
        """The site. Raises Problem no_site."""
        found = self._known.get(key)
        if found is None and key not in self._known:
            found = await self._read(key)
        if found is None:
            raise Problem(NO_SITE)
        return found

    def changed(self, key: str) -> None:
        """Tell every process that this site was changed."""
        self._bus.publish(TOPIC, key.encode())

    def close(self) -> None:
        self._bus.unsubscribe(TOPIC, self._changed)

    def _changed(self, payload: bytes) -> None:
        self._changes += 1
        self._known.pop(payload.decode(), None)

    async def _read(self, key: str) -> Site | None:
        changes = self._changes
        async with self._database.system() as tx:
            found = await store.site(tx, key)
        unknown = sum(site is None for site in self._known.values()) if found is None else 0
        if changes == self._changes and unknown < UNKNOWN_LIMIT:  # else what was read may be old already
            self._known[key] = found
        return found
