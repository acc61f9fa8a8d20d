"""The website and who is on it: sites, page views, visits, who is here now."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from bedside.kit.problems import register
from bedside.people.model import Purpose

VISIT_GAP = timedelta(minutes=30)
"""A visit ends after so long without a page (the web's common definition)."""

NO_SITE = register(
    "no_site",
    404,
    "没有这个站点",
    "There is no such site",
    "请检查网页上脚本的 site 标识。",
    "Check the site key of the script on this page.",
)
FOREIGN_ORIGIN = register(
    "foreign_origin",
    403,
    "这个网址未获准使用本站的咨询窗口",
    "This address may not use the site's chat",
    "请管理员在站点设置中加入该网址。",
    "Ask an administrator to add the address in the site's settings.",
)
NO_TEXT = register(
    "no_consent_text",
    422,
    "没有这个版本的同意文本",
    "There is no consent text of this version",
    "请刷新页面后再选择。",
    "Reload the page and choose again.",
)
HELD = register(
    "held_in_danger",
    409,
    "这位访客可能正处在急症中",
    "This visitor may be in an emergency",
    "急症提醒结束之前不发邀请；请直接在咨询里帮助对方。",
    "No invitation is sent until the red flag is closed; help them in the conversation.",
)
ALREADY_ASKED = register(
    "already_asked",
    409,
    "这位访客已经表示不需要",
    "This visitor has said no",
    "等对方主动打开咨询窗口时再交谈。",
    "Wait until they open the chat themselves.",
)
NOT_HERE = register(
    "visitor_gone",
    409,
    "访客已经离开网站",
    "The visitor has left the site",
    "等对方再来时再邀请。",
    "Invite them when they are back.",
)


class ConsentTexts(msgspec.Struct, frozen=True, kw_only=True):
    """What a visitor is asked to agree to, in one language."""

    tracking: str
    health: str
    marketing: str
    group_sharing: str
    typing_notice: str

    def of(self, purpose: Purpose) -> str:
        return str(getattr(self, purpose))


class DepartmentPages(msgspec.Struct, frozen=True):
    """All pages below `prefix` are this department's."""

    prefix: str
    department: UUID


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """One website of a hospital. `consent_texts` are all versions ever shown: version → language → texts."""

    hospital_id: int
    key: str
    name: str
    origins: tuple[str, ...]
    colour: str
    phone: str
    greeting_zh: str
    greeting_en: str
    emergency_zh: str
    emergency_en: str
    emergency_numbers: tuple[str, ...]
    consent_version: str
    departments: tuple[DepartmentPages, ...]
    keep_days: int
    version: int
    consent_texts: dict[str, dict[str, ConsentTexts]] = {}

    def admits(self, origin: str | None) -> bool:
        """Whether a page of this origin may use the site; a caller that is no browser sends none."""
        return origin is None or not self.origins or origin in self.origins


class View(msgspec.Struct, frozen=True, kw_only=True):
    """A page view as the browser tells it (docs/protocol.md)."""

    id: UUID
    url: str
    title: str = ""
    referrer: str = ""
    at: datetime | None = None


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """Where one visit came from. `source` joins promotion with results: every count and consultation carries it.

    `medium`: search, social, referral, campaign, direct. `campaign` is the address's utm_campaign, "" if none.
    """

    source: str = "direct"
    medium: str = "direct"
    referrer_host: str = ""
    campaign: str = ""
    search_word: str = ""
    utm: dict[str, str] = {}


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """One visit of the website: pages no more than 30 minutes apart."""

    visitor_id: UUID
    number: int
    began_at: datetime
    last_at: datetime
    pages: int
    source: str
    medium: str
    referrer_host: str
    campaign: str
    search_word: str
    utm: dict[str, str]
    landing: str
    last_url: str
    last_title: str


class SeenPage(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a trail. `seconds`: how long the page was in sight."""

    id: UUID
    number: int
    viewed_at: datetime
    url: str
    path: str
    title: str
    seconds: int


class Origins(msgspec.Struct, frozen=True, kw_only=True):
    """What a conversation keeps of where its visitor came from: this visit, and the very first."""

    source: str
    search_word: str
    campaign: str
    landing: str
    first_source: str
    first_campaign: str
    first_at: datetime
    returning: bool


class LivePage(msgspec.Struct, frozen=True):
    title: str
    url: str


class LiveVisitor(msgspec.Struct, frozen=True, kw_only=True, tag_field="on", tag="visitor"):
    """One line of the live board (docs/protocol.md). `seconds` since the visit began; `node` is the process that knows."""

    id: UUID
    hospital: int
    name: str
    returning: bool
    since: datetime
    page: LivePage
    pages: int
    source: str
    search_word: str
    campaign: str
    conversation: UUID | None
    invitation: Literal["shown", "accepted", "declined"] | None
    seconds: int
    gone: bool
    node: str
