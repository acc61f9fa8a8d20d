"""When a visitor is invited to talk: rules as data, matched by pure functions."""

from datetime import datetime
from functools import lru_cache
from re import Pattern, compile, escape, sub
from typing import Literal
from uuid import UUID

import msgspec

Answer = Literal["accepted", "declined"]
ANY = "*"


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """Every condition must hold; an empty one always does. Times are in seconds.

    `path`: a beginning ("/prices/"), or a pattern with `*`. `source`: its name or medium ("baidu", "search").
    `campaign`: a utm_campaign, or `*` for any. `desk_open` None asks at all hours.
    """

    id: UUID
    name_zh: str
    name_en: str
    text_zh: str
    text_en: str
    pages: int = 2
    path: str = ""
    page_seconds: int = 0
    site_seconds: int = 0
    source: str = ""
    campaign: str = ""
    came_back: bool | None = None
    desk_open: bool | None = True
    priority: int = 0
    active: bool = True
    version: int = 1


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """A visitor at one moment."""

    pages: int
    path: str
    page_seconds: float
    site_seconds: float
    source: str
    medium: str
    campaign: str
    returning: bool
    desk_open: bool


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """One asking of one visitor. `why` is said to the visitor (rule L12)."""

    id: UUID
    visitor_id: UUID
    rule_id: UUID | None
    staff_id: UUID | None
    staff_name: str
    text: str
    why: str
    shown_at: datetime
    answer: str | None = None


class RuleCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How often a rule asked, and what was answered; `rule_id` None counts invitations by hand."""

    rule_id: UUID | None
    shown: int
    accepted: int
    declined: int


def due_in(rule: Rule, now: Context) -> float | None:
    """Seconds until the rule matches if the visitor stays where they are; 0 it matches now, None it will not."""
    if (
        not rule.active
        or now.pages < rule.pages
        or (rule.path and not _path(rule.path).match(now.path))
        or (rule.source and rule.source not in (now.source, now.medium))
        or (rule.campaign and (not now.campaign if rule.campaign == ANY else rule.campaign != now.campaign))
        or (rule.came_back is not None and rule.came_back != now.returning)
        or (rule.desk_open is not None and rule.desk_open != now.desk_open)
    ):
        return None
    return max(0.0, rule.page_seconds - now.page_seconds, rule.site_seconds - now.site_seconds)


def matches(rule: Rule, now: Context) -> bool:
    return due_in(rule, now) == 0


def choose(rules: list[Rule], now: Context) -> tuple[Rule | None, float | None]:
    """The first matching rule, and else in how many seconds to look again (None: on the next page).

    `rules` come in order of their priority.
    """
    waits: list[float] = []
    for rule in rules:
        wait = due_in(rule, now)
        if wait == 0:
            return rule, None
        if wait is not None:
            waits.append(wait)
    return None, min(waits, default=None)


@lru_cache(maxsize=1024)
def _path(pattern: str) -> Pattern[str]:
    if ANY in pattern:
        return compile(".*".join(map(escape, pattern.split(ANY))) + r"\Z")
    return compile(escape(pattern))


def worded(text: str, **values: str) -> str:
    """`text` with its {variables} filled; an unknown one leaves nothing."""
    return sub(r"\{([a-z_]+)\}", lambda found: values.get(found[1], ""), text)


def why(rule: Rule, now: Context, lang: str) -> str:
    """In plain words, which of the visitor's own doings led to the question."""
    zh: list[str] = []
    en: list[str] = []
    if rule.came_back:
        zh.append("您再次来访")
        en.append("you came back")
    if rule.campaign or rule.source:
        zh.append("您来到本站的途径")
        en.append("the way you came to this site")
    if rule.page_seconds or rule.site_seconds:
        zh.append("您停留了一会儿")
        en.append("you stayed for a while")
    if rule.path:
        zh.append("您在看这个页面")
        en.append("you are reading this page")
    if rule.pages > 1 or not zh:
        zh.append(f"您看了 {now.pages} 页" if now.pages > 1 else "您打开了本站的页面")
        en.append(f"you have read {now.pages} pages" if now.pages > 1 else "you opened a page of this site")
    if lang == "en":
        return f"Asked automatically and only once, because {' and '.join(en)}. You can say no."
    return f"这是自动询问，只问一次，因为{'、'.join(zh)}。您可以说不需要。"
