"""Text in a cell: written so that no spreadsheet runs it, read back as it was. Pure."""

import re
from datetime import date, datetime
from typing import Any

_RUN = ("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠", "'")
_ODD = re.compile("[\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_CODED = re.compile("_x([0-9A-Fa-f]{4})_")


def plain(text: str) -> str:
    """Without blank lines and spaces around it, lines ended one way: what differs only so is the same."""
    return _one_line_end(text).strip(" \t\n")


def guarded(text: str) -> str:
    """As text: an apostrophe before what would be a formula, and before an apostrophe, so that it comes back exactly. Lines
    end one way, as a sheet's XML would have it anyway."""
    text = _one_line_end(text)
    return f"'{text}" if text.startswith(_RUN) else text


def unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(_RUN) else text


def encoded(text: str) -> str:
    """For a sheet: characters that its XML cannot hold in the way of its standard (_xHHHH_), and what looks like that."""
    return _ODD.sub(lambda hit: f"_x{ord(hit[0]):04X}_", text)


def decoded(text: str) -> str:
    return _CODED.sub(lambda hit: chr(int(hit[1], 16)), text)


def text_of(value: Any) -> str:
    """A cell's value as text: days as 2026-12-01, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if (value.hour, value.minute) == (0, 0) else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
