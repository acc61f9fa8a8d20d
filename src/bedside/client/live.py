"""A socket that asks with `ref`, hears events, reconnects with back-off, and says again what was not acknowledged."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import msgspec
import websockets
from websockets.asyncio.client import ClientConnection, connect

FINAL = frozenset({4400, 4401, 4403})
"""Close codes after which trying again is pointless."""
Event = dict[str, Any]


class Refused(Exception):
    """The server said no: `code` of the problem, and its way out."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(f"{problem.get('code')}: {problem.get('title')}")
        self.code = str(problem.get("code", ""))
        self.problem = problem


class Closed(ConnectionError):
    """The socket is closed for good (see `code`), or closed while an answer was awaited."""

    def __init__(self, code: int | None) -> None:
        super().__init__(f"closed ({code})")
        self.code = code


class LiveSocket:
    """`hello` is called at each connection and says the first frame; `heard` gets every event that answers nothing."""

    def __init__(
        self,
        url: str,
        hello: Callable[["LiveSocket"], Awaitable[None]],
        heard: Callable[[Event], None],
        *,
        headers: dict[str, str] | None = None,
        local_address: str | None = None,
    ) -> None:
        self._url = url
        self._hello = hello
        self._heard = heard
        self._headers = headers or {}
        self._local = (local_address, 0) if local_address else None
        self._socket: ClientConnection | None = None
        self._asked: dict[int, asyncio.Future[Event]] = {}
        self._ref = 0
        self._runner: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self.closed_code: int | None = None
        self.reconnects = -1
        self._closing = False

    @property
    def ready(self) -> bool:
        """Whether it is connected and greeted now."""
        return self._ready.is_set()

    async def open(self, timeout: float = 20.0) -> None:
        """Connect and be greeted. Raises Closed or TimeoutError."""
        self._runner = asyncio.create_task(self._run())
        ready = asyncio.create_task(self._ready.wait())
        await asyncio.wait([ready, self._runner], timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
        if not ready.done():
            ready.cancel()
            if self._runner.done():
                raise Closed(self.closed_code)
            await self.close()
            raise TimeoutError(self._url)

    async def close(self) -> None:
        self._closing = True
        if self._socket is not None:
            with suppress(Exception):
                await self._socket.close()
        if self._runner is not None:
            self._runner.cancel()
            with suppress(asyncio.CancelledError):
                await self._runner

    async def cut(self) -> None:
        """Drop the connection without a word, as a lost network does; it reconnects by itself."""
        if self._socket is not None:
            self._socket.transport.abort()

    async def tell(self, do: str, **members: Any) -> None:
        """Send a frame that expects no answer. Raises Closed when there is no connection now."""
        await self._send({"do": do, **members})

    async def ask(self, do: str, *, timeout: float = 20.0, **members: Any) -> Event:
        """Send a frame and wait for its answer. Raises Refused, Closed, TimeoutError."""
        self._ref += 1
        ref = self._ref
        answered: asyncio.Future[Event] = asyncio.get_running_loop().create_future()
        self._asked[ref] = answered
        try:
            await self._send({"do": do, "ref": ref, **members})
            event = await asyncio.wait_for(answered, timeout)
        finally:
            self._asked.pop(ref, None)
            if not answered.cancel() and not answered.cancelled():
                answered.exception()  # it may have closed before it was sent: that is told already
        if event["on"] == "error":
            raise Refused(event["problem"])
        return event

    async def ask_until(self, do: str, *, timeout: float = 60.0, **members: Any) -> Event:
        """Ask, and after a lost connection ask again with the very same ids until there is an answer."""
        deadline = asyncio.get_running_loop().time() + timeout
        while True:
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                raise TimeoutError(do)
            try:
                await asyncio.wait_for(self._ready.wait(), left)
                return await self.ask(do, timeout=min(left, 10.0), **members)
            except Refused as refused:
                if refused.code not in ("not_stored", "unavailable"):
                    raise
                await asyncio.sleep(0.1)
            except (Closed, TimeoutError):
                if self._runner is None or self._runner.done():
                    raise
                await asyncio.sleep(0.05)

    async def _send(self, frame: dict[str, Any]) -> None:
        if self._socket is None:
            raise Closed(self.closed_code)
        try:
            await self._socket.send(msgspec.json.encode(frame).decode())
        except websockets.ConnectionClosed as error:
            raise Closed(error.rcvd.code if error.rcvd else None) from error

    async def _run(self) -> None:
        pause = 0.5
        while not self._closing:
            try:
                async with connect(
                    self._url,
                    additional_headers=self._headers,
                    compression=None,
                    max_size=8 * 1024 * 1024,
                    local_addr=self._local,
                    open_timeout=10,
                ) as socket:
                    self._socket = socket
                    self.reconnects += 1
                    listening = asyncio.create_task(self._listen(socket))
                    try:
                        await self._hello(self)
                    except (Closed, Refused, TimeoutError):
                        # Not greeted (the database may be away): the server's own farewell first, then once more.
                        await asyncio.wait([listening], timeout=1)
                        await socket.close()
                    else:
                        self._ready.set()
                        pause = 0.5
                    await listening
                    self.closed_code = socket.close_code
            except (OSError, websockets.WebSocketException, TimeoutError):
                self.closed_code = None
            self._socket = None
            self._ready.clear()
            if self.closed_code in FINAL:
                return
            if self.closed_code != 4408:
                await asyncio.sleep(pause * random.uniform(0.5, 1.0))
                pause = min(15.0, pause * 2)

    async def _listen(self, socket: ClientConnection) -> None:
        try:
            async for frame in socket:
                for event in msgspec.json.decode(frame, type=list[dict[str, Any]]):
                    ref = event.get("ref")
                    answered = self._asked.get(ref) if isinstance(ref, int) else None
                    if answered is not None and not answered.done():
                        answered.set_result(event)
                    self._heard(event)
        except websockets.ConnectionClosed:
            pass
        finally:
            for waiting in self._asked.values():
                if not waiting.done():
                    waiting.set_exception(Closed(socket.close_code))
