"""The demo hospital knows something in each department, lawfully, and finds it."""

import re
from datetime import date
from uuid import UUID

from bedside.demo.furniture import load
from bedside.knowledge.entries.model import Body, Part, Words, check, check_ready

CURE = re.compile("根治|治愈|保证|最好的|全国第一|100%|cure[sd]?\\b|guarantee", re.IGNORECASE)


def test_each_entry_is_lawful_and_complete() -> None:
    entries = load().entries
    assert len(entries) >= 60
    assert {each.department for each in entries} == {each.key for each in load().departments} | {""}
    assert {each.kind for each in entries} == {"disease", "service", "test", "expert", "price", "policy"}
    for each in entries:
        parts: dict[Part, Words] = {part: Words(zh=text.zh, en=text.en) for part, text in each.parts.items()}
        body = Body(
            title_zh=each.title.zh, title_en=each.title.en, parts=parts, source=each.source, review_on=date(2030, 1, 1),
            content_class=each.content_class, owner_id=UUID(int=1), about=UUID(int=2) if each.about else None,
        )  # fmt: skip
        check(each.kind, body)
        check_ready(each.kind, body)
        said = " ".join(f"{text.zh} {text.en}" for text in each.parts.values())
        assert not CURE.search(said), each.title.zh
