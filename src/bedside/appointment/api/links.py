"""The pages behind links in messages, /a/{token}, and doctors' calendar feeds. Small, without a script, in both languages."""

from html import escape
from typing import Annotated, Any, Literal
from urllib.parse import parse_qs
from uuid import UUID

import msgspec
from litestar import MediaType, Request, Response, Router, get, post
from litestar.params import FromPath, Parameter
from litestar.response import Redirect

from bedside.appointment import feeds
from bedside.appointment.coming import Seen, answer, see
from bedside.appointment.telling import offered_words, words
from bedside.channel.templates import said
from bedside.hospital.api.viewing import staff_router
from bedside.hospital.model import Viewer
from bedside.kit.problems import INVALID, Problem
from bedside.kit.services import Services
from bedside.visit.api.guests import within
from bedside.visit.parts import Doorman

LIMIT = 4 * 1024
ANSWERS = ("come", "cancel", "accept", "decline")
Token = Annotated[str, Parameter(max_length=600)]
RequiredHospital = Annotated[int, msgspec.Meta(ge=1, le=2_147_483_647)]
_STATUS = {
    "requested": ("等待医院确认，还不算预约成功", "Waiting for the hospital's answer; not booked yet"),
    "booked": ("已预约", "Booked"),
    "arrived": ("已到诊", "You are here"),
    "fulfilled": ("已就诊", "The visit took place"),
    "no_show": ("未到诊", "You did not come"),
    "cancelled": ("已取消", "Cancelled"),
}
_OFFER = {
    "open": ("候补有号，先确认者得", "A seat is free; the first to accept has it"),
    "won": ("您已接受这个号", "You accepted this seat"),
    "lost": ("已被另一位候补者先接受；您原有的预约不变", "Somebody else was first; what you have stands"),
    "declined": ("您没有接受这个号", "You did not take this seat"),
    "lapsed": ("已过期；您仍在候补名单上", "This offer has ended; you are still on the list"),
}
_BUTTONS = {
    "come": ("我会来", "I will come", ""),
    "cancel": ("取消预约", "Cancel the appointment", "second"),
    "accept": ("接受这个号", "Accept this seat", ""),
    "decline": ("不需要", "No, thank you", "second"),
}
_ROWS = (
    ("name", "就诊人", "Patient"), ("time", "时间", "When"), ("department", "科室", "Department"), ("doctor", "医生", "Doctor"),
    ("place", "地点", "Where"), ("price", "费用", "Price"), ("until", "答复截止", "Answer by"),
)  # fmt: skip
_STYLE = (
    "body{font:16px/1.6 system-ui,'PingFang SC','Noto Sans CJK SC',sans-serif;margin:0;background:#f4f6f6;color:#1c2b2d}"
    "main{max-width:30rem;margin:6vh auto;padding:1.5rem;background:#fff;border-radius:12px}h1{font-size:1.3rem;margin:0 0 1rem}"
    "[lang=en]{color:#52666a;font-size:.9em}dl{display:grid;grid-template-columns:auto 1fr;gap:.4rem 1rem;margin:0 0 1rem}"
    "dt{color:#52666a}dd{margin:0}button{font:inherit;padding:.6rem 1.2rem;border-radius:8px;border:1px solid #0b7285;"
    "background:#0b7285;color:#fff;min-height:44px;margin:.3rem .5rem .3rem 0;cursor:pointer}"
    "button.second{background:#fff;color:#0b7285}button:focus-visible{outline:3px solid #f59f00}"
    ".note{border-left:4px solid #0b7285;padding-left:.8rem}"
)


@get("/a/{token:str}", include_in_schema=False)
async def show(request: Request[Any, Any, Any], token: FromPath[Token], services: Services) -> Response[str]:
    """Shows, and changes nothing: a mail scanner opens links, too."""
    try:
        within(services.get(Doorman).others, request)
        return _page(_seen(await see(services, token)))
    except Problem as problem:
        return _refusal(problem)


@post("/a/{token:str}", include_in_schema=False, status_code=200)
async def act(request: Request[Any, Any, Any], token: FromPath[Token], services: Services) -> Response[str] | Redirect:
    form = parse_qs((await request.body()).decode("utf-8", "replace"))
    given, rev = form.get("answer", [""])[0], form.get("rev", [""])[0]
    try:
        within(services.get(Doorman).others, request)
        if given not in ANSWERS or not rev.isdigit() or len(rev) > 9:
            raise Problem(INVALID, what="answer")
        await answer(services, token, given, int(rev))
    except Problem as problem:
        return _refusal(problem)
    return Redirect(f"/a/{token}", status_code=303)


@get("/calendar/{name:str}", include_in_schema=False)
async def calendar(request: Request[Any, Any, Any], name: FromPath[Token], services: Services) -> Response[bytes]:
    """A doctor's feed. No patient is named in it."""
    within(services.get(Doorman).others, request)
    body = await feeds.feed(services, name.removesuffix(".ics"))
    return Response(body, media_type="text/calendar; charset=utf-8", headers={"Cache-Control": "private, max-age=300"})


class CalendarLink(msgspec.Struct):
    url: str


class CalendarHospital(msgspec.Struct):
    hospital: RequiredHospital


@get("/doctors/{doctor_id:uuid}/calendar-link", summary="The address of a doctor's calendar feed")
async def calendar_link(
    doctor_id: FromPath[UUID], hospital: RequiredHospital, viewer: Viewer, services: Services
) -> CalendarLink:
    return CalendarLink(await feeds.link_of(services, viewer, hospital, doctor_id))


@post("/doctors/{doctor_id:uuid}/calendar-link", summary="A new address; the old one ends", status_code=200)
async def new_calendar_link(
    doctor_id: FromPath[UUID], data: CalendarHospital, viewer: Viewer, services: Services
) -> CalendarLink:
    return CalendarLink(await feeds.link_of(services, viewer, data.hospital, doctor_id, anew=True))


def _seen(seen: Seen) -> str:
    zh, en = (
        _OFFER[seen.offer.state]
        if seen.offer
        else _STATUS.get(seen.appointment.status if seen.appointment else "", ("", ""))
    )
    if seen.appointment and seen.appointment.displaced_at and seen.may_cancel:
        zh, en = (
            "医生当时不出诊，请致电医院改期，或取消",
            "The doctor will not be there: call to choose another time, or cancel",
        )
    body = _heading(zh, en)
    if seen.coming and seen.may_come:
        body += f"<p class='note'>{_both('已记下：您会来。', 'Noted: you will come.')}</p>"
    body += "<dl>" + "".join(_row(seen, *row) for row in _ROWS) + "</dl>"
    offered: list[Literal["come", "cancel", "accept", "decline"]] = []
    if seen.may_come and not seen.coming:
        offered.append("come")
    if seen.may_cancel:
        offered.append("cancel")
    if seen.may_accept:
        offered.extend(("accept", "decline"))
    if offered:
        body += f"<form method='post'><input type='hidden' name='rev' value='{seen.rev}'>"
        body += "".join(_button(each) for each in offered) + "</form>"
    phone = escape(seen.house.hospital.phone)
    if phone:
        body += f"<p>{_both(f'有疑问请致电 {phone}。', f'Questions? Call {phone}.')}</p>"
    return body


def _row(seen: Seen, name: str, zh: str, en: str) -> str:
    values: dict[str, Any] = {"name": seen.name}
    if seen.appointment:
        values |= words(seen.house, seen.appointment)
    elif seen.slot and seen.offer:
        values |= offered_words(seen.house, seen.offer, seen.slot)
    value = values.get(name)
    if not value:
        return ""
    zone = seen.house.zone
    shown_zh, shown_en = escape(said(value, "zh", zone)), escape(said(value, "en", zone))
    shown = shown_zh if shown_zh == shown_en else f"{shown_zh}<br><span lang='en'>{shown_en}</span>"
    return f"<dt>{zh} <span lang='en'>{en}</span></dt><dd>{shown}</dd>"


def _button(answer: str) -> str:
    zh, en, kind = _BUTTONS[answer]
    return f"<button name='answer' value='{answer}' class='{kind}'>{zh} · {en}</button>"


def _heading(zh: str, en: str) -> str:
    return f"<h1>{zh}<br><span lang='en'>{en}</span></h1>"


def _both(zh: str, en: str) -> str:
    return f"{zh} <span lang='en'>{en}</span>"


def _refusal(problem: Problem) -> Response[str]:
    zh, en = problem.says("zh"), problem.says("en")
    body = (
        _heading(escape(zh["title"]), escape(en["title"]))
        + f"<p>{_both(escape(zh['way_out']), escape(en['way_out']))}</p>"
    )
    return _page(body, problem.status)


def _page(body: str, status: int = 200) -> Response[str]:
    html = (
        "<!doctype html><html lang='zh-CN'><meta charset='utf-8'><meta name='viewport' content='width=device-width'>"
        f"<meta name='robots' content='noindex'><title>我的预约</title><style>{_STYLE}</style><main>{body}</main></html>"
    )
    return Response(html, status_code=status, media_type=MediaType.HTML)


routes: list[Router] = [
    Router(path="/", route_handlers=[show, act, calendar], request_max_body_size=LIMIT),
    staff_router([calendar_link, new_calendar_link], tag="appointments"),
]
