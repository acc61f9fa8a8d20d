"""Knowledge as an Excel file."""

import warnings
from collections.abc import Sequence
from io import BytesIO
from itertools import islice
from typing import Any
from zipfile import ZipFile

from bedside.hospital.actions.export import workbook
from bedside.kit.problems import Problem
from bedside.knowledge.exchange import tables
from bedside.knowledge.exchange.cells import decoded, encoded, guarded, text_of, unguarded
from bedside.knowledge.exchange.columns import Row
from bedside.knowledge.exchange.problems import BAD_FILE
from bedside.knowledge.exchange.sizes import MOST_CELLS, MOST_ROWS, unpacked


def write(rows: Sequence[Row]) -> bytes:
    head, lines = tables.lines(rows)
    return workbook(head, [[encoded(guarded(cell)) for cell in line] for line in lines])


def read(content: bytes) -> list[Row]:
    """The first sheet. Raises Problem knowledge_file or knowledge_file_large."""
    from openpyxl import load_workbook  # slow to load, and few processes ever read a sheet

    _without_entities(content)
    try:
        with warnings.catch_warnings(action="ignore"):  # of styles that it does not know
            book = load_workbook(BytesIO(content), read_only=True, data_only=True)
            sheet: Any = book.worksheets[0]
            sheet.reset_dimensions()  # what it says of its own size is not believed
            found = sheet.iter_rows(max_col=MOST_CELLS, max_row=MOST_ROWS + 2, values_only=True)
            lines = [[unguarded(decoded(text_of(cell))) for cell in line] for line in islice(found, MOST_ROWS + 2)]
    except Exception as error:  # whatever a damaged file makes its library raise
        raise Problem(BAD_FILE, what="xlsx") from error
    return tables.rows(lines)


def _without_entities(content: bytes) -> None:
    """A sheet has no use for definitions in its XML; a bomb has."""
    with ZipFile(BytesIO(content)) as archive:
        for name, body in unpacked(archive):
            if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
                raise Problem(BAD_FILE, what=name)
