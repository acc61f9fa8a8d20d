"""What the hospital's side undertakes in a message, and by when: rules for Chinese and English, no model."""

import re
from datetime import datetime, timedelta

from bedside.coach.model import Promise
from bedside.coach.words import words
from bedside.kit.reading.normal import plain

_SENTENCE = re.compile(r"[^。.!?;\n]*(?:\.(?=\d)[^。.!?;\n]*)*[。.!?;\n]*")
_WORDING = words("promises")
_NUMBER = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2, "俩": 2, "几": 3}
_TO_TWELVE = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_WORDS = {w: n for n, w in enumerate(_TO_TWELVE)} | {
    "a": 1, "an": 1, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "forty-five": 45, "couple of": 2, "half an": 0,
}  # fmt: skip
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HOUR = {"morning": "09:00", "noon": "12:00", "afternoon": "15:00", "evening": "19:00", "tonight": "20:00"}


def promises(text: str, line: int, said_at: datetime) -> list[Promise]:
    """What a consultant's message promises this person. `said_at` is aware, in the hospital's own time zone."""
    read = plain(text)
    found: list[Promise] = []
    for sentence in _SENTENCE.finditer(read.text):
        said = sentence[0].strip()
        if not said or not _undertakes(said):
            continue
        start = sentence.start() + len(sentence[0]) - len(sentence[0].lstrip())
        due = due_of(said)
        found.append(Promise(line, read.typed(start, start + len(said)), due, due_at(due, said_at) if due else None))
    return found


def _undertakes(said: str) -> bool:
    if _WORDING["zh_asks"].search(said):
        return False
    hit = _WORDING["zh"].search(said)
    if hit is not None:
        before = said[: hit.end()]
        return not (_WORDING["zh_not"].search(before) or re.search(r"(了|过)[,。!]?$", said))
    hit = _WORDING["en"].search(said)
    return hit is not None and not said.endswith("?") and not _WORDING["en_not"].search(said[: hit.end()])


def due_of(said: str) -> str | None:
    """By when, as said: `today 17:00`, `tomorrow`, `+30m`, `+2h`, `+3d`, `friday`, `next monday 09:00`; None without."""
    return _due_zh(said) if re.search("[\u4e00-\u9fff]", said) else _due_en(said)


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    if "十" in word and len(word) > 1:
        tens, _, ones = word.partition("十")
        return _NUMBER.get(tens, 1) * 10 + _NUMBER.get(ones, 0)
    return _NUMBER.get(word, 0)


_CLOCK_ZH = re.compile(
    r"(早上|上午|中午|下午|傍晚|晚上|今晚|晚|早)?([0-9]{1,2}|[一二两三四五六七八九十]{1,3})(点钟?|:|时)(半|[0-9]{1,2}|[一二三四五]?十[五]?)?"
)


def _clock_zh(said: str) -> str:
    found = _CLOCK_ZH.search(said)
    if found is None or (found[3] == ":" and not found[4]):
        return ""
    hour, part = _number(found[2]), found[1] or next((p for p in ("下午", "傍晚", "晚上", "今晚") if p in said), "")
    minute = 30 if found[4] == "半" else _number(found[4]) if found[4] else 0
    if (hour < 12 and part in ("下午", "傍晚", "晚上", "今晚", "晚")) or (part == "中午" and hour < 10):
        hour += 12
    return f" {hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""


def _due_zh(said: str) -> str | None:
    if found := re.search(r"([0-9]+|[一二两三四五六七八九十几]+)(个)?(多)?(分钟|分)(之内|以内|内|后|之后|左右)?", said):
        return f"+{_number(found[1])}m"
    if re.search(r"半(个)?(小时|钟头)", said):
        return "+30m"
    if re.search(r"一刻钟", said):
        return "+15m"
    if found := re.search(r"([0-9]+|[一二两三四五六七八九十几]+)(个)?(小时|钟头)", said):
        return f"+{_number(found[1])}h"
    if found := re.search(
        r"([0-9]+|[一二两三四五六七八九十几]+)(个)?(工作日|天)(之内|以内|内|后|之后|左右|就|,|$|会|给)", said
    ):
        return f"+{_number(found[1])}d"
    if found := re.search(r"([0-9]+|[一二两三四]+)(个)?(星期|周|礼拜)(之内|以内|内|后|之后|左右)", said):
        return f"+{_number(found[1]) * 7}d"
    clock = _clock_zh(said)
    if found := re.search(r"(下+个?)?(周|星期|礼拜)([一二三四五六日天])", said):
        day = _DAYS["一二三四五六日".find(found[3].replace("天", "日"))]
        return f"{'next ' if found[1] else ''}{day}{clock}"
    if "大后天" in said:
        return "+3d"
    if "后天" in said:
        return f"+2d{clock}"
    if re.search(r"明(天|日|早|晚|儿)", said):
        return f"tomorrow{clock}"
    if re.search(r"(今天|今晚|今日|当天|下班前|晚上|傍晚|中午|下午|上午|今儿)", said) or clock:
        return f"today{clock}"
    return None


_CLOCK_EN = re.compile(
    r"\b(at|by|before|around|about|until|till)? ?(\d{1,2})(?:[:.](\d{2}))? ?(am|pm|a\.m|p\.m|o'clock)?"
)


def _clock_en(said: str) -> str:
    if re.search(r"\b(at|by|before) (noon|midday)\b", said):
        return " 12:00"
    for found in _CLOCK_EN.finditer(said):
        hour, minute, half = int(found[2]), int(found[3] or 0), (found[4] or "")[:1]
        if not (
            found[3]
            or found[4]
            or (
                found[1]
                and re.search(rf"\b{re.escape(found[0].strip())}\b(?! ?(minutes|hours|days|weeks|euro|%))", said)
            )
        ):
            continue
        if hour < 12 and (half == "p" or (not half and hour < 8 and not found[3])):
            hour += 12
        elif half == "a" and hour == 12:
            hour = 0
        if hour < 24 and minute < 60:
            return f" {hour:02}:{minute:02}"
    return ""


def _due_en(said: str) -> str | None:
    amount = rf"(\d+|a couple of|an?|{'|'.join(_WORDS)})"
    if re.search(r"\bhalf an hour\b", said):
        return "+30m"
    if found := re.search(rf"\b{amount} (working |business )?(minute|min|hour|hr|day|week)s?\b", said):
        word = found[1].removeprefix("a ") if found[1].startswith("a ") else found[1]
        number = int(word) if word.isdigit() else _WORDS.get(word, 1)
        unit = found[3]
        return f"+{number * 7}d" if unit == "week" else f"+{number}{unit[0]}"
    if re.search(r"\bquarter of an hour\b", said):
        return "+15m"
    clock = _clock_en(said)
    if found := re.search(rf"\b(next )?({'|'.join(_DAYS)})", said):
        return f"{found[1] or ''}{found[2]}{clock}"
    if "day after tomorrow" in said:
        return f"+2d{clock}"
    if "tomorrow" in said:
        return f"tomorrow{clock}"
    if (
        re.search(
            r"\b(today|tonight|this (afternoon|evening|morning)|end of (the )?day|before we close|before closing)\b",
            said,
        )
        or clock
    ):
        return f"today{clock}"
    return None


def due_at(due: str, said_at: datetime) -> datetime | None:
    """The moment of a due, in the time zone of `said_at`; a day without a time ends at 18:00. None for what is no due."""
    if found := re.fullmatch(r"\+(\d+)([mh])", due):
        return said_at + (timedelta(minutes=int(found[1])) if found[2] == "m" else timedelta(hours=int(found[1])))
    day, _, clock = due.rpartition(" ") if re.search(r" \d\d:\d\d$", due) else (due, "", "18:00")
    hour, minute = map(int, clock.split(":"))
    if found := re.fullmatch(r"\+(\d+)d", day):
        ahead = int(found[1])
    elif day in ("today", "tomorrow"):
        ahead = int(day == "tomorrow")
    elif (name := day.removeprefix("next ")) in _DAYS:
        ahead = _DAYS.index(name) - said_at.weekday()
        if day.startswith("next ") or ahead < 0:
            ahead += 7
    else:
        return None
    at = (said_at + timedelta(days=ahead)).replace(hour=hour, minute=minute, second=0, microsecond=0)
    return at if at > said_at else said_at.replace(hour=23, minute=59, second=0, microsecond=0) if ahead == 0 else at
