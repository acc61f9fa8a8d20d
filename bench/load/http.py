"""A lean keep-alive HTTP/1.1 client: one request at a time per connection."""

import asyncio
from collections.abc import Mapping
from urllib.parse import urlsplit


class Failed(Exception):
    """The server answered with an error, or not at all."""


class Connection(asyncio.Protocol):
    """`post` sends one request and returns the body of its answer."""

    def __init__(self, host: str, headers: Mapping[str, str]) -> None:
        self._head = "".join(f"{name}: {value}\r\n" for name, value in {"Host": host, **headers}.items())
        self._buffer = bytearray()
        self._answer: asyncio.Future[bytes] | None = None
        self._transport: asyncio.Transport | None = None

    async def post(self, path: str, body: bytes) -> bytes:
        """Raises Failed with the status line and the body of a refusal."""
        if self._transport is None:
            raise Failed("the connection is closed")
        head = f"POST {path} HTTP/1.1\r\n{self._head}Content-Length: {len(body)}\r\n\r\n"
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(head.encode() + body)
        return await self._answer

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # pyright: ignore[reportAttributeAccessIssue]

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._answer and not self._answer.done():
            self._answer.set_exception(Failed("closed"))

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0 or self._answer is None:
            return
        head = bytes(self._buffer[:end])
        length = next((line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), None)
        size = int(length.split(b":")[1]) if length else 0
        if len(self._buffer) < end + 4 + size:
            return
        body = bytes(self._buffer[end + 4 : end + 4 + size])
        self._buffer.clear()
        status = head[9:12]
        if status[:1] == b"2":
            self._answer.set_result(body)
        else:
            self._answer.set_exception(Failed(f"{status.decode()}: {body.decode(errors='replace')[:300]}"))


async def connect(url: str, headers: Mapping[str, str] | None = None) -> Connection:
    """A connection to `http://host:port` that sends these headers with each request."""
    headers = headers or {"Content-Type": "text/plain"}  # as a browser's beacon does
    parts = urlsplit(url)
    loop = asyncio.get_running_loop()
    host = f"{parts.hostname}:{parts.port}"
    _, connection = await loop.create_connection(lambda: Connection(host, headers), parts.hostname, parts.port)
    return connection
