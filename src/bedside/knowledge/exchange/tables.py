"""Rows of text under headings, as sheets and comma-separated files have them. Pure."""

from collections.abc import Sequence

from bedside.kit.problems import Problem
from bedside.knowledge.exchange.cells import plain
from bedside.knowledge.exchange.columns import COLUMNS, ERROR, Row, heading, named
from bedside.knowledge.exchange.problems import BAD_FILE
from bedside.knowledge.exchange.sizes import few


def lines(rows: Sequence[Row]) -> tuple[list[str], list[list[str]]]:
    """Headings, and a line for each row. What is wrong with a row comes first, where any says so."""
    columns = ([ERROR] if any(ERROR in row.cells for row in rows) else []) + list(COLUMNS)
    return [heading(each) for each in columns], [[row.cells.get(each, "") for each in columns] for row in rows]


def rows(lines: Sequence[Sequence[str]]) -> list[Row]:
    """Columns in any order; others than ours are left out, and so are empty lines. Raises Problem knowledge_file."""
    columns = [named(each) for each in lines[0]] if lines else []
    if "kind" not in columns or not {"title_zh", "title_en"} & set(columns):
        raise Problem(BAD_FILE, what="kind, title_zh")
    if double := {each for each in columns if each and columns.count(each) > 1}:
        raise Problem(BAD_FILE, what=", ".join(sorted(double)))
    found: list[Row] = []
    for number, line in enumerate(lines[1:], start=2):
        cells = {column: text for column, text in zip(columns, line, strict=False) if column and plain(text)}
        if cells:
            found.append(Row(place=str(number), cells=cells))
    few(len(found))
    return found
