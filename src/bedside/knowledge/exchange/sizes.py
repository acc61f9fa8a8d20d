"""How much a file may hold: what is packed small may be large."""

import lzma
import zlib
from collections.abc import Iterator
from zipfile import BadZipFile, ZipFile

from bedside.kit.problems import Problem
from bedside.knowledge.exchange.problems import BAD_FILE, TOO_LARGE

MOST_BYTES = 16 * 1024 * 1024
MOST_UNPACKED = 96 * 1024 * 1024
MOST_ROWS = 10_000
MOST_CELLS = 200
_PIECE = 64 * 1024


def few(rows: int) -> None:
    """Raise Problem knowledge_file_large for more rows than are read at once."""
    if rows > MOST_ROWS:
        raise Problem(TOO_LARGE, what=f"> {MOST_ROWS}")


def unpacked(archive: ZipFile) -> Iterator[tuple[str, bytes]]:
    """Each file in it, read piece by piece: what it says of its own size is not believed. Raises Problem knowledge_file or
    knowledge_file_large."""
    files = [each for each in archive.infolist() if not each.is_dir()]
    few(len(files))
    left = MOST_UNPACKED
    for each in files:
        body = bytearray()
        try:
            with archive.open(each) as file:
                while piece := file.read(_PIECE):
                    left -= len(piece)
                    if left < 0:
                        raise Problem(TOO_LARGE, what=f"> {MOST_UNPACKED // 1024 // 1024} MB")
                    body += piece
        except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error, lzma.LZMAError) as error:
            raise Problem(BAD_FILE, what=each.filename[:100]) from error
        yield each.filename, bytes(body)
