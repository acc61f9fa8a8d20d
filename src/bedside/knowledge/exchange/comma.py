"""Knowledge as comma-separated text: UTF-8 with a mark, as Excel wants it; read in what other programs write as well."""

import csv
from collections.abc import Sequence
from io import StringIO
from itertools import islice

from bedside.kit.problems import Problem
from bedside.knowledge.exchange import tables
from bedside.knowledge.exchange.cells import guarded, unguarded
from bedside.knowledge.exchange.columns import Row, named
from bedside.knowledge.exchange.problems import BAD_FILE
from bedside.knowledge.exchange.sizes import MOST_ROWS


def write(rows: Sequence[Row]) -> bytes:
    head, lines = tables.lines(rows)
    file = StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(head)
    writer.writerows([guarded(cell) for cell in line] for line in lines)
    return file.getvalue().encode("utf-8-sig")


def read(content: bytes) -> list[Row]:
    """UTF-8, UTF-16 with its mark, or GB 18030 (and so GBK). Raises Problem knowledge_file or knowledge_file_large."""
    text = _decoded(content)
    try:
        found = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        lines = [[unguarded(cell) for cell in line] for line in islice(found, MOST_ROWS + 2)]
    except csv.Error as error:
        raise Problem(BAD_FILE, what=f"csv, {error}") from error
    return tables.rows(lines)


def _decoded(content: bytes) -> str:
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Problem(BAD_FILE, what="csv")


def _delimiter(text: str) -> str:
    """That which makes the most headings of ours; a comma in doubt."""
    head = text.partition("\n")[0]
    return max(",;\t", key=lambda each: sum(bool(named(cell.strip('"'))) for cell in head.split(each)))
