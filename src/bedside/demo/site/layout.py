"""The frame of every page: head, header, footer, and the one script tag."""

from collections.abc import Mapping
from html import escape

import msgspec

from bedside.demo.furniture import Lang
from bedside.demo.site.art import drawing
from bedside.demo.site.sources import content, word

NAV = (
    ("nav_departments", "departments/"),
    ("nav_doctors", "doctors/"),
    ("nav_prices", "prices/"),
    ("nav_visit", "visit/"),
    ("nav_health", "health/"),
    ("nav_about", "about/"),
)


class Embed(msgspec.Struct, frozen=True):
    """Where the widget comes from, and each campus's site key."""

    origin: str
    keys: Mapping[str, str]

    def script(self, campus: str) -> str:
        source = escape(f"{self.origin.rstrip('/')}/widget.js")
        return f'<script src="{source}" data-site="{escape(self.keys[campus])}" async></script>'


class Page(msgspec.Struct, frozen=True):
    """`path` is inside the language, as in `departments/dental/`; `crumbs` are (title, path)."""

    path: str
    title: str
    description: str
    body: str
    campus: str = "east"
    kind: str = "plain"
    crumbs: tuple[tuple[str, str], ...] = ()


def _brand(lang: Lang) -> str:
    name = content().furniture.group.name
    second = name.of("en" if lang == "zh" else "zh")
    return (
        f'<a class="brand" href="/{lang}/">{drawing("mark")}<span><b>{escape(name.of(lang))}</b>'
        f"<small>{escape(second)}</small></span></a>"
    )


def _header(page: Page, lang: Lang) -> str:
    other: Lang = "en" if lang == "zh" else "zh"
    # Health pages keep only reading: their frame, too, must not lead to contact, booking or prices (L04).
    shown = [entry for entry in NAV if page.kind != "health" or entry[0] == "nav_health"]
    links = "".join(
        f'<a href="/{lang}/{path}"{_current(page.path, path)}>{escape(word(key, lang))}</a>' for key, path in shown
    )
    switch = (
        f'<a class="switch" href="/{other}/{page.path}" lang="{other}" hreflang="{other}">'
        f"{escape(word('other_language', lang))}</a>"
    )
    name = escape(word("main_nav", lang))
    return (
        f'<aside class="strip" aria-label="{escape(word("notice", lang))}">{escape(word("strip", lang))}</aside>'
        f'<header class="top"><div class="wrap">{_brand(lang)}'
        f'<nav class="wide" aria-label="{name}">{links}</nav>{switch}'
        f'<details class="menu"><summary>{escape(word("menu", lang))}</summary>'
        f'<nav aria-label="{name}">{links}</nav></details></div></header>'
    )


def _current(page: str, path: str) -> str:
    if page == path:
        return ' aria-current="page"'
    return ' class="within"' if page.startswith(path) else ""


def _crumbs(page: Page, lang: Lang) -> str:
    if not page.crumbs:
        return ""
    trail = ((word("home", lang), ""), *page.crumbs)
    links = "".join(f'<li><a href="/{lang}/{path}">{escape(title)}</a></li>' for title, path in trail)
    return (
        f'<nav class="crumbs wrap" aria-label="{escape(word("crumbs", lang))}"><ol>{links}'
        f'<li aria-current="page">{escape(page.title)}</li></ol></nav>'
    )


def _footer(page: Page, lang: Lang) -> str:
    if page.kind == "health":
        text = escape(word("footer_health", lang))
        return f'<footer class="foot quiet"><div class="wrap"><p>{text}</p></div></footer>'
    furniture = content().furniture
    campuses = "".join(
        f"<section><h2>{escape(campus.short.of(lang))}</h2><p>{escape(campus.address.of(lang))}</p>"
        f"<p>{escape(campus.hours.of(lang))}</p>"
        f"<p>{escape(word('phone', lang))}<br><b>{escape(campus.phone)}</b></p></section>"
        for campus in furniture.campuses
    )
    more = "".join(
        f'<li><a href="/{lang}/{path}">{escape(word(key, lang))}</a></li>'
        for key, path in (*NAV, ("nav_programmes", "programmes/"), ("nav_privacy", "privacy/"))
    )
    return (
        f'<footer class="foot"><div class="wrap grid"><section class="who">{_brand(lang)}'
        f"<p>{escape(furniture.group.motto.of(lang))}</p></section>{campuses}<nav "
        f'aria-label="{escape(word("menu", lang))}"><ul>{more}</ul></nav></div>'
        f'<div class="wrap"><p class="demo">{escape(word("footer_demo", lang))}</p></div></footer>'
    )


def titled(page: Page, lang: Lang) -> str:
    """What the browser's tab says."""
    site = content().furniture.group.name.of(lang)
    separator = "_" if lang == "zh" else " · "
    return site if page.kind == "home" else f"{page.title}{separator}{site}"


def whole(page: Page, lang: Lang, embed: Embed) -> bytes:
    """The complete HTML document."""
    html_lang = "zh-CN" if lang == "zh" else "en"
    alternates = "".join(
        f'<link rel="alternate" hreflang="{code}" href="/{code[:2]}/{page.path}">' for code in ("zh-CN", "en")
    )
    return (
        f'<!doctype html>\n<html lang="{html_lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(titled(page, lang))}</title>"
        f'<meta name="description" content="{escape(page.description)}">'
        '<meta name="robots" content="noindex"><meta name="theme-color" content="#1d5547">'
        f'<link rel="icon" href="/static/mark.svg" type="image/svg+xml">{alternates}'
        f'<link rel="stylesheet" href="/static/site.css">{embed.script(page.campus)}</head>'
        f'<body class="is-{page.kind}"><a class="skip" href="#main">{escape(word("skip", lang))}</a>'
        f'{_header(page, lang)}<main id="main">{_crumbs(page, lang)}{page.body}</main>'
        f"{_footer(page, lang)}</body></html>\n"
    ).encode()
