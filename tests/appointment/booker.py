"""Books as fast as it can until it is killed, and writes down each appointment only when it was told that it stands."""

import asyncio
import sys
from pathlib import Path
from typing import TextIO
from uuid import UUID

from bedside.appointment.actions import confirming, holding
from bedside.kit.problems import Problem
from tests.appointment.clinic import running


async def book(out: TextIO, url: str, home: str, hospital: str, slot: str, person: str) -> None:
    asked = holding.Asked(hospital_id=int(hospital), actor=confirming.GUEST, slot=UUID(slot))
    async with running(url, Path(home)) as (services, _):
        print("booking", flush=True)

        async def one() -> None:
            while True:
                try:
                    held = await holding.hold(services, asked)
                    token = confirming.token_of(services, held.token, confirming.GUEST)
                    mine = await confirming.confirm(services, token, UUID(person), confirming.GUEST)
                except Problem:
                    return await asyncio.sleep(60)  # full: wait to be killed
                out.write(f"{mine.id}\n")

        await asyncio.gather(*(one() for _ in range(8)))


if __name__ == "__main__":
    *given, told = sys.argv[1:]
    with Path(told).open("a", buffering=1) as lines:
        asyncio.run(book(lines, *given))
