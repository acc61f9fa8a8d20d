"""A text longer than people write of an illness may hide one sentence in much talk: what stands together is read alone, too."""

import msgspec

from bedside.gate.flags.finder import SURE, Finder, Flag
from bedside.kit.reading.normal import plain
from bedside.kit.reading.stretches import stretches

LONG = 600
"""Plain characters. Up to here accounts of an illness were weighed as wholes, and shorter pieces of them would alarm too often."""
CLOSE = 48


def find(finder: Finder, text: str) -> Flag | None:
    """As `Finder.find`; of a very long text also each few sentences that are surely one."""
    found = finder.find(text)
    if found or len(text) <= LONG:
        return found
    read = plain(text)
    for first, last in stretches(read.text, CLOSE):
        start, end = read.typed(first, last)
        near = finder.find(text[start:end])
        if near and near.confidence >= SURE:
            return msgspec.structs.replace(near, words=[(start + one, start + other) for one, other in near.words])
    return None
