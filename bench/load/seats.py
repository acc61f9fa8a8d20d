"""Where a talker sits: how to open its socket and what to say first. Made by a bench, read by the load generator."""

import asyncio
from dataclasses import asdict, dataclass, field
from typing import Any

import msgspec

from bench.load.wire import Refused, Socket, connect

HELLO_SECONDS = 30


class Named(msgspec.Struct):
    id: str = ""
    seq: int = 0


class Event(msgspec.Struct):
    """What the generator reads of a server's event; everything else is skipped unread."""

    on: str
    ref: int | None = None
    id: str = ""
    seq: int | None = None
    entry: Named | None = None
    token: str | None = None
    problem: msgspec.Raw = msgspec.Raw(b"null")


_one = msgspec.json.Decoder(Event)
_many = msgspec.json.Decoder(list[Event])


def events(payload: bytes) -> list[Event]:
    """A server frame's events: Bedside sends arrays, Channels single objects."""
    return _many.decode(payload) if payload[:1] == b"[" else [_one.decode(payload)]


@dataclass(frozen=True)
class Seat:
    """`hello` frames are sent one after the other, each answered before the next; `say` is the frame that is repeated."""

    url: str
    say: dict[str, Any]
    hello: list[dict[str, Any]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    async def take(self, source: str | None = None) -> Socket:
        """Open the socket and be greeted. Raises Refused with the server's reason."""
        socket = await connect(self.url, self.headers, source)
        for ref, step in enumerate(self.hello, start=1):
            answer = await ask(socket, {**step, "ref": ref}, ref)
            if answer.on == "error":
                raise Refused(f"{step['do']}: {bytes(answer.problem).decode()}")
        return socket


async def ask(socket: Socket, frame: dict[str, Any], ref: int) -> Event:
    """Send one frame and wait for its answer; other events are let go."""
    answered: asyncio.Future[Event] = asyncio.get_running_loop().create_future()

    def received(payload: bytes) -> None:
        for event in events(payload):
            if event.ref == ref and not answered.done():
                answered.set_result(event)

    socket.received = received
    socket.send(msgspec.json.encode(frame))
    done, _ = await asyncio.wait([answered, socket.closed], timeout=HELLO_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    if answered not in done:
        raise Refused(f"no answer to {frame['do']}" + (f", closed {socket.closed.result()}" if done else ""))
    return answered.result()
