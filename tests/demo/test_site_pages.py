"""The demo hospital's website: whole, in two languages, lawful."""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest

from bedside.demo.site import render
from bedside.demo.site.sources import content

SITE = render("http://widget.example:8000", {"east": "key-of-east", "west": "key-of-west"})
PAGES = sorted(path for path in SITE if path.endswith("/"))

# Assertions of effect, rates, comparison, endorsement (L01), urgency and scarcity (L07).
FORBIDDEN_ZH = re.compile(
    "治愈率|有效率|成功率|根治|包治|治愈|药到病除|零风险|无副作用|无痛|安全可靠|疗效显著|国家级|最先进|最好的|"
    "第一品牌|领先|首选|名医|名院|专家|权威|明星|推荐机构|仅剩|限时|抢|最后.{0,2}天|优惠|折扣|特价|保证"
)
FORBIDDEN_EN = re.compile(
    r"\b(cures?|cured|guarantee\w*|success rate|effective rate|painless|risk-free|best|leading|finest|number one|"
    r"world-class|state-of-the-art|unrivalled|renowned|experts?|hurry|limited time|only \d+ left|discount|"
    r"special offer)\b",
    re.IGNORECASE,
)


class Reader(HTMLParser):
    """Collects what the tests ask of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.scripts: list[dict[str, str | None]] = []
        self.ids: set[str] = set()
        self.text: list[str] = []
        self.inline: list[str] = []
        self.headings: list[str] = []
        self.title = ""
        self.lang = ""
        self._open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self._open.append(tag)
        if tag == "html":
            self.lang = found.get("lang") or ""
        if "id" in found:
            self.ids.add(found["id"] or "")
        if tag in ("a", "link"):
            self.links.append(found.get("href") or "")
        if tag == "script":
            self.scripts.append(found)
        if tag == "style" or "style" in found or any(name.startswith("on") for name in found):
            self.inline.append(tag)
        if tag in ("h1", "h2", "h3"):
            self.headings.append(tag)

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "title" and not self.title:
            self.title = data
        self.text.append(data)


@pytest.fixture(scope="module")
def read() -> dict[str, Reader]:
    return {path: Reader(SITE[path].decode()) for path in PAGES}


def test_both_languages_have_the_same_pages_and_there_are_many():
    chinese = {path.removeprefix("/zh/") for path in PAGES if path.startswith("/zh/")}
    english = {path.removeprefix("/en/") for path in PAGES if path.startswith("/en/")}
    assert chinese == english
    assert len(chinese) >= 12
    departments = {path for path in chinese if re.fullmatch(r"departments/[a-z]+/", path)}
    assert len(departments) == 6


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_its_title_its_heading_its_language_and_one_script_tag(path: str, read: dict[str, Reader]):
    page = read[path]
    assert page.title.strip()
    assert page.headings.count("h1") == 1
    assert page.lang == ("zh-CN" if path.startswith("/zh/") else "en")
    assert page.inline == []
    (script,) = page.scripts
    assert script["src"] == "http://widget.example:8000/widget.js"
    assert "async" in script
    assert script["data-site"] == ("key-of-west" if path[3:].startswith("/west/") else "key-of-east")


def test_titles_tell_pages_apart(read: dict[str, Reader]):
    for lang in ("zh", "en"):
        titles = [page.title for path, page in read.items() if path.startswith(f"/{lang}/")]
        assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("path", PAGES)
def test_every_link_leads_to_something_that_is_there(path: str, read: dict[str, Reader]):
    for link in read[path].links:
        target = urlsplit(urljoin(path, link))
        assert not target.netloc, link
        assert target.path in SITE, link
        if target.fragment:
            assert target.fragment in read[target.path].ids, link


@pytest.mark.parametrize("path", PAGES)
def test_nothing_forbidden_is_said(path: str, read: dict[str, Reader]):
    words = " ".join(read[path].text)
    assert FORBIDDEN_ZH.findall(words) == []
    assert FORBIDDEN_EN.findall(words) == []


@pytest.mark.parametrize("path", [path for path in PAGES if "/health/" in path])
def test_health_pages_lead_nowhere_but_to_reading(path: str, read: dict[str, Reader]):
    page = read[path]
    lang = path[:4]
    for link in page.links:
        allowed = link.startswith((f"{lang}health/", "/static/", "#")) or link == lang or "/health/" in link
        assert allowed, link
    words = " ".join(page.text)
    assert "000-0000" not in words
    assert not re.search("预约|挂号|咨询热线|\\bbook\\b|appointment", words)


def test_articles_name_sources_and_reviewer_and_when_to_get_help(read: dict[str, Reader]):
    assert len(content().articles) >= 2
    for article in content().articles:
        for lang in ("zh", "en"):
            words = " ".join(read[f"/{lang}/health/{article.slug}/"].text)
            for text in (article.sources, article.reviewed, article.warning):
                assert text.of(lang) in words


def test_every_page_says_that_the_hospital_is_not_real(read: dict[str, Reader]):
    for path, page in read.items():
        words = " ".join(page.text)
        assert ("虚构" if path.startswith("/zh/") else "fictional") in words


def test_every_price_is_published_in_both_languages(read: dict[str, Reader]):
    for lang in ("zh", "en"):
        words = " ".join(read[f"/{lang}/prices/"].text)
        for service in content().furniture.services:
            assert service.name.of(lang) in words


def test_unverified_doctors_are_nowhere_on_the_site():
    hidden = [doctor.name for doctor in content().furniture.doctors if not doctor.verified]
    assert hidden
    for page in SITE.values():
        for name in hidden:
            assert name.zh not in page.decode()
            assert name.en not in page.decode()


def test_campaigns_land_on_pages_that_repeat_their_promise(read: dict[str, Reader]):
    for campaign in content().furniture.campaigns:
        for lang in ("zh", "en"):
            words = " ".join(read[f"/{lang}{campaign.landing}"].text)
            assert campaign.promise.of(lang) in words


def test_english_pages_are_in_english(read: dict[str, Reader]):
    allowed = {"云杉示范医院", "中文"}
    for path, page in read.items():
        if path.startswith("/en/"):
            chinese = {text for text in page.text if re.search("[\u4e00-\u9fff]", text)}
            assert chinese <= allowed, path
