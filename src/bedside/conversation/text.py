"""What a person typed, made safe to store and show without changing what it says."""

import re
import unicodedata

MOST = 4000
"""Characters of one message."""
NAME_MOST = 60
# Control characters, lone surrogates, and what can make a text read as another (embeddings, overrides, isolates).
_UNWANTED = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufff9-\ufffb"
    r"\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def clean(text: str, most: int = MOST) -> str:
    """NFC, line breaks as \\n, no control, bidi-control or lone surrogate characters, no outer blank.

    Raises ValueError when nothing is left or more than `most` characters are.
    """
    if not text.isprintable():  # which most messages are: then there is nothing to take out
        text = _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = unicodedata.normalize("NFC", text).strip()
    if not text:
        raise ValueError("empty")
    if len(text) > most:
        raise ValueError("too long")
    return text


def clean_name(name: str) -> str:
    """One line, at most 60 characters; empty is a person who gave no name."""
    try:
        return " ".join(clean(name, 10 * NAME_MOST).split())[:NAME_MOST]
    except ValueError:
        return ""


def preview(text: str) -> str:
    """The line that a list shows."""
    return text[:80].replace("\n", " ")


RUNS = re.compile(r"[0-9a-z_]+|[^\W0-9a-z_]+")


def grams(text: str) -> set[str]:
    """What a search can find a text by: latin words and numbers whole, other scripts (Chinese) as character pairs."""
    found: set[str] = set()
    for run in RUNS.findall(unicodedata.normalize("NFKC", text).casefold()):
        if run.isascii() or len(run) == 1:
            found.add(run[:40])
        else:
            found.update(run[i : i + 2] for i in range(len(run) - 1))
            found.update(run)
    return found


def wanted(words: str) -> list[str]:
    """The grams that every hit must have. Single characters count only where nothing longer is asked."""
    all_grams = grams(words)
    return sorted(g for g in all_grams if len(g) > 1 or g.isascii()) or sorted(all_grams)


def like(words: str) -> str:
    """An ILIKE pattern that finds the words as they stand."""
    return "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
