"""The website's own texts, typed; people, departments and prices come from `bedside.demo.furniture`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec

from bedside.demo.furniture import Furniture, Lang, Text, load


class Titled(msgspec.Struct, frozen=True):
    """A heading and a paragraph."""

    h: Text
    p: Text


class Home(msgspec.Struct, frozen=True):
    title: Text
    hero: Text
    lead: Text
    urgent: Text
    departments_title: Text
    departments_lead: Text
    ways_title: Text
    ways: list[Titled]
    campuses_title: Text
    programmes_title: Text
    reading_title: Text


class About(msgspec.Struct, frozen=True):
    title: Text
    lead: Text
    map_title: Text
    map_note: Text
    body: list[Titled]


class CampusPage(msgspec.Struct, frozen=True):
    title: Text
    lead: Text
    ways: list[Titled]


class Plain(msgspec.Struct, frozen=True):
    """A page that is a title, a lead and a list made from other data."""

    title: Text
    lead: Text


class PricesPage(msgspec.Struct, frozen=True):
    title: Text
    lead: Text
    help_title: Text
    help: Text


class VisitPage(msgspec.Struct, frozen=True):
    title: Text
    lead: Text
    steps: list[Titled]
    rights_title: Text
    rights: list[Text]


class PrivacyPage(msgspec.Struct, frozen=True):
    title: Text
    lead: Text
    body: list[Titled]


class Pages(msgspec.Struct, frozen=True):
    home: Home
    about: About
    campuses: dict[str, CampusPage]
    departments: Plain
    doctors: Plain
    prices: PricesPage
    visit: VisitPage
    programmes: Plain
    health: Plain
    privacy: PrivacyPage


class Question(msgspec.Struct, frozen=True):
    q: Text
    a: Text


class DepartmentPage(msgspec.Struct, frozen=True):
    """`rooms` is where the department sits, by campus."""

    art: str
    lead: Text
    rooms: dict[str, Text]
    reasons: list[Text]
    steps: list[Text]
    wont: Text
    urgent: Text
    faq: list[Question]


class Section(msgspec.Struct, frozen=True):
    h: Text
    p: list[Text]


class Article(msgspec.Struct, frozen=True):
    """Health science: no contact, booking or purchase link in its page (L04)."""

    slug: str
    art: str
    tone: str
    topic: Text
    title: Text
    summary: Text
    minutes: int
    reviewed: Text
    sources: Text
    body: list[Section]
    warning: Text


class Content(msgspec.Struct, frozen=True):
    furniture: Furniture
    words: dict[str, Text]
    pages: Pages
    departments: dict[str, DepartmentPage]
    articles: list[Article]
    portraits: dict[str, dict[str, str]]


def asset(folder: str, name: str) -> str:
    """The text of a file beside this module."""
    return files("bedside.demo.site").joinpath(folder, name).read_text(encoding="utf-8")


def _table(name: str) -> Mapping[str, object]:
    return tomllib.loads(asset("content", f"{name}.toml"))


@cache
def content() -> Content:
    """Read and check everything once; a wrong field raises msgspec.ValidationError naming it."""
    return Content(
        furniture=load(),
        words=msgspec.convert(_table("words"), dict[str, Text]),
        pages=msgspec.convert(_table("pages"), Pages),
        departments=msgspec.convert(_table("departments"), dict[str, DepartmentPage]),
        articles=msgspec.convert(_table("articles")["articles"], list[Article]),
        portraits=msgspec.convert(_table("portraits"), dict[str, dict[str, str]]),
    )


def word(key: str, lang: Lang) -> str:
    """One word of the interface."""
    return content().words[key].of(lang)
