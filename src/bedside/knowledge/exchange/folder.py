"""Knowledge as a folder of Markdown files in a zip: an entry a file, what it is at its head, its parts in both languages below."""

import re
from collections.abc import Sequence
from io import BytesIO
from typing import get_args
from zipfile import ZIP_DEFLATED, ZipFile

import msgspec

from bedside.kit.problems import Problem
from bedside.knowledge.entries.model import Part
from bedside.knowledge.exchange.cells import plain
from bedside.knowledge.exchange.columns import COLUMNS, ERROR, PART_COLUMNS, Row
from bedside.knowledge.exchange.problems import BAD_FILE
from bedside.knowledge.exchange.sizes import few, unpacked

_SECTION = re.compile(rf"(\\*)## ({'|'.join(get_args(Part))}) (zh|en)[ \t]*")
_UNNAMED = re.compile(r"[^\w-]+")
_HEAD = [ERROR, *(each for each in COLUMNS if each not in PART_COLUMNS)]


def write(rows: Sequence[Row]) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for number, row in enumerate(rows, start=1):
            archive.writestr(_name(row, number), _written(row))
    return file.getvalue()


def read(content: bytes) -> list[Row]:
    """Every .md file in it. Raises Problem knowledge_file or knowledge_file_large."""
    found: list[Row] = []
    with ZipFile(BytesIO(content)) as archive:
        for name, body in unpacked(archive):
            if name.lower().endswith(".md") and not name.startswith("__MACOSX/"):
                found.append(Row(place=name[:200], cells=_cells(name, body)))
    few(len(found))
    if not found:
        raise Problem(BAD_FILE, what="*.md")
    return found


def _name(row: Row, number: int) -> str:
    title = _UNNAMED.sub("-", row.cells.get("title_zh") or row.cells.get("title_en", ""))[:40].strip("-")
    return f"{row.cells.get('kind', 'entry')}/{title or 'entry'}-{row.cells.get('id', '')[-8:] or number}.md"


def _written(row: Row) -> str:
    lines = ["---"]
    for column in _HEAD:
        if column in row.cells:
            # JSON strings are YAML strings: other programs read the head, too.
            lines.append(f"{column}: {msgspec.json.encode(row.cells[column]).decode()}")
    lines += ["---", ""]
    for column, (part, lang) in PART_COLUMNS.items():
        if column in row.cells:
            text = "\n".join(_escaped(line) for line in plain(row.cells[column]).split("\n"))
            lines += [f"## {part} {lang}", "", text, ""]
    return "\n".join(lines)


def _escaped(line: str) -> str:
    """A line of the text that looks like a heading of ours gets a backslash before it."""
    return f"\\{line}" if _SECTION.fullmatch(line) else line


def _cells(name: str, body: bytes) -> dict[str, str]:
    try:
        text = plain(body.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Problem(BAD_FILE, what=f"{name[:100]}, UTF-8") from error
    lines = text.split("\n")
    end = next((at for at, line in enumerate(lines) if at and line.rstrip() == "---"), 0)
    if lines[0].rstrip() != "---" or not end:
        raise Problem(BAD_FILE, what=f"{name[:100]}, ---")
    cells: dict[str, str] = {}
    for line in lines[1:end]:
        column, colon, value = line.partition(":")
        if colon and column.strip() in COLUMNS:
            cells[column.strip()] = _value(value.strip())
    column, said = "", list[str]()
    for line in [*lines[end + 1 :], "## answer zh"]:
        found = _SECTION.fullmatch(line)
        if found and not found[1]:
            if column in PART_COLUMNS and (text := plain("\n".join(said))):
                cells[column] = text
            column, said = f"{found[2]}_{found[3]}", []
        else:
            said.append(line[1:] if found else line)
    return {column: text for column, text in cells.items() if text}


def _value(text: str) -> str:
    """A quoted string, a list of them, or the words as they stand."""
    try:
        read = msgspec.json.decode(text, type=str | list[str])
    except msgspec.MsgspecError:
        return text
    return read if isinstance(read, str) else "".join(f"{each}\n" for each in read)
