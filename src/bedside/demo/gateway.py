"""An SMS gateway of the generic contract (docs/channels.md) that has no antenna: it keeps and shows what was sent, and lets
one answer as the phone's owner. For the demo and for tests."""

import asyncio
import hmac
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from html import escape
from typing import Any
from urllib.parse import parse_qs

import httpx
import msgspec

from bedside.kit.ids import new_id

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]
KEPT = 2_000
BODY_LIMIT = 64 * 1024
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;background:#eef2f2;color:#1c2b2d;margin:0}main{max-width:46rem;margin:2rem auto;"
    "padding:0 1rem}section{background:#fff;border-radius:12px;padding:1rem 1.2rem;margin:1rem 0}h2{font-size:1rem;margin:0}"
    "p.sms{background:#e3f1ee;border-radius:12px;padding:.6rem .9rem;white-space:pre-wrap;overflow-wrap:anywhere}"
    "small{color:#54666a}input,button{font:inherit;padding:.4rem .6rem;min-height:44px}"
)


class Sms(msgspec.Struct, frozen=True, kw_only=True):
    """A message as a phone shows it."""

    id: str
    key: str
    account: str
    to: str
    text: str
    signature: str
    template: str
    at: datetime


class _Asked(msgspec.Struct):
    to: str
    text: str
    signature: str = ""
    template: str = ""


class Gateway:
    """An ASGI application. `accounts`: each hospital's key, and the address that is told of answers and arrivals ("" none).

    The same key again is answered as the first time, and no second message is shown.
    """

    def __init__(self, accounts: Mapping[str, str]) -> None:
        self.accounts = dict(accounts)
        self.messages: list[Sms] = []
        self._by_key: dict[tuple[str, str], Sms] = {}
        self._told: set[asyncio.Task[None]] = set()

    def to(self, phone: str) -> list[Sms]:
        """What this phone got, oldest first."""
        return [each for each in self.messages if each.to == phone]

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            while True:
                kind = (await receive())["type"]
                await send({"type": f"{kind}.complete"})
                if kind == "lifespan.shutdown":
                    return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        status, kind, body = await self._answer(scope, await read(receive))
        headers = [
            (b"content-type", kind.encode()), (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
        ]  # fmt: skip
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def reply(self, phone: str, text: str) -> int:
        """The owner of this phone answers whoever wrote last; returns the status that the hospital answered with."""
        last = next((each for each in reversed(self.messages) if each.to == phone), None)
        account = last.account if last else next(iter(self.accounts), "")
        news = {"messages": [{"id": str(new_id()), "from": phone, "text": text}]}
        return await self.tell(account, news)

    async def tell(self, account: str, news: Mapping[str, Any]) -> int:
        """Post news to the hospital, signed with its key; 0 when it has no address or cannot be reached."""
        hook = self.accounts.get(account, "")
        if not hook:
            return 0
        body, now = msgspec.json.encode(news), str(int(time.time()))
        signed = hmac.digest(account.encode(), now.encode() + b"." + body, "sha256").hex()
        headers = {"X-Bedside-Time": now, "X-Bedside-Signature": signed, "Content-Type": "application/json"}
        try:
            async with httpx.AsyncClient(trust_env=False) as client:
                return (await client.post(hook, content=body, headers=headers, timeout=10)).status_code
        except httpx.HTTPError:
            return 0

    async def _answer(self, scope: dict[str, Any], body: bytes) -> tuple[int, str, bytes]:
        way = (scope["method"], scope["path"])
        if way == ("POST", "/send"):
            return self._take(dict(scope["headers"]), body)
        if way == ("GET", "/messages"):
            phone = parse_qs(scope["query_string"].decode()).get("to", [""])[0]
            found = self.to(phone) if phone else self.messages
            return 200, "application/json", msgspec.json.encode({"items": found})
        if way == ("GET", "/"):
            return 200, "text/html; charset=utf-8", self._page().encode()
        if way == ("POST", "/reply"):
            form = parse_qs(body.decode("utf-8", "replace"))
            await self.reply(form.get("from", [""])[0], form.get("text", [""])[0])
            back = "<!doctype html><meta http-equiv='refresh' content='0;url=/'>"
            return 200, "text/html; charset=utf-8", back.encode()
        return 404, "application/json", b"{}"

    def _take(self, headers: Mapping[bytes, bytes], body: bytes) -> tuple[int, str, bytes]:
        account = headers.get(b"authorization", b"").decode("latin-1").removeprefix("Bearer ")
        key = headers.get(b"idempotency-key", b"").decode("latin-1")
        if account not in self.accounts:
            return 401, "application/json", b'{"error":"key"}'
        try:
            asked = msgspec.json.decode(body, type=_Asked)
        except msgspec.MsgspecError:
            return 422, "application/json", b'{"error":"body"}'
        known = self._by_key.get((account, key))
        if known is None:
            known = Sms(
                id=str(new_id()), key=key, account=account, to=asked.to, text=asked.text, signature=asked.signature,
                template=asked.template, at=datetime.now(UTC),
            )  # fmt: skip
            self.messages.append(known)
            del self.messages[:-KEPT]
            self._by_key[account, key] = known
            while len(self._by_key) > KEPT:
                del self._by_key[next(iter(self._by_key))]
            self._arrives(known)
        return 200, "application/json", msgspec.json.encode({"id": known.id, "state": "accepted"})

    def _arrives(self, sms: Sms) -> None:
        """A moment later the hospital is told that it arrived; told too early, it is told again."""

        async def told() -> None:
            for wait in (0.5, 1, 2, 4):
                await asyncio.sleep(wait)
                if (
                    await self.tell(sms.account, {"reports": [{"id": sms.id, "key": sms.key, "state": "delivered"}]})
                    != 425
                ):
                    return

        if self.accounts[sms.account]:
            task = asyncio.create_task(told())
            self._told.add(task)
            task.add_done_callback(self._told.discard)

    def _page(self) -> str:
        phones = list(dict.fromkeys(each.to for each in reversed(self.messages)))
        cards = (
            "".join(self._card(phone) for phone in phones)
            or "<p>还没有短信。<span lang='en'>No messages yet.</span></p>"
        )
        return (
            "<!doctype html><html lang='zh-CN'><meta charset='utf-8'><meta name='viewport' content='width=device-width'>"
            f"<title>演示短信 · Demo SMS</title><style>{_STYLE}</style><main><h1>演示短信 <small lang='en'>Demo SMS</small></h1>"
            "<p>这里没有真正的手机：医院发出的短信都停在这页，刷新可见。"
            "<br><small lang='en'>There is no phone here: what the hospital sends stays here. Reload to see more.</small></p>"
            f"{cards}</main></html>"
        )

    def _card(self, phone: str) -> str:
        shown = "".join(
            f"<p class='sms'>{escape(f'【{each.signature}】' if each.signature else '')}{escape(each.text)}"
            f"<br><small>{each.at:%Y-%m-%d %H:%M:%S} UTC</small></p>"
            for each in reversed(self.to(phone)[-20:])
        )
        return (
            f"<section><h2>{escape(phone)}</h2>{shown}<form method='post' action='/reply'>"
            f"<input type='hidden' name='from' value='{escape(phone, quote=True)}'>"
            "<input name='text' aria-label='回复 Reply' placeholder='回复，例如 TD'> <button>回复 Reply</button></form></section>"
        )


async def read(receive: Receive) -> bytes:
    """A request's body, up to BODY_LIMIT."""
    body = b""
    while True:
        part = await receive()
        body += part.get("body", b"")
        if not part.get("more_body") or len(body) > BODY_LIMIT:
            return body[:BODY_LIMIT]
