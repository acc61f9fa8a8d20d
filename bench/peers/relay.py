"""The bare relay: what the web server itself can do. It passes messages between the two of a pair and stores nothing.

Same uvicorn, same frames, same generator. Like Bedside it sends what has gathered for a socket as one frame, which is
faster here than one frame per event (the other form is `?plain=1`).
"""

import asyncio
from typing import Any
from urllib.parse import parse_qs

import msgspec


class Frame(msgspec.Struct):
    do: str
    ref: int
    id: str = ""
    text: str = ""


_decode = msgspec.json.Decoder(Frame).decode
_encode = msgspec.json.encode
_ends: dict[str, dict[str, "End"]] = {}


class End:
    """One socket's outgoing events."""

    def __init__(self, send: Any, plain: bool) -> None:
        self._send = send
        self._plain = plain
        self._waiting: list[bytes] = []
        self._drainer: asyncio.Task[None] | None = None

    def put(self, event: bytes) -> None:
        self._waiting.append(event)
        if self._drainer is None:
            self._drainer = asyncio.create_task(self._drain())

    async def _drain(self) -> None:
        try:
            while self._waiting:
                events, self._waiting = self._waiting, []
                frames = [b"[" + event + b"]" for event in events] if self._plain else [b"[" + b",".join(events) + b"]"]
                for frame in frames:
                    await self._send({"type": "websocket.send", "text": frame.decode()})
        except Exception:
            pass
        finally:
            self._drainer = None


async def app(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] != "websocket":
        return
    asked = {name: values[0] for name, values in parse_qs(scope["query_string"].decode()).items()}
    ends = _ends.setdefault(asked["pair"], {})
    other = "b" if asked["end"] == "a" else "a"
    await receive()
    await send({"type": "websocket.accept"})
    mine = ends[asked["end"]] = End(send, "plain" in asked)
    seq = 0
    while (message := await receive())["type"] == "websocket.receive":
        frame = _decode(message["text"])
        if frame.do == "hello":
            mine.put(_encode({"on": "welcome", "ref": frame.ref}))
            continue
        seq += 1
        mine.put(_encode({"on": "said", "ref": frame.ref, "id": frame.id, "seq": seq}))
        if other in ends:
            ends[other].put(_encode({"on": "entry", "entry": {"seq": seq, "id": frame.id, "text": frame.text}}))
