"""How the page behind a link in a message looks: small, without a script, in both languages."""

from html import escape
from typing import Any

from litestar import MediaType, Response

from bedside.appointment.coming import Seen
from bedside.appointment.model import Slot
from bedside.appointment.telling import slot_words, words
from bedside.channel.templates import said
from bedside.kit.problems import Lang, Problem

_STATUS = {
    "requested": ("等待医院确认，还不算预约成功", "Waiting for the hospital's answer; not booked yet"),
    "booked": ("已预约", "Booked"),
    "arrived": ("已到诊", "You are here"),
    "fulfilled": ("已就诊", "The visit took place"),
    "no_show": ("未到诊", "You did not come"),
    "cancelled": ("已取消", "Cancelled"),
}
_CHOOSE = ("医生当时不出诊，请另选时间，或取消", "The doctor will not be there: choose another time, or cancel")
_CALL = (
    "医生当时不出诊，网上暂时没有别的号：请致电医院改期，或取消",
    "The doctor will not be there and no other time is free here: call the hospital, or cancel",
)
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
    "move": ("改到这个时间", "Move to this time", ""),
    "accept": ("接受这个号", "Accept this seat", ""),
    "decline": ("不需要", "No, thank you", "second"),
}
_ROWS = (
    ("name", "就诊人", "Patient"), ("time", "时间", "When"), ("department", "科室", "Department"), ("doctor", "医生", "Doctor"),
    ("service", "项目", "Service"), ("place", "地点", "Where"), ("price", "公示价格", "Published price"),
    ("until", "答复截止", "Answer by"),
)  # fmt: skip
_ANOTHER = ("改到别的时间", "Another time")
_EVERY = ("在预约页面查看全部时间", "See every time on the booking page")
_ANEW = ("重新预约", "Book again")
OF_WHAT_FAILS = 4
"""Of a visit that will not take place these first rows are enough: what can be had instead should be in sight."""
_STYLE = (
    "body{font:16px/1.6 'PingFang SC','HarmonyOS Sans SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;margin:0;"
    "background:#f4f6f6;color:#1c2b2d;overflow-wrap:anywhere;-webkit-text-size-adjust:100%}"
    "main{max-width:30rem;box-sizing:border-box;margin:0 auto;padding:1.5rem;background:#fff}"
    "@media(min-width:34rem){main{margin:6vh auto;border-radius:12px}}"
    "h1{font-size:1.3rem;line-height:1.4;margin:0 0 1rem}[lang=en]{color:#52666a;font-size:.88em;font-weight:400}"
    "dl{display:grid;grid-template-columns:auto 1fr;gap:.5rem 1rem;margin:0 0 1.2rem}dt{color:#52666a}dt [lang]{display:block}"
    "dd{margin:0}form{margin:0}button{font:inherit;padding:.6rem 1.2rem;border-radius:8px;border:1px solid #0b7285;"
    "background:#0b7285;color:#fff;min-height:44px;margin:.3rem .5rem .3rem 0;cursor:pointer}"
    "button.second{background:#fff;color:#0b7285}:focus-visible{outline:3px solid #b35c00;outline-offset:2px}"
    "fieldset{border:0;margin:0 0 .4rem;padding:0;min-width:0}legend{font-weight:600;padding:0;margin-bottom:.5rem}"
    "label{display:flex;gap:.7rem;padding:.6rem .8rem;margin-bottom:.5rem;border:1px solid #c9d3d5;border-radius:8px;"
    "cursor:pointer}label:has(:checked){border-color:#0b7285;background:#eef6f8}label [lang],legend [lang]{display:block}"
    "details{margin:.6rem 0}summary{padding:.6rem 0;color:#0b7285;cursor:pointer;min-height:24px}"
    "i{font-style:normal;display:inline-block}"
    "input[type=radio]{flex:none;width:22px;height:22px;margin:.15rem 0 0;accent-color:#0b7285}a{color:#0b7285}"
    ".note{margin:0 0 1rem;border-left:4px solid #0b7285;padding-left:.8rem}.note.bad{border-color:#b3261e}"
)


def page_of(seen: Seen, problem: Problem | None = None) -> Response[str]:
    """What the link shows; `problem`: why the last answer was not taken, above how things stand."""
    told = f"<div class='note bad' role='alert'>{_says(problem)}</div>" if problem else ""
    return _page(told + _shown(seen), problem.status if problem else 200)


def refusal(problem: Problem) -> Response[str]:
    zh, en = problem.says("zh"), problem.says("en")
    way_out = _both(escape(zh["way_out"]), escape(en["way_out"]))
    return _page(f"{_heading(escape(zh['title']), escape(en['title']))}<p>{way_out}</p>", problem.status)


def _shown(seen: Seen) -> str:
    body = _heading(*_state(seen))
    if seen.coming and seen.may_come:
        body += f"<p class='note'>{_both('已记下：您会来。', 'Noted: you will come.')}</p>"
    rows = _ROWS[:OF_WHAT_FAILS] if seen.displaced else _ROWS
    body += "<dl>" + "".join(_row(seen, *row) for row in rows) + "</dl>"
    if seen.choices and seen.displaced:
        body += _form(seen, _choices(seen), "move")
    offered: list[str] = []
    if seen.may_come and not seen.coming:
        offered.append("come")
    if seen.may_cancel:
        offered.append("cancel")
    if seen.may_accept:
        offered.extend(("accept", "decline"))
    if offered:
        body += _form(seen, "", *offered)
    body += _elsewhen(seen)
    phone = escape(seen.house.hospital.phone, quote=True)
    if phone:
        call = f"<a href='tel:{phone}'>{phone}</a>"
        body += f"<p>{_both(f'有疑问请致电 {call}。', f'Questions? Call {call}.')}</p>"
    return body


def _elsewhen(seen: Seen) -> str:
    """Another time for what stands, folded away; a new one for what was cancelled."""
    if seen.over:
        return f"<p>{_link(seen.book, *_ANEW)}</p>" if seen.book else ""
    if seen.displaced or not seen.may_cancel:
        return ""
    every = f"<p>{_link(seen.book, *_EVERY)}</p>" if seen.book else ""
    times = _form(seen, _choices(seen), "move") if seen.choices else ""
    return f"<details><summary>{_both(*_ANOTHER)}</summary>{times}{every}</details>" if times or every else ""


def _link(to: str, zh: str, en: str) -> str:
    return f"<a href='{escape(to, quote=True)}'>{_both(zh, en)}</a>"


def _state(seen: Seen) -> tuple[str, str]:
    if seen.displaced:
        return _CHOOSE if seen.choices else _CALL
    if seen.offer:
        return _OFFER[seen.offer.state]
    return _STATUS.get(seen.appointment.status if seen.appointment else "", ("", ""))


def _row(seen: Seen, name: str, zh: str, en: str) -> str:
    values: dict[str, Any] = {"name": seen.name}
    if seen.appointment:
        values |= words(seen.house, seen.appointment)
    elif seen.slot and seen.offer:
        values |= slot_words(seen.house, seen.slot) | {"until": seen.offer.expires_at}
    value = values.get(name)
    if not value:
        return ""
    zone = seen.house.zone
    shown_zh, shown_en = escape(said(value, "zh", zone)), escape(said(value, "en", zone))
    shown = shown_zh if shown_zh == shown_en else f"{shown_zh}<br><span lang='en'>{shown_en}</span>"
    return f"<dt>{zh} <span lang='en'>{en}</span></dt><dd>{shown}</dd>"


def _form(seen: Seen, fields: str, *answers: str) -> str:
    buttons = "".join(_button(each) for each in answers)
    return f"<form method='post'><input type='hidden' name='rev' value='{seen.rev}'>{fields}{buttons}</form>"


def _choices(seen: Seen) -> str:
    legend = _both("可改的时间，最早的在前", "Other times, the soonest first")
    return f"<fieldset><legend>{legend}</legend>{''.join(_choice(seen, each) for each in seen.choices)}</fieldset>"


def _choice(seen: Seen, slot: Slot) -> str:
    values, zone = slot_words(seen.house, slot), seen.house.zone

    def line(lang: Lang) -> str:
        parts = (said(values[name], lang, zone) for name in ("doctor", "service", "price") if values.get(name))
        return " · ".join(f"<i>{escape(part)}</i>" for part in parts if part)

    return (
        f"<label><input type='radio' name='slot' value='{slot.id}' required><span><b>{said(slot.starts_at, 'zh', zone)}</b><br>"
        f"{line('zh')}<span lang='en'>{said(slot.starts_at, 'en', zone)} · {line('en')}</span></span></label>"
    )


def _button(answer: str) -> str:
    zh, en, kind = _BUTTONS[answer]
    return f"<button name='answer' value='{answer}' class='{kind}'>{zh} · {en}</button>"


def _says(problem: Problem) -> str:
    zh, en = problem.says("zh"), problem.says("en")
    lines = ((zh[part], en[part]) for part in ("title", "way_out"))
    return "<br>".join(_both(escape(one), escape(other)) for one, other in lines if one)


def _heading(zh: str, en: str) -> str:
    return f"<h1>{zh}<br><span lang='en'>{en}</span></h1>"


def _both(zh: str, en: str) -> str:
    return f"{zh} <span lang='en'>{en}</span>"


def _page(body: str, status: int = 200) -> Response[str]:
    html = (
        "<!doctype html><html lang='zh-CN'><meta charset='utf-8'><meta name='viewport' content='width=device-width'>"
        f"<meta name='robots' content='noindex'><title>我的预约</title><style>{_STYLE}</style><main>{body}</main></html>"
    )
    return Response(html, status_code=status, media_type=MediaType.HTML)
