"""A server that speaks the OpenAI-compatible chat protocol over a real socket, for tests; it fails as it is told to.

async with llm() as model:   model.url is the base address, model.answers what it says next, model.asked what it was sent
"""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from tests.support.asgi import over_http

JSON, EVENTS = b"application/json", b"text/event-stream"
KEY = "the-tests-own-key"
ANSWER = "我理解您的担心。洗牙一般四十分钟左右。您方便哪天来？\n来源：1"


class Model:
    """`manner` is how the next requests go: ok, or one of the faults below. `answer` may be a function of what was sent."""

    def __init__(self) -> None:
        self.url = ""
        self.manner = "ok"
        self.answer: Any = ANSWER
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.elsewhere = 0
        """Requests that came by a redirect."""
        self.usage: dict[str, int] | None = {"prompt_tokens": 321, "completion_tokens": 45}

    @property
    def said(self) -> str:
        """All that left the house in the last request."""
        return json.dumps(self.asked[-1], ensure_ascii=False)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body = b""
        while True:
            event = await receive()
            body += event.get("body", b"")
            if not event.get("more_body"):
                break
        if scope["path"] != "/v1/chat/completions":
            self.elsewhere += 1
            return await self._whole(send, 404, b"{}")
        asked = json.loads(body)
        self.asked.append(asked)
        self.keys.append(dict(scope["headers"]).get(b"authorization", b"").decode())
        text = str(self.answer(asked) if callable(self.answer) else self.answer)
        match self.manner:
            case "ok" if asked["stream"]:
                await self._stream(send, text)
            case "ok":
                choice = {"message": {"role": "assistant", "content": text}}
                await self._whole(send, 200, json.dumps({"choices": [choice], "usage": self.usage}).encode())
            case "redirect":
                await self._whole(send, 307, b"", [(b"location", self.url.replace("/v1", "/elsewhere").encode())])
            case "limit":
                await self._whole(send, 429, b"{}", [(b"retry-after", b"30")])
            case "refuse":
                await self._whole(send, 401, b'{"error": {"message": "no"}}')
            case "fail":
                await self._whole(send, 500, b"oops")
            case "garbage":
                await self._whole(send, 200, b"<html>not json")
            case "wrong json":
                await self._whole(send, 200, b'{"choices": "none", "usage": []}')
            case "error inside":
                await self._whole(send, 200, b'{"error": {"message": "model not loaded"}}')
            case "nothing":
                await self._whole(send, 200, b'{"choices": [{"message": {"content": null, "refusal": "no"}}]}')
            case "zipped":
                await self._whole(send, 200, b"\x1f\x8b" * 50, [(b"content-encoding", b"gzip")])
            case "huge":
                await self._begin(send, 200, JSON)
                for _ in range(200):
                    await send({"type": "http.response.body", "body": b" " * 8192, "more_body": True})
            case "hang":
                await asyncio.sleep(60)
            case "drip":
                await self._begin(send, 200, EVENTS)
                while True:
                    await send({"type": "http.response.body", "body": self._event("慢"), "more_body": True})
                    await asyncio.sleep(0.2)
            case "endless":
                await self._begin(send, 200, EVENTS)
                while True:
                    await send({"type": "http.response.body", "body": self._event("啊" * 50), "more_body": True})
                    await asyncio.sleep(0)
            case _:
                raise ValueError(self.manner)

    async def _stream(self, send: Any, text: str) -> None:
        await self._begin(send, 200, EVENTS + b"; charset=utf-8")
        raw = b": hello\n\n" + b"".join(self._event(text[at : at + 3]) for at in range(0, len(text), 3))
        raw += b"data: " + json.dumps({"choices": [], "usage": self.usage}).encode() + b"\n\ndata: [DONE]\n\n"
        for at in range(0, len(raw), 37):  # cut anywhere, as a network does
            await send({"type": "http.response.body", "body": raw[at : at + 37], "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    def _event(self, text: str) -> bytes:
        found = {"choices": [{"delta": {"content": text}}]}
        return b"data: " + json.dumps(found, ensure_ascii=False).encode() + b"\n\n"

    async def _begin(self, send: Any, status: int, kind: bytes, headers: Any = ()) -> None:
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", kind), *headers]})

    async def _whole(self, send: Any, status: int, body: bytes, headers: Any = ()) -> None:
        await self._begin(send, status, JSON, headers)
        await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def llm() -> AsyncGenerator[Model]:
    model = Model()
    async with over_http(model) as port:
        model.url = f"http://127.0.0.1:{port}/v1"
        yield model
