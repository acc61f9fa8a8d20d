"""What went wrong, said to a person: RFC 9457 problem details with a code and the way out, in two languages.

A room raises `Problem(code, …)`; the faces (HTTP, sockets) turn it into the reader's language. Each room lists its own
texts with `register`.
"""

from typing import Any, Literal

Lang = Literal["zh", "en"]


def lang_asked(first: str) -> Lang:
    """Of an Accept-Language header, or a code: English only when the reader asks for it first; Chinese else."""
    return "en" if first.lower().startswith("en") else "zh"


Text = dict[Lang, str]
"""One sentence in each language."""


_known: dict[str, tuple[int, Text, Text]] = {}


def register(code: str, status: int, zh: str, en: str, way_zh: str, way_en: str) -> str:
    """Declare a problem: HTTP status, what happened, and the way out. Returns the code, to be kept as a constant.

    Raises ValueError for a code that another room has taken: clients act on codes.
    """
    if code in _known:
        raise ValueError(f"the problem {code} is registered twice")
    _known[code] = (status, {"zh": zh, "en": en}, {"zh": way_zh, "en": way_en})
    return code


class Problem(Exception):
    """A refusal with a reason. `detail` values fill the placeholders of the registered sentences."""

    def __init__(self, code: str, **detail: Any) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail

    @property
    def status(self) -> int:
        return _known[self.code][0]

    def says(self, lang: Lang) -> dict[str, Any]:
        """Members of the problem document (RFC 9457) in the reader's language."""
        status, title, way_out = _known[self.code]
        return {
            "type": f"urn:bedside:problem:{self.code}",
            "code": self.code,
            "status": status,
            "title": title[lang].format_map(_Blank(self.detail)),
            "way_out": way_out[lang].format_map(_Blank(self.detail)),
            "detail": self.detail.get("detail", ""),
        }


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


NOT_FOUND = register(
    "not_found",
    404,
    "没有找到",
    "Not found",
    "它可能已被删除，或不在您的医院内。请返回列表。",
    "It may be gone, or belong to another hospital. Go back to the list.",
)
REFUSED = register(
    "refused",
    403,
    "您没有这项权限",
    "You do not have this right",
    "请向管理员申请相应的角色。",
    "Ask an administrator for the role.",
)
INVALID = register(
    "invalid",
    422,
    "内容有误：{what}",
    "Something is not right: {what}",
    "请更正后再试。",
    "Correct it and try again.",
)
CONFLICT = register(
    "conflict",
    409,
    "别人刚刚改过：{what}",
    "Somebody has just changed this: {what}",
    "请刷新后再试。",
    "Refresh and try again.",
)
TOO_MANY = register(
    "too_many",
    429,
    "太频繁了",
    "Too many requests",
    "请稍候再试。",
    "Wait a moment and try again.",
)
UNAVAILABLE = register(
    "unavailable",
    503,
    "系统暂时不可用",
    "The system is away for a moment",
    "您的内容没有丢失，请稍后重试。",
    "Nothing that was acknowledged is lost. Try again shortly.",
)
