"""The formats that knowledge is exchanged in. Which one a file is in, it says itself."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Final, Literal
from zipfile import BadZipFile, ZipFile

import msgspec

from bedside.kit.problems import Problem
from bedside.knowledge.exchange import comma, excel, folder
from bedside.knowledge.exchange.columns import Row
from bedside.knowledge.exchange.problems import BAD_FILE, TOO_LARGE
from bedside.knowledge.exchange.sizes import MOST_BYTES

Name = Literal["excel", "csv", "markdown"]


class Format(msgspec.Struct, frozen=True):
    write: Callable[[Sequence[Row]], bytes]
    media_type: str
    ending: str


FORMATS: Final[dict[Name, Format]] = {
    "excel": Format(excel.write, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "csv": Format(comma.write, "text/csv; charset=utf-8", "csv"),
    "markdown": Format(folder.write, "application/zip", "zip"),
}


def format_of(content: bytes) -> Name:
    """Raises Problem knowledge_file or knowledge_file_large."""
    if len(content) > MOST_BYTES:
        raise Problem(TOO_LARGE, what=f"> {MOST_BYTES // 1024 // 1024} MB")
    if not content.strip():
        raise Problem(BAD_FILE, what="0 B")
    if not content.startswith(b"PK"):
        return "csv"
    try:
        with ZipFile(BytesIO(content)) as archive:
            return "excel" if "[Content_Types].xml" in archive.namelist() else "markdown"
    except (BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise Problem(BAD_FILE, what="zip") from error


def read(content: bytes) -> list[Row]:
    """Raises Problem knowledge_file or knowledge_file_large."""
    return {"excel": excel.read, "csv": comma.read, "markdown": folder.read}[format_of(content)](content)
