"""A hospital's invitation rules, kept in the process."""

from bedside.kit.bus import Bus
from bedside.kit.database import Database
from bedside.visit.invitations import Rule
from bedside.visit.store import invitations as store

TOPIC = "visit.rules"


class Rules:
    """Read once per hospital; whoever changes one says so on the bus."""

    def __init__(self, database: Database, bus: Bus) -> None:
        self._database = database
        self._bus = bus
        self._known: dict[int, list[Rule]] = {}
        self._changes = 0
        bus.subscribe(TOPIC, self._changed)

    def known(self, hospital_id: int) -> list[Rule] | None:
        """The rules if this process has read them."""
        return self._known.get(hospital_id)

    async def of(self, hospital_id: int) -> list[Rule]:
        """All rules that are not retired, highest priority first."""
        found = self._known.get(hospital_id)
        if found is None:
            changes = self._changes
            async with self._database.transaction([hospital_id]) as tx:
                found = await store.rules(tx, hospital_id)
            if changes == self._changes:
                self._known[hospital_id] = found
        return found

    def changed(self, hospital_id: int) -> None:
        self._bus.publish(TOPIC, str(hospital_id).encode())

    def close(self) -> None:
        self._bus.unsubscribe(TOPIC, self._changed)

    def _changed(self, payload: bytes) -> None:
        self._changes += 1
        self._known.pop(int(payload), None)
