"""Asks the hospital's own system in a process of its own, to be killed: what is due at the moment that it is told."""

import asyncio
import sys
from pathlib import Path

from bedside.appointment.his.asker import Asker
from tests.appointment.his_house import at_work


async def ask(url: str, home: str) -> None:
    async with at_work(url, Path(home)) as (services, _):
        while True:
            await services.get(Asker).look()
            await asyncio.sleep(0.05)


if __name__ == "__main__":
    asyncio.run(ask(*sys.argv[1:]))
