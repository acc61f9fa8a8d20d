"""A search: words, sound and typing errors weighed together, and where they matched. Pure."""

from collections.abc import Sequence
from difflib import SequenceMatcher

import msgspec
import numpy as np

from bedside.kit.reading.normal import plain
from bedside.knowledge.search.index import Floats, Index
from bedside.knowledge.search.words import RUNS, STOP, Sound, grams, is_chinese, nearest, slips

LONGEST = 600
"""Characters of a question that are read."""
SPELLED, INITIALS, MISTYPED, NAMED = 9.0, 7.0, 5.0, 6.0
"""What a title's sound is worth beside its words (a rare word in a title is worth about 10)."""
SYNONYM = 0.8
SOUNDS_LIKE = 4.0
"""Chinese typed by sound is mistaken by sound."""
TYPED = 24
"""Characters; who writes more asks a question, and what only sounds like a title is none of it."""
CANDIDATES = 24
"""Titles that are compared letter by letter."""
SINGLE, SHAPE, SHAPED = 0.65, 16.0, 8
"""What a single character of a short Chinese question is worth more in the order of what was found, and how like the question a
title reads as a whole, for so many of the best. They say what comes first, not whether it is worth showing."""


class Asked(msgspec.Struct, frozen=True):
    """A query as it was read: `text` plain, `words` all that may be marked (with what the hospital calls the same)."""

    text: str
    words: tuple[str, ...]
    synonyms: tuple[str, ...]
    latin: tuple[str, ...]


class Found(msgspec.Struct, frozen=True):
    number: int
    score: float


class Synonyms:
    """A hospital's lists of words for the same thing."""

    def __init__(self, lists: Sequence[Sequence[str]]) -> None:
        self._same: dict[str, set[str]] = {}
        for each in lists:
            words = {plain(word).text.strip() for word in each} - {""}
            for word in words:
                self._same.setdefault(word, set()).update(words - {word})

    def of(self, text: str) -> list[str]:
        """Other words for what is said in this text."""
        spoken = f" {' '.join(RUNS.findall(text))} "
        found: dict[str, None] = {}
        for word, others in self._same.items():
            if (word if is_chinese(word) else f" {word} ") in spoken:
                found.update(dict.fromkeys(sorted(others)))
        return [each for each in found if each not in text]


def read(text: str, synonyms: Synonyms) -> Asked:
    said = plain(text[:LONGEST]).text
    runs = [run for run in RUNS.findall(said) if run not in STOP]
    others = synonyms.of(said)
    latin = tuple(run for run in runs if not is_chinese(run) and not run.isdigit())
    return Asked(said, (*runs, *others), tuple(others), latin)


def search(index: Index, asked: Asked, *, most: int, barred: "np.ndarray | None" = None) -> list[Found]:
    """The best first. `barred`: documents that this asker may not see."""
    scores = np.zeros(index.size, np.float32)
    _by_words(index, scores, asked)
    _by_name(index, scores, asked)
    if asked.latin and not any(is_chinese(run) for run in RUNS.findall(asked.text)):
        _by_letters(index, scores, asked)
    else:
        _by_sound(index, scores, asked.text)
    if barred is not None:
        scores[barred] = 0
    order = _ordered(index, scores, asked) if len(asked.text) <= TYPED and not asked.text.isascii() else scores
    top = np.argpartition(-order, most)[:most] if index.size > most else np.arange(index.size)
    ranked = sorted(map(int, top), key=lambda number: -order[number])
    return [Found(number, float(scores[number])) for number in ranked if scores[number] > 0.5]


def _ordered(index: Index, scores: Floats, asked: Asked) -> Floats:
    order = scores.copy()
    for single in {char for run in RUNS.findall(asked.text) if is_chinese(run) for char in run if char not in STOP}:
        index.add(order, single, SINGLE)
    order[scores <= 0] = 0
    best = np.argpartition(-order, SHAPED)[:SHAPED] if index.size > SHAPED else np.arange(index.size)
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(asked.text)
    for number in map(int, best):
        if order[number] > 0:
            ratios: list[float] = []
            for title in index.parsed[number].titles:
                matcher.set_seq1(title)
                ratios.append(matcher.ratio())
            order[number] += SHAPE * max(ratios, default=0.0)
    return order


def _by_words(index: Index, scores: Floats, asked: Asked) -> None:
    weights: dict[str, float] = {}
    for text, worth in [(asked.text, 1.0), *((other, SYNONYM) for other in asked.synonyms)]:
        for gram, weight in grams(text):
            stop = 0.08 if gram in STOP else 1.0
            weights[gram] = max(weights.get(gram, 0.0), weight * worth * stop)
    for gram, weight in weights.items():
        index.add(scores, gram, weight)
    last = asked.latin[-1] if asked.latin and asked.text.endswith(asked.latin[-1]) else ""
    if len(last) > 1:
        for word in index.beginning(last):
            if word != last:
                index.add(scores, word, 0.7 * len(last) / len(word))


def _by_name(index: Index, scores: Floats, asked: Asked) -> None:
    """A question that has a whole title in it is about that."""
    text = asked.text
    for run in RUNS.finditer(text):
        begin, size = run.start(), len(run[0])
        spans = (
            [(begin + i, begin + j) for i in range(size) for j in range(i + 2, min(size, i + 14) + 1)]
            if is_chinese(run[0])
            else [(begin, run.end())]
        )
        for i, j in spans:
            for number in index.named(text[i:j]):
                scores[number] += NAMED * min(1.0, (j - i) / 4)
    for number in index.named(text.strip()):
        scores[number] += NAMED


def _by_letters(index: Index, scores: Floats, asked: Asked) -> None:
    letters = "".join(asked.latin)
    if len(letters) < 2:
        return
    hit = False
    for number, title, at in index.spelled(letters):
        whole = len(letters) / len(index.parsed[number].sounds[title].spelled)
        scores[number] = max(scores[number], SPELLED * (0.6 + 0.4 * whole) + (1.0 if at == 0 else 0.0))
        hit = True
    for number, title, at in index.initialled(letters):
        whole = len(letters) / len(index.parsed[number].sounds[title].initials)
        scores[number] = max(scores[number], INITIALS * (0.4 + 0.6 * whole) + (1.0 if at == 0 else 0.0))
        hit = True
    if hit:
        return
    for word in {letters, *asked.latin}:
        _mistyped(index, scores, word)


def _mistyped(index: Index, scores: Floats, word: str) -> None:
    most = slips(word)
    if not most:
        return
    edged = f"^{word}"
    terms = {f"~{edged[i : i + 3]}" for i in range(len(edged) - 2)}
    shared = index.count(terms)
    likely = np.argsort(-shared, kind="stable")[:CANDIDATES]
    for number in map(int, likely):
        if shared[number] < 1:
            break
        best = min(
            (near[0] for sound in index.parsed[number].sounds if (near := nearest(word, sound.spelled, most))),
            default=None,
        )
        if best is not None:
            scores[number] += MISTYPED * (1 - best / len(word)) + float(shared[number]) / len(terms)


def _by_sound(index: Index, scores: Floats, text: str) -> None:
    if len(text) > TYPED:
        return
    for run in RUNS.findall(text):
        if not is_chinese(run) or not 2 <= len(run) <= 8:
            continue
        sound = Sound(run)
        terms = sound.trigrams()
        if len(terms) > 2:
            share = index.count(terms) / len(terms)
            scores += np.where(share > 0.55, SOUNDS_LIKE * share * share, 0).astype(np.float32)
