"""Turns on the event loop, for work that takes a millisecond or more of everybody's time."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from bedside.kit.services import Services


class Turns:
    """One of this process: such work goes piece by piece, first come first served, and all else gets on between two pieces.
    Without it a flood of messages that are read would hold up the storing of those that were, for seconds."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def take(self) -> AsyncGenerator[None]:
        async with self._turn:
            yield
            await asyncio.sleep(0)


def turns_of(services: Services) -> Turns:
    """This process's; made by whoever asks first."""
    return services.once(Turns, Turns)
