"""Where a query matched in a text that is shown, so that a person sees why it was found. Pure."""

from functools import lru_cache

from bedside.kit.reading.normal import plain
from bedside.kit.reading.stretches import runs
from bedside.knowledge.search.engine import Asked
from bedside.knowledge.search.words import RUNS, STOP, Sound, is_chinese, nearest, slips

Span = tuple[int, int]
SHOWN = 600
"""Characters of a text that are looked through."""
LETTERS = 24
"""What is longer is a sentence, not a name typed by its sound."""
_plain = lru_cache(maxsize=4096)(plain)


def spans(asked: Asked, text: str, *, title: bool = False) -> list[Span]:
    """Stretches of `text` (characters, end exclusive), in order and apart. Titles are matched by sound, too."""
    read = _plain(text[:SHOWN])
    marked = [False] * len(read.text)
    chinese = [word for word in asked.words if is_chinese(word)]
    _mark_chinese(read.text, chinese, marked)
    wanted = [word for word in asked.words if not is_chinese(word)]
    for found in RUNS.finditer(read.text) if wanted else ():
        if not is_chinese(found[0]) and any(_like(word, found[0]) for word in wanted):
            marked[found.start() : found.end()] = [True] * len(found[0])
    if title and not any(marked):
        _mark_sound(read.text, asked, marked)
    return _typed([read.typed(start, end) for start, end in runs(marked)])


def _mark_chinese(text: str, words: list[str], marked: list[bool]) -> None:
    pairs = {word[i : i + 2] for word in words for i in range(len(word) - 1)}
    single = words[0] if len(words) == 1 and len(words[0]) == 1 else ""
    wanted = "\n".join(words)
    for at in range(len(text)):
        if text[at] == single:
            marked[at] = True
        if text[at : at + 2] not in pairs:
            continue
        size = 2
        while text[at : at + size + 1] in wanted and at + size < len(text):
            size += 1
        if size > 2 or text[at : at + 2] not in STOP:
            marked[at : at + size] = [True] * size


def _like(word: str, other: str) -> bool:
    if other == word or (len(word) > 1 and other.startswith(word)):
        return True
    most = slips(word)
    if not most or abs(len(word) - len(other)) > most:
        return False
    near = nearest(word, other, most)
    return near is not None and near[2] - near[1] >= len(other) - most


def _mark_sound(text: str, asked: Asked, marked: list[bool]) -> None:
    sound = Sound(text)
    letters = "".join(asked.latin) or Sound(asked.text).spelled
    if not 2 <= len(letters) <= LETTERS:
        return
    at = next((at for at in sound.starts if sound.spelled.startswith(letters, at)), -1)
    if at >= 0:
        places = sound.place[at : at + len(letters)]
    elif (at := sound.initials.find(letters)) >= 0:
        places = sound.heads[at : at + len(letters)]
    elif near := nearest(letters, sound.spelled, slips(letters)):
        places = sound.place[near[1] : near[2]]
    else:
        places = []
    for place in places:
        marked[place] = True


def _typed(found: list[Span]) -> list[Span]:
    """Apart again: what was one character typed may be several as it is read."""
    apart: list[Span] = []
    for start, end in found:
        if apart and start <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart
