"""Words of messages as data: the shipped ones (templates.toml), a hospital's own, and how values are put into them. Pure."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

import msgspec

from bedside.channel.model import Channel, Lang, Purpose, Template, Value
from bedside.channel.store.settings import Words

ALWAYS = ("hospital", "phone")
_RECORDS = frozenset(
    {
        *ALWAYS, "name", "time", "old_time", "until", "department", "doctor", "service", "place", "price", "link", "code",
        "minutes", "what",
    }
)  # fmt: skip
"""Values that are names, moments, places: they claim nothing, and must not stop every message. In others somebody wrote."""
_MARKS = str.maketrans("{}[]", "（）（）")
_PLACE = re.compile(r"\{([a-z_]+)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_BRACE = re.compile(r"[{}]")
_DAYS_ZH = "一二三四五六日"
_DAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class _Shipped(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    channels: list[Channel]
    variables: list[str]
    zh: str
    en: str
    subject_zh: str = ""
    subject_en: str = ""


class Ending(msgspec.Struct, frozen=True, kw_only=True):
    """Why a message came and how to stop it."""

    channel: Channel
    purpose: Purpose
    link_zh: str
    link_en: str
    reply_zh: str = ""
    reply_en: str = ""

    def says(self, lang: Lang, *, replies: bool) -> str:
        if replies and self.reply_zh:
            return self.reply_en if lang == "en" else self.reply_zh
        return self.link_en if lang == "en" else self.link_zh


class _File(msgspec.Struct, frozen=True):
    template: list[_Shipped]
    ending: list[Ending]


@lru_cache(maxsize=1)
def _file() -> _File:
    return msgspec.convert(
        tomllib.loads((resources.files("bedside.channel") / "templates.toml").read_text("utf-8")), _File
    )


@lru_cache(maxsize=1)
def shipped() -> Mapping[tuple[str, Channel], Template]:
    """Every message by code and channel."""
    return {
        (each.code, channel): Template(
            code=each.code, channel=channel, variables=each.variables, zh=each.zh.strip(), en=each.en.strip(),
            subject_zh=each.subject_zh, subject_en=each.subject_en,
        )
        for each in _file().template
        for channel in each.channels
    }  # fmt: skip


def in_use(own: Sequence[Words]) -> list[Template]:
    """Every message with a hospital's own words, where it has some."""
    mine = {(each.code, each.channel): each for each in own}
    return [
        template if key not in mine else msgspec.structs.replace(template, **_words(mine[key]))
        for key, template in shipped().items()
    ]


def one_in_use(code: str, channel: Channel, own: Sequence[Words]) -> Template:
    """Raises ValueError when there is no such message on this channel."""
    template = shipped().get((code, channel))
    if template is None:
        raise ValueError(f"there is no template {code} for {channel}")
    mine = next((each for each in own if (each.code, each.channel) == (code, channel)), None)
    return msgspec.structs.replace(template, **_words(mine)) if mine else template


def ending(channel: Channel, purpose: Purpose) -> Ending | None:
    """None for codes: they say themselves why they came, and a stop would lock their owner out."""
    return next((each for each in _file().ending if (each.channel, each.purpose) == (channel, purpose)), None)


def wrong(template: Template) -> str | None:
    """What is wrong with a hospital's words, in a word or two; None if nothing is."""
    known = {*template.variables, *ALWAYS}
    for text in (template.zh, template.en, template.subject_zh, template.subject_en):
        unknown = [name for name in _PLACE.findall(text) if name not in known]
        if unknown:
            return "{" + unknown[0] + "}"
        if _BRACE.search(_PLACE.sub("", text)):
            return "{ }"
    required = shipped()[template.code, template.channel]
    for lang in ("zh", "en"):
        for name in needed(required.text(lang)):
            if "{" + name + "}" not in template.text(lang):
                return f"{lang}: " + "{" + name + "}"
        if template.channel == "email" and not template.subject(lang).strip():
            return f"subject_{lang}"
    return None


def needed(text: str) -> list[str]:
    """The variables without which the text makes no sense."""
    return [name for name in _PLACE.findall(_OPTIONAL.sub("", text)) if name not in ALWAYS]


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put the values in; an optional part with an empty value is left out. Raises ValueError for a missing value."""
    missing = [name for name in needed(text) if not values.get(name)]
    if missing:
        raise ValueError(f"a message lacks {', '.join(missing)}")

    def put(part: str) -> str:
        return _PLACE.sub(lambda found: values.get(found[1], ""), part)

    def perhaps(found: re.Match[str]) -> str:
        names = _PLACE.findall(found[1])
        return put(found[1]) if all(values.get(name) for name in names) else ""

    # Values are put in piece by piece, so that a value with brackets or braces stays text.
    pieces: list[str] = []
    end = 0
    for found in _OPTIONAL.finditer(text):
        pieces += [put(text[end : found.start()]), perhaps(found)]
        end = found.end()
    pieces.append(put(text[end:]))
    return "".join(pieces)


def spoken(template: Template, lang: Lang, values: Mapping[str, str]) -> str:
    """What of a message the claims gate reads: a hospital's own words with what somebody wrote into them, records left as
    places. The shipped words were tried once and for all (test_what_programs_say), so of these only what was written in."""
    written = {name: value.translate(_MARKS) for name, value in values.items() if name not in _RECORDS and value}
    if not template.rev:
        return "\n".join(written[name] for name in template.variables if name in written)
    shown = {
        name: "{" + name + "}" if name in _RECORDS and value else value for name, value in values.items()
    } | written
    texts = [template.subject(lang), template.text(lang)] if template.channel == "email" else [template.text(lang)]
    return "\n".join(fill(text, shown) for text in texts)


def said(value: Value, lang: Lang, where: ZoneInfo) -> str:
    """A value as the recipient reads it: moments by the hospital's clock."""
    if isinstance(value, datetime):
        at = value.astimezone(where)
        if lang == "en":
            return f"{_DAYS_EN[at.weekday()]} {at.day} {_MONTHS_EN[at.month - 1]} {at:%H:%M}"
        return f"{at.month}月{at.day}日（周{_DAYS_ZH[at.weekday()]}）{at:%H:%M}"
    if isinstance(value, str):
        return value
    return value.get(lang) or value.get("zh") or ""


def _words(own: Words) -> dict[str, str | int]:
    return {name: getattr(own, name) for name in ("zh", "en", "subject_zh", "subject_en", "rev")}
