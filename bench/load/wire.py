"""A lean WebSocket client (RFC 6455): so little work per frame that the server is what is measured.

The masking key is zero, which the standard's framing allows and which costs the server exactly what any other key does.
"""

import asyncio
import base64
import os
import struct
from collections.abc import Callable
from urllib.parse import urlsplit

TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
NO_MASK = b"\0\0\0\0"


class Refused(Exception):
    """The server did not open the socket, or closed it; the text is its status line or close code."""


def frame(payload: bytes, opcode: int = TEXT) -> bytes:
    size = len(payload)
    if size < 126:
        head = struct.pack("!BB", 0x80 | opcode, 0x80 | size)
    elif size < 65536:
        head = struct.pack("!BBH", 0x80 | opcode, 0xFE, size)
    else:
        head = struct.pack("!BBQ", 0x80 | opcode, 0xFF, size)
    return head + NO_MASK + payload


class Socket(asyncio.Protocol):
    """One connection. `received` gets each text message's bytes; `closed` completes with the close code."""

    def __init__(self, request: bytes) -> None:
        loop = asyncio.get_running_loop()
        self._request = request
        self._buffer = bytearray()
        self._parts: list[bytes] = []
        self._transport: asyncio.Transport | None = None
        self._open = False
        self.opened: asyncio.Future[None] = loop.create_future()
        self.closed: asyncio.Future[int] = loop.create_future()
        self.received: Callable[[bytes], None] = lambda _: None

    def send(self, payload: bytes) -> None:
        if self._transport is not None:
            self._transport.write(frame(payload))

    def send_many(self, payloads: list[bytes]) -> None:
        """Several frames in one write, as a busy client's kernel would send them."""
        if self._transport is not None:
            self._transport.write(b"".join([frame(payload) for payload in payloads]))

    def pause_reading(self) -> None:
        assert self._transport is not None
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        if self._transport is not None:
            self._transport.resume_reading()

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport) or hasattr(transport, "write")
        self._transport = transport  # pyright: ignore[reportAttributeAccessIssue]
        transport.write(self._request)  # pyright: ignore[reportAttributeAccessIssue]

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._open and not self._read_response():
            return
        self._read_frames()

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if not self.opened.done():
            self.opened.set_exception(Refused("closed before it opened"))
        if not self.closed.done():
            self.closed.set_result(1006)

    def _read_response(self) -> bool:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return False
        status = bytes(self._buffer[: self._buffer.find(b"\r\n")])
        del self._buffer[: end + 4]
        if b" 101 " not in status:
            self.opened.set_exception(Refused(status.decode()))
            self.abort()
            return False
        self._open = True
        self.opened.set_result(None)
        return True

    def _read_frames(self) -> None:
        buffer, at, have = self._buffer, 0, len(self._buffer)
        while have - at >= 2:
            first, size, start = buffer[at], buffer[at + 1] & 0x7F, at + 2
            if size == 126:
                if have < start + 2:
                    break
                size, start = int.from_bytes(buffer[start : start + 2]), start + 2
            elif size == 127:
                if have < start + 8:
                    break
                size, start = int.from_bytes(buffer[start : start + 8]), start + 8
            if have < start + size:
                break
            at = start + size
            self._take(first, bytes(buffer[start:at]))
        if at:
            del buffer[:at]

    def _take(self, first: int, payload: bytes) -> None:
        opcode = first & 0x0F
        if opcode <= TEXT:
            if first & 0x80 and not self._parts:
                return self.received(payload)
            self._parts.append(payload)
            if first & 0x80:
                whole, self._parts = b"".join(self._parts), []
                self.received(whole)
        elif opcode == PING and self._transport is not None:
            self._transport.write(frame(payload, PONG))
        elif opcode == CLOSE:
            if not self.closed.done():
                self.closed.set_result(int.from_bytes(payload[:2]) if payload else 1005)
            if self._transport is not None:
                self._transport.write(frame(payload[:2], CLOSE))
                self._transport.close()


async def connect(url: str, headers: dict[str, str] | None = None, source: str | None = None) -> Socket:
    """Open a socket to `ws://host:port/path`; `source` is the address to call from. Raises Refused or OSError."""
    parts = urlsplit(url)
    port = parts.port or 80
    lines = [
        f"GET {parts.path or '/'}{'?' + parts.query if parts.query else ''} HTTP/1.1",
        f"Host: {parts.hostname}:{port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
        "Sec-WebSocket-Version: 13",
        *(f"{name}: {value}" for name, value in (headers or {}).items()),
    ]
    request = ("\r\n".join(lines) + "\r\n\r\n").encode()
    loop = asyncio.get_running_loop()
    local = (source, 0) if source else None
    _, socket = await loop.create_connection(lambda: Socket(request), parts.hostname, port, local_addr=local)
    await socket.opened
    return socket
