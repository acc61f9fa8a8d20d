"""Promises of the hospital's side with their due dates; offers, conditions and instructions are none."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bedside.coach.promises import promises

ZONE = ZoneInfo("Asia/Shanghai")
WEDNESDAY = datetime(2026, 11, 18, 10, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "due", "at"),
    [
        ("明天下午给您回电话。", "tomorrow", "2026-11-19 18:00"),
        ("我這就幫您查，半小時內回覆您", "+30m", "2026-11-18 10:30"),
        ("下周一上午九点前护士会联系您", "next monday 09:00", "2026-11-23 09:00"),
        ("张护士会在今晚8点前把清单发给您", "today 20:00", "2026-11-18 20:00"),
        ("三天内我们把报告寄给您", "+3d", "2026-11-21 18:00"),
        ("I'll call you back tomorrow at 3 pm.", "tomorrow 15:00", "2026-11-19 15:00"),
        ("Somebody will ring you in 20 minutes", "+20m", "2026-11-18 10:20"),
        ("I'll ask the surgeon and let you know by Friday", "friday", "2026-11-20 18:00"),
        ("You'll hear from us next Monday at 9", "next monday 09:00", "2026-11-23 09:00"),
    ],
)
def test_what_is_promised_has_its_due(text: str, due: str, at: str) -> None:
    (found,) = promises(text, 0, WEDNESDAY)
    assert found.due == due
    assert found.due_at == datetime.fromisoformat(at).replace(tzinfo=ZONE)


def test_a_promise_without_a_time_has_no_due_and_its_words_are_those_that_were_typed() -> None:
    text = "您好！我会让主任亲自给您回电话。请放心"
    (found,) = promises(text, 3, WEDNESDAY)
    assert (found.line, found.due, found.due_at) == (3, None, None)
    assert text[slice(*found.words)] == "我会让主任亲自给您回电话。"


@pytest.mark.parametrize(
    "text",
    [
        "您可以明天来院挂号", "如果有号我会通知您", "已经帮您约好了周五", "我可以帮您约吗？", "请您明天空腹来",
        "门诊周一到周五上班",
        "If a seat opens I'll tell you", "You need to bring your card tomorrow", "Would you like me to book?",
        "I can book that for you", "The clinic opens at 9 tomorrow.",
    ],
)  # fmt: skip
def test_offers_conditions_and_instructions_are_no_promises(text: str) -> None:
    assert promises(text, 0, WEDNESDAY) == []
