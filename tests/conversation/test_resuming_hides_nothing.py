"""A reader says up to which number they have read. So nothing later may reach them while something earlier is missing."""

import asyncio
from contextlib import suppress
from typing import Any, cast
from uuid import UUID

import msgspec
from litestar import WebSocket

from bedside.conversation import live
from bedside.conversation.socket.connection import RESUME, Connection
from bedside.kit.bus import Bus

THREAD = UUID(int=7)


class Wire:
    """The socket's far end: what was sent, and with which code it was closed."""

    def __init__(self) -> None:
        self.events: list[Any] = []
        self.code: int | None = None

    async def send(self, message: dict[str, Any]) -> None:
        await asyncio.sleep(0)
        self.events += msgspec.json.decode(message["text"])

    async def close(self, code: int, reason: str) -> None:
        self.code = code


def connected() -> tuple[Wire, Bus, Connection]:
    wire, bus = Wire(), Bus()
    connection = Connection(cast(WebSocket[Any, Any, Any], wire), bus)
    connection.follow(live.thread(THREAD))
    return wire, bus, connection


def entry(number: int) -> bytes:
    return live.event("entry", seq=number)


async def test_live_events_wait_while_the_missed_ones_are_read() -> None:
    wire, bus, connection = connected()
    with connection.catching_up(greeting=True):
        bus.publish(live.thread(THREAD), entry(3))
        connection.put(entry(2))
    await connection.outbox.drained()
    assert [event["seq"] for event in wire.events] == [2, 3]


async def test_after_a_greeting_that_failed_nothing_live_is_told() -> None:
    wire, bus, connection = connected()
    with suppress(LookupError), connection.catching_up(greeting=True):
        bus.publish(live.thread(THREAD), entry(3))
        raise LookupError
    connection.close_soon(1012, "unavailable")
    bus.publish(live.thread(THREAD), entry(4))
    await connection.gone()
    assert wire.events == []
    assert wire.code == 1012


async def test_what_may_or_may_not_be_stored_sends_its_readers_to_the_record() -> None:
    wire, bus, connection = connected()
    bus.publish(live.thread(THREAD), entry(1))
    live.start_anew(bus, THREAD)
    bus.publish(live.thread(THREAD), entry(3))  # 2 may be stored, and was told to nobody
    await asyncio.sleep(0.1)
    await connection.gone()
    assert [event["seq"] for event in wire.events] == [1]
    assert wire.code == RESUME
