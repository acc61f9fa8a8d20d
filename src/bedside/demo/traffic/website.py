"""The website as a simulated visitor sees it: the page's title, and whose widget it carries."""

import re
from html import unescape
from urllib.parse import urljoin

import httpx
import msgspec

_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_SCRIPT = re.compile(r'<script src="([^"]*)/widget\.js" data-site="([^"]*)"')


class WebPage(msgspec.Struct, frozen=True):
    """`server` is where the widget comes from and `site` its key, both as the page's script tag says."""

    url: str
    title: str
    server: str
    site: str


class Website:
    """Reads pages over HTTP; each path once, since the pages of the demo site do not change."""

    def __init__(self, origin: str, http: httpx.AsyncClient) -> None:
        self._origin = origin
        self._http = http
        self._read: dict[str, WebPage] = {}

    async def page(self, path: str) -> WebPage:
        """Raises httpx.HTTPError if the site does not answer, ValueError if the page carries no widget."""
        plain = path.partition("?")[0]
        if plain not in self._read:
            answer = await self._http.get(urljoin(self._origin, plain))
            answer.raise_for_status()
            self._read[plain] = parse(str(answer.url), answer.text)
        return msgspec.structs.replace(self._read[plain], url=urljoin(self._origin, path))


def parse(url: str, html: str) -> WebPage:
    """What the page says of itself. Raises ValueError if it carries no widget."""
    title, script = _TITLE.search(html), _SCRIPT.search(html)
    if not title or not script:
        raise ValueError(f"no title or no widget on {url}")
    return WebPage(url=url, title=unescape(title[1]), server=unescape(script[1]), site=unescape(script[2]))
