"""What is outside the demo hospital's own house, served side by side: the SMS gateway, the mailbox, its older system (HIS)."""

import asyncio
from collections.abc import Mapping
from typing import Any

import uvicorn

from bedside.demo.furnish import PostOffice
from bedside.demo.furnish.channels import HERE
from bedside.demo.gateway import Application, Gateway, Receive, Send
from bedside.demo.his import DemoHis
from bedside.demo.mailbox import Mailbox

_HEAD = (
    "<!doctype html><html lang='zh-CN'><meta charset='utf-8'><meta name='viewport' content='width=device-width'>"
    "<title>演示邮箱 · Demo mail</title><style>body{font:16px/1.5 system-ui,sans-serif;background:#eef2f2;color:#1c2b2d}"
    "main{max-width:46rem;margin:2rem auto;padding:0 1rem}section{background:#fff;border-radius:12px;padding:1rem}"
    ".sms{white-space:pre-wrap;overflow-wrap:anywhere}</style><main><h1>演示邮箱 <small lang='en'>Demo mail</small></h1>"
)


class Counter:
    """ASGI: the mailbox at /mail, the hospital system below /his, everything else the gateway's."""

    def __init__(self, gateway: Gateway, mailbox: Mailbox, his: Application) -> None:
        self._gateway = gateway
        self._mailbox = mailbox
        self._his = his

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(f"{PostOffice.HIS}/"):
            await self._his(scope | {"path": scope["path"].removeprefix(PostOffice.HIS)}, receive, send)
            return
        if scope["type"] != "http" or (scope["method"], scope["path"]) != ("GET", "/mail"):
            await self._gateway(scope, receive, send)
            return
        body = f"{_HEAD}{self._mailbox.page()}</main></html>".encode()
        headers = [(b"content-type", b"text/html; charset=utf-8"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


async def serve(accounts: Mapping[str, str], office: PostOffice, his: DemoHis) -> None:
    """Until the process is asked to leave."""
    mailbox = Mailbox()
    listening = await mailbox.serve(HERE, office.mail)
    app = Counter(Gateway(accounts), mailbox, his)
    config = uvicorn.Config(app, host=HERE, port=office.sms, access_log=False, log_level="warning")  # pyright: ignore[reportArgumentType]
    async with listening:
        await asyncio.create_task(uvicorn.Server(config).serve())
