"""The page behind "stop these messages": one look, one click, no account. Mail programs post to it by themselves."""

from html import escape
from typing import Any
from urllib.parse import parse_qs

from litestar import MediaType, Request, Response, Router, get, post
from litestar.params import FromPath

from bedside.channel.stopping import Asked, asked, stop
from bedside.kit.problems import Problem
from bedside.kit.services import Services

LIMIT = 4 * 1024
_PURPOSES = {
    "care": ("就诊通知（预约、提醒、结果）", "care messages (appointments, reminders, results)"),
    "marketing": ("医院活动信息", "news of the hospital"),
    "verification": ("验证码", "codes"),
    "duty": ("值班通知", "calls to staff on duty"),
}
_STYLE = (
    "body{font:16px/1.6 system-ui,'PingFang SC','Noto Sans CJK SC',sans-serif;margin:0;background:#f4f6f6;color:#1c2b2d}"
    "main{max-width:30rem;margin:8vh auto;padding:2rem;background:#fff;border-radius:12px}h1{font-size:1.3rem;margin-top:0}"
    "button{font:inherit;padding:.6rem 1.2rem;border-radius:8px;border:1px solid #0b7285;background:#0b7285;color:#fff;"
    "min-height:44px;margin:.3rem .5rem .3rem 0;cursor:pointer}button.second{background:#fff;color:#0b7285}"
    "button:focus-visible{outline:3px solid #f59f00}"
)


@get("/{token:str}", include_in_schema=False)
async def show(token: FromPath[str], services: Services) -> Response[str]:
    try:
        found = await asked(services, token)
    except Problem as problem:
        return _page(_unknown(), problem.status)
    zh, en = _PURPOSES[found.purpose]
    where = f" {escape(found.masked)} " if found.masked else ""
    both = (
        f"<h1>{_either(found, '不再接收', 'Stop messages')}</h1><p>"
        + _either(found, f"{where}以后不再收到{zh}？", f"Send no more {en} to{where or ' you'}?")
        + "</p><form method='post'><button name='everything' value=''>"
        + _either(found, "不再发送这类消息", "Stop these")
        + "</button><button class='second' name='everything' value='1'>"
        + _either(found, "所有消息都不再发送", "Stop all messages")
        + "</button></form>"
    )
    return _page(both, lang=found.lang)


@post("/{token:str}", include_in_schema=False, status_code=200)
async def act(request: Request[Any, Any, Any], token: FromPath[str], services: Services) -> Response[str]:
    form = parse_qs((await request.body()).decode("utf-8", "replace"))
    try:
        found = await stop(services, token, everything=form.get("everything", [""])[0] == "1")
    except Problem as problem:
        return _page(_unknown(), problem.status)
    done = _either(
        found,
        "已停止，已排队的也不再发出。需要时随时可以告诉医院重新开通。",
        "Stopped; what was queued does not leave either. Tell the hospital whenever you want them again.",
    )
    return _page(f"<h1>{_either(found, '好的', 'Done')}</h1><p>{done}</p>", lang=found.lang)


def _either(found: Asked, zh: str, en: str) -> str:
    return en if found.lang == "en" else zh


def _unknown() -> str:
    return (
        "<h1>链接无效</h1><p>请用消息里完整的链接，或致电医院。</p>"
        "<p lang='en'>This link is not valid. Use the whole link of the message, or call the hospital.</p>"
    )


def _page(body: str, status: int = 200, lang: str = "zh") -> Response[str]:
    tag = "en" if lang == "en" else "zh-CN"
    title = "Stop messages" if lang == "en" else "不再接收"
    html = (
        f"<!doctype html><html lang='{tag}'><meta charset='utf-8'><meta name='viewport' content='width=device-width'>"
        f"<meta name='robots' content='noindex'><title>{title}</title><style>{_STYLE}</style><main>{body}</main></html>"
    )
    return Response(html, status_code=status, media_type=MediaType.HTML)


router = Router(path="/stop", route_handlers=[show, act], request_max_body_size=LIMIT)
