"""The house as files: its rooms from top to bottom, and where each keeps its SQL."""

import ast
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from sqlglot import tokenize
from sqlglot.tokenizer_core import TokenType

SOURCE = Path(__file__).parents[2] / "src" / "bedside"
ROOMS: list[str] = [
    "console", "interop", "measurement", "outreach", "decision", "relation", "appointment", "conversation", "coach",
    "knowledge", "visit", "promise", "channel", "gate", "people", "hospital", "kit",
]  # fmt: skip
SQL_BEGINNINGS = (
    "SELECT",
    "INSERT INTO",
    "UPDATE",
    "DELETE FROM",
    "WITH",
    "MERGE INTO",
    "TRUNCATE",
    "COPY",
    "LOCK",
)


def python_files() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def room_of(file: Path) -> str:
    return file.relative_to(SOURCE).parts[0]


def is_store(file: Path) -> bool:
    """store.py, or any file of a folder of that name."""
    return "store" in (*file.relative_to(SOURCE).parts[:-1], file.stem)


def strings(file: Path) -> Iterator[str]:
    """Every string in the code of a file, docstrings left out."""
    tree = ast.parse(file.read_text())
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def begins_like_sql(text: str) -> bool:
    words = text.split(maxsplit=2)[:2]
    return bool(words) and " ".join(words).startswith(SQL_BEGINNINGS) and len(text.split()) > 2


def schemas_named(sql: str) -> set[str]:
    """Every room whose schema this SQL names, comments and text in quotes left out."""
    tokens = tokenize(sql.replace("%(", "(").replace("%s", "?"), read="postgres")
    return {
        token.text.lower()
        for token, following in pairwise(tokens)
        if following.token_type is TokenType.DOT and token.token_type is not TokenType.STRING
    } & set(ROOMS)
