"""What the rooms above hand down: whether the desk is open, and how a campaign is called."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import msgspec

from bedside.kit.problems import Text


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """The desk as a visitor sees it (docs/protocol.md). `online`: somebody answers now; open without: they are on a break."""

    open: bool = False
    online: bool = False
    opens_at: datetime | None = None
    waiting: int = 0


CLOSED = Desk()


class Desks:
    """The newest word of the conversation room per hospital; unknown is closed."""

    def __init__(self) -> None:
        self._desks: dict[int, Desk] = {}
        self._heard: list[Callable[[int], None]] = []

    def tell(self, hospital_id: int, desk: Desk) -> None:
        """The desk is now so."""
        opened = desk.online and not self.of(hospital_id).online
        self._desks[hospital_id] = desk
        if opened:
            for heard in self._heard:
                heard(hospital_id)

    def of(self, hospital_id: int) -> Desk:
        return self._desks.get(hospital_id, CLOSED)

    def when_opened(self, heard: Callable[[int], None]) -> None:
        self._heard.append(heard)


class CampaignNames:
    """How the knowledge room calls a utm_campaign, if it knows it."""

    def __init__(self) -> None:
        self.find: Callable[[int, str], Awaitable[Text | None]] = _unknown


async def _unknown(_hospital_id: int, _campaign: str) -> Text | None:
    return None
