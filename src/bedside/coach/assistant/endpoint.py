"""One question to an OpenAI-compatible endpoint: POST {base}/chat/completions, whole or as a stream of events.

Whatever the other side does, it ends within the time-out: refusals, redirects, endless streams, slow drips, huge or senseless
answers are a `Failed` with a code, never more. Redirects are not followed and proxies of the environment not used: what leaves
goes to the address that the hospital set, or nowhere.
"""

import asyncio
import ipaddress
from collections.abc import AsyncIterator
from typing import Any, Literal
from urllib.parse import urlsplit

import httpx
import msgspec

from bedside.coach.assistant.prompts import Said

Why = Literal[
    "timeout", "unreachable", "redirected", "refused", "too_many", "failing", "senseless", "too_long", "empty"
]  # fmt: skip
MOST_BYTES = 256 * 1024
MOST_TEXT = 8_000
"""Characters: an answer is a few sentences."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """Where to ask, and how."""

    base: str
    model: str
    key: str
    stream: bool
    seconds: float
    most_tokens: int


class Answer(msgspec.Struct, frozen=True):
    """What the model said; tokens None where it did not count them."""

    text: str
    tokens_in: int | None = None
    tokens_out: int | None = None


class Failed(Exception):
    """No answer. `after`: seconds that the other side asked to be left alone."""

    def __init__(self, why: Why, detail: str = "", after: float = 0.0) -> None:
        super().__init__(why, detail)
        self.why: Why = why
        self.detail = detail
        self.after = after


class _Usage(msgspec.Struct):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class _Message(msgspec.Struct):
    content: str | None = None


class _Choice(msgspec.Struct):
    message: _Message | None = None
    delta: _Message | None = None


class _Body(msgspec.Struct):
    """A whole answer, or one event of a stream; the rest is ignored."""

    choices: list[_Choice] = []
    usage: _Usage | None = None
    error: Any = None


_read = msgspec.json.Decoder(_Body)


def is_trustworthy(base: str) -> bool:
    """TLS; without it only an address of this machine or of the house's own network."""
    try:
        parts = urlsplit(base)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if not host or parts.username or parts.password or parts.query or parts.fragment:
        return False
    if parts.scheme == "https":
        return True
    if parts.scheme != "http":
        return False
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or (address.is_private and not address.is_link_local and not address.is_unspecified)


def host_of(base: str) -> str:
    return urlsplit(base).netloc.lower()


async def ask(client: httpx.AsyncClient, line: Line, said: list[Said]) -> Answer:
    """Raises Failed."""
    try:
        async with asyncio.timeout(line.seconds):
            return await _ask(client, line, said)
    except TimeoutError:
        raise Failed("timeout") from None
    except httpx.TimeoutException:
        raise Failed("timeout") from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        raise Failed("unreachable", type(error).__name__) from error


async def _ask(client: httpx.AsyncClient, line: Line, said: list[Said]) -> Answer:
    body: dict[str, object] = {
        "model": line.model,
        "messages": [msgspec.to_builtins(each) for each in said],
        "max_tokens": line.most_tokens,
        "temperature": 0.3,
        "stream": line.stream,
    }
    # Encoded, a small answer could be a huge one.
    headers = {"Accept": "text/event-stream" if line.stream else "application/json", "Accept-Encoding": "identity"}
    if line.key:
        headers["Authorization"] = f"Bearer {line.key}"
    address = f"{line.base.rstrip('/')}/chat/completions"
    async with client.stream(
        "POST", address, json=body, headers=headers, timeout=line.seconds, follow_redirects=False
    ) as answer:
        _check(answer)
        if "text/event-stream" in answer.headers.get("content-type", ""):
            return await _streamed(answer)
        content = b""
        async for part in answer.aiter_raw():
            content += part
            if len(content) > MOST_BYTES:
                raise Failed("too_long")
        found = _decoded(content)
        message = found.choices[0].message if found.choices else None
        return _whole((message.content if message else None) or "", found.usage)


def _check(answer: httpx.Response) -> None:
    status = answer.status_code
    if status == 429 or status == 503:
        raise Failed("too_many", f"http_{status}", _seconds(answer.headers.get("retry-after", "")))
    if 300 <= status < 400:
        raise Failed("redirected", f"http_{status}")
    if status >= 500:
        raise Failed("failing", f"http_{status}")
    if status != 200:
        raise Failed("refused", f"http_{status}")
    if answer.headers.get("content-encoding", "identity") != "identity":
        raise Failed("senseless", "content-encoding")


async def _streamed(answer: httpx.Response) -> Answer:
    pieces: list[str] = []
    length, usage = 0, None
    async for data in _events(answer):
        if data == b"[DONE]":
            break
        found = _decoded(data)
        usage = found.usage or usage
        delta = found.choices[0].delta if found.choices else None
        if delta is not None and delta.content:
            pieces.append(delta.content)
            length += len(delta.content)
            if length > MOST_TEXT:
                raise Failed("too_long")
    return _whole("".join(pieces), usage)


async def _events(answer: httpx.Response) -> AsyncIterator[bytes]:
    """The `data` of each server-sent event."""
    rest, seen = b"", 0
    async for part in answer.aiter_raw():
        seen += len(part)
        if seen > MOST_BYTES:
            raise Failed("too_long")
        *lines, rest = (rest + part).split(b"\n")
        for each in lines:
            if each.startswith(b"data:"):
                yield each[5:].strip()
    if rest.startswith(b"data:"):
        yield rest[5:].strip()


def _decoded(content: bytes) -> _Body:
    try:
        found = _read.decode(content)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise Failed("senseless", "json") from error
    if found.error is not None:
        raise Failed("refused", "error")
    return found


def _whole(text: str, usage: _Usage | None) -> Answer:
    if not text.strip():
        raise Failed("empty")
    if len(text) > MOST_TEXT:
        raise Failed("too_long")
    if usage is None:
        return Answer(text)
    return Answer(text, min(max(usage.prompt_tokens, 0), 10_000_000), min(max(usage.completion_tokens, 0), 10_000_000))


def _seconds(retry_after: str) -> float:
    return min(float(retry_after), 600.0) if retry_after.isascii() and retry_after.isdigit() else 0.0
