"""A gateway that behaves badly when told to: slow, failing, dying before or after it took the message, answering nonsense."""

import asyncio
from collections import deque
from typing import Any

from bedside.demo.gateway import Gateway, Receive, Send


class Unruly:
    """`manners` are used up one per request: slow, 500, 429, 400, dies_before, dies_after, takes_and_waits, nonsense; else
    it behaves."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self.manners: deque[str] = deque()
        self.requests = 0
        self.keys: list[str] = []
        self.reached = asyncio.Event()
        self.taken = asyncio.Event()
        self.released = asyncio.Event()
        self.fails_when_released = False

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST":
            await self.gateway(scope, receive, send)
            return
        self.requests += 1
        self.reached.set()
        self.keys.append(dict(scope["headers"]).get(b"idempotency-key", b"").decode())
        manner = self.manners.popleft() if self.manners else ""
        if manner == "slow":
            await self.released.wait()
            manner = "500" if self.fails_when_released else ""
        if manner in ("500", "429", "400"):
            await receive()
            await _say(send, int(manner), b"{}")
        elif manner == "dies_before":
            await _break(send)
        elif manner == "takes_and_waits":
            await self.gateway(scope, receive, _deaf)
            self.taken.set()
            await self.released.wait()
        elif manner == "dies_after":
            await self.gateway(scope, receive, _deaf)
            await _break(send)
        elif manner == "nonsense":
            await self.gateway(scope, receive, _deaf)
            await _say(send, 200, b"<html>OK</html>")
        else:
            await self.gateway(scope, receive, send)


async def _say(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _deaf(message: dict[str, Any]) -> None:
    """The gateway believes that it answered."""


async def _break(send: Send) -> None:
    """Half an answer, and the connection goes."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000")]})
    await send({"type": "http.response.body", "body": b"{", "more_body": True})
    raise ConnectionResetError
