"""A worker in a process of its own, to be killed: sends what is due at the moment it is told, again and again."""

import asyncio
import sys
from datetime import datetime
from pathlib import Path

from bedside.channel import parts
from bedside.channel.postman import Postman
from bedside.kit.clock import SetClock
from bedside.kit.services import open_services
from bedside.kit.settings import Settings


async def work(url: str, home: str, at: str) -> None:
    async with open_services(Settings(home=Path(home)), url, SetClock(datetime.fromisoformat(at))) as services:
        parts.start(services)
        while True:
            await services.get(Postman).look()
            await asyncio.sleep(0.05)


if __name__ == "__main__":
    asyncio.run(work(*sys.argv[1:]))
