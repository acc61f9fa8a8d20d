"""A visitor's words as those who look for what is asked see them: without what tells who it was. Pure."""

import re

from bedside.visit.sources import masked

LONGEST = 160
_WIDE = str.maketrans({0xFF10 + n: str(n) for n in range(10)} | {0xFF20: "@"})
_SPELLED = re.compile(r"[零〇一二三四五六七八九幺两]{7,}")
_NAMED = re.compile(
    r"(?P<before>我叫|我的名字是|我姓名是?|姓名[:：]|名字[:：]|患者[:：]|联系人[:：])(?P<name>[\u4e00-\u9fff·]{2,4})"
    r"|(?P<lead>\b(?i:my name is|my name's|i am called|this is)\s+)(?P<en>[A-Z][\w'-]+(?:\s+[A-Z][\w'-]+){0,2})"
)
_HANDLE = re.compile(
    r"((?:微信|weixin|wechat|qq|vx|wx|身份证|护照|passport)(?:号|id|no\.?)?[:： 是]*)([A-Za-z0-9_-]{5,})", re.I
)


def shown(text: str) -> str:
    """At most 160 characters; numbers of telephones and papers, mail addresses, handles and names said are left out."""
    said = _SPELLED.sub("…", " ".join(text.translate(_WIDE).split()))
    said = _NAMED.sub(lambda found: f"{found['before'] or found['lead']}…", said)
    said = masked(_HANDLE.sub(r"\1…", said))
    return said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"
