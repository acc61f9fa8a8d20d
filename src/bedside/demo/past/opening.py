"""The hospital opened in its past: its services by a clock that is moved from then to now."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from psycopg.conninfo import make_conninfo

from bedside.kit.clock import SetClock
from bedside.kit.services import Services, open_services
from bedside.kit.settings import Settings
from bedside.kit.work import make_partitions

WEEKS = 12


@asynccontextmanager
async def in_the_past(
    settings: Settings, url: str, now: datetime
) -> AsyncGenerator[tuple[Services, Callable[[datetime], None]]]:
    """The services, at first in the present, and what moves their clock."""
    clock = SetClock(now)
    # A crash of the machine may cost the last moments of a made-up past, and nothing else.
    quick = make_conninfo(url, options="-c synchronous_commit=off")
    async with open_services(settings, quick, clock) as services:
        yield services, lambda moment: clock.move(moment - clock.now())


async def open_log(services: Services, weeks: int) -> None:
    """Somewhere to keep what happened so long ago. The clock of `services` stands at the beginning."""
    async with services.database.system() as tx:
        await make_partitions(tx, months_ahead=0, months_back=weeks // 4 + 1)
