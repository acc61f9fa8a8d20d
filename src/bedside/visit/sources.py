"""Where a visit came from, read from addresses: search engines and their words, utm, social sites, other sites.

Only what is named here is kept of a query string: other parameters may hold anything, also a person's number. What looks
like one is masked wherever it stands.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TypeVar
from urllib.parse import unquote, unquote_to_bytes, urlsplit

import msgspec

from bedside.people.model import one_line
from bedside.visit.model import Arrival

T = TypeVar("T")
URL_LIMIT = 500
TITLE_LIMIT = 200
WORD_LIMIT = 60

# Domain → (name, parameters that hold the search word). Most engines no longer send the word; then only the name is known.
ENGINES: dict[str, tuple[str, tuple[str, ...]]] = {
    "baidu.com": ("baidu", ("wd", "word", "kw")),
    "sogou.com": ("sogou", ("query", "keyword")),
    "so.com": ("so360", ("q",)),
    "sm.cn": ("shenma", ("q",)),
    "toutiao.com": ("toutiao", ("keyword",)),
    "quark.cn": ("quark", ("q",)),
    "bing.com": ("bing", ("q",)),
    "google.com": ("google", ("q",)),
    "google.com.hk": ("google", ("q",)),
    "duckduckgo.com": ("duckduckgo", ("q",)),
    "yandex.ru": ("yandex", ("text",)),
    "yandex.com": ("yandex", ("text",)),
    "yahoo.com": ("yahoo", ("p",)),
    "youdao.com": ("youdao", ("q",)),
    "chinaso.com": ("chinaso", ("q",)),
}
SOCIAL: dict[str, str] = {
    "mp.weixin.qq.com": "wechat",
    "weixin.qq.com": "wechat",
    "servicewechat.com": "wechat",
    "weibo.com": "weibo",
    "weibo.cn": "weibo",
    "t.cn": "weibo",
    "zhihu.com": "zhihu",
    "douyin.com": "douyin",
    "iesdouyin.com": "douyin",
    "kuaishou.com": "kuaishou",
    "xiaohongshu.com": "xiaohongshu",
    "xhslink.com": "xiaohongshu",
    "bilibili.com": "bilibili",
    "tieba.baidu.com": "tieba",
    "qzone.qq.com": "qzone",
    "facebook.com": "facebook",
    "instagram.com": "instagram",
    "t.co": "x",
    "x.com": "x",
    "twitter.com": "x",
    "linkedin.com": "linkedin",
}
# Knowledge pages of search engines are sites that refer, not searches.
NOT_SEARCH = frozenset({"baike.baidu.com", "zhidao.baidu.com", "jingyan.baidu.com", "map.baidu.com", "baike.sogou.com"})
UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")

_NUMBER = re.compile(r"(?<![0-9])[0-9](?:[ -]?[0-9]){6,}[xX]?")
_MAIL = re.compile(r"[^\s/@:?&=]+@[^\s/@:?&=]+\.[^\s/@:?&=]+")


def masked(text: str) -> str:
    """`text` without runs of 7 or more digits (telephone, ID, record numbers) and without mail addresses."""
    if "@" in text:
        text = _MAIL.sub("…", text)
    return _NUMBER.sub("…", text)


class Place(msgspec.Struct, frozen=True):
    """A page's address as it may be kept. `path` is what pages are counted by."""

    url: str
    path: str
    arrival: Arrival


@lru_cache(maxsize=8_192)
def title_of(title: str) -> str:
    """A page's title as it may be kept."""
    return masked(one_line(title, TITLE_LIMIT))


@lru_cache(maxsize=16_384)
def read(url: str, referrer: str) -> Place | None:
    """The page's address and where it was reached from; None if `url` is no web address."""
    try:
        page = urlsplit(url)
        host = (page.hostname or "").lower()
    except ValueError:
        return None
    if page.scheme not in ("http", "https") or not host:
        return None
    path = masked(one_line(unquote(page.path, errors="replace"), URL_LIMIT)) or "/"
    utm = _utm(page.query)
    return Place(
        f"{page.scheme}://{page.netloc.rpartition('@')[2]}{path}"[:URL_LIMIT], path, _arrival(host, referrer, utm)
    )


def _arrival(host: str, referrer: str, utm: dict[str, str]) -> Arrival:
    came_from, word, name, medium = _referrer(referrer)
    if came_from == host:
        came_from, word, name, medium = "", "", "direct", "direct"
    if utm:
        # Who paid for a click says so in the address; the referrer is only where it was clicked.
        name = utm.get("utm_source") or name
        medium = "campaign"
        word = utm.get("utm_term") or word
    return Arrival(
        source=name,
        medium=medium,
        referrer_host=came_from,
        campaign=utm.get("utm_campaign", ""),
        search_word=word,
        utm=utm,
    )


def _utm(query: str) -> dict[str, str]:
    if "utm_" not in query:
        return {}
    given = _parameters(query)
    kept = {name: _short(given[name]) for name in UTM if name in given}
    if "utm_source" in kept:
        kept["utm_source"] = kept["utm_source"].lower()
    return {name: value for name, value in kept.items() if value}


def _parameters(query: str) -> dict[str, str]:
    """The query's parameters; escapes are UTF-8 or, as old Chinese sites write them, GB 18030."""
    found: dict[str, str] = {}
    for part in query.split("&", 50)[:50]:
        name, _, value = part.partition("=")
        raw = unquote_to_bytes(value.replace("+", " "))
        try:
            found.setdefault(name, raw.decode())
        except UnicodeDecodeError:
            found.setdefault(name, raw.decode("gb18030", errors="replace"))
    return found


def _referrer(referrer: str) -> tuple[str, str, str, str]:
    """(host, search word, source, medium) of where the browser says that it came from."""
    if not referrer:
        return "", "", "direct", "direct"
    try:
        page = urlsplit(referrer)
        host = (page.hostname or "").lower()[:100]
    except ValueError:
        return "", "", "direct", "direct"
    if page.scheme == "android-app" and "tencent.mm" in host:
        return host, "", "wechat", "social"
    if page.scheme not in ("http", "https") or not host:
        return "", "", "direct", "direct"
    bare = one_line(host.removeprefix("www."), 100)
    social = _by_suffix(bare, SOCIAL)
    if social:
        return bare, "", social, "social"
    engine = None if bare in NOT_SEARCH else _by_suffix(bare, ENGINES)
    if engine:
        return bare, _word(page.query, engine[1]), engine[0], "search"
    return bare, "", bare, "referral"


def _word(query: str, names: tuple[str, ...]) -> str:
    given = _parameters(query)
    return next((_short(given[name]) for name in names if given.get(name)), "")


def _short(text: str) -> str:
    return masked(one_line(text, WORD_LIMIT))


def _by_suffix(host: str, table: Mapping[str, T]) -> T | None:
    while host:
        if host in table:
            return table[host]
        _, _, host = host.partition(".")
    return None
