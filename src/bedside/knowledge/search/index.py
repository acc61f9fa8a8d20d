"""BM25 over postings in flat arrays, and the spelled titles beside them. Pure; built anew from parsed documents in one go.

Weights by Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from bedside.kit.reading.normal import plain
from bedside.knowledge.search.words import Sound, grams

K1, B = 1.2, 0.6
TEXT = 0.5
"""What a word in the text is worth beside the same word in a title. Each field has its own length: a short answer does not
make its title longer."""
FEW = 200
"""A hospital that wrote down less is weighed as if it had so much: a word in its only entry is no common word."""
Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]


class Doc(msgspec.Struct, frozen=True, kw_only=True):
    """What is found: `titles` are its names, `text` the rest of its words. `mark` changes when the words do."""

    key: str
    mark: str = ""
    titles: tuple[str, ...]
    text: str = ""


class Parsed:
    """A document's terms, numbered by a `Vocabulary`, and how its titles sound."""

    __slots__ = ("key", "lengths", "numbers", "sounds", "titles", "weights")

    def __init__(self, doc: Doc, vocabulary: "Vocabulary") -> None:
        self.key = doc.key
        self.titles = [plain(each).text for each in doc.titles if each]
        self.sounds = [Sound(each) for each in self.titles]
        named: dict[str, float] = {}
        sizes: list[float] = []
        for title in self.titles:
            counts = _counts(title)
            sizes.append(sum(counts.values()))
            for gram, weight in counts.items():
                named[gram] = max(named.get(gram, 0.0), weight)
        told = _counts(plain(doc.text).text)
        # Another name makes an entry easier to find, not its title longer.
        self.lengths = (sum(sizes) / max(1, len(sizes)), sum(told.values()))
        sounds = {gram for sound in self.sounds for gram in sound.trigrams()}
        terms = [*(named | told), *sounds]
        self.numbers: Ints = np.fromiter(map(vocabulary.number, terms), np.int32, len(terms))
        self.weights: Floats = np.array([[each.get(term, 0.0) for term in terms] for each in (named, told)], np.float32)


def _counts(text: str) -> dict[str, float]:
    counts: dict[str, float] = {}
    for gram, weight in grams(text):
        counts[gram] = counts.get(gram, 0.0) + weight
    return counts


class Vocabulary:
    """Terms by number. It only grows; one serves all the indexes of a hospital."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def number(self, term: str) -> int:
        return self.numbers.setdefault(term, len(self.numbers))


class Index:
    """Read by any number of searches at once; a change makes another one."""

    def __init__(self, vocabulary: Vocabulary, parsed: Sequence[Parsed]) -> None:
        self._numbers: Mapping[str, int] = vocabulary.numbers
        self.parsed = parsed
        self.size = len(parsed)
        count = len(vocabulary.numbers)
        terms = np.concatenate([each.numbers for each in parsed]) if parsed else np.zeros(0, np.int32)
        owners = np.repeat(np.arange(self.size, dtype=np.int32), [len(each.numbers) for each in parsed])
        order = np.argsort(terms, kind="stable")
        self._owners: Ints = owners[order]
        self._ends = np.cumsum(np.bincount(terms, minlength=count))
        self._impacts: Floats = np.zeros(len(order), np.float32)
        for field, worth in enumerate((1.0, TEXT)):
            weights = (
                np.concatenate([each.weights[field] for each in parsed])[order] if parsed else np.zeros(0, np.float32)
            )
            lengths = np.array([each.lengths[field] for each in parsed], np.float32)
            norm = K1 * (1 - B + B * lengths / max(1.0, float(lengths.mean()))) if parsed else lengths
            self._impacts += np.float32(worth * (K1 + 1)) * weights / (weights + norm[self._owners])
        self._spell()
        self._words = sorted(term for term in vocabulary.numbers if term[0] < "\u3400" and term[0] != "~")

    def _spell(self) -> None:
        self._named: dict[str, list[int]] = {}
        spelled: list[str] = []
        initials: list[str] = []
        self.sounds: list[tuple[int, int]] = []
        for number, each in enumerate(self.parsed):
            for place, (title, sound) in enumerate(zip(each.titles, each.sounds, strict=True)):
                self._named.setdefault(title, []).append(number)
                self.sounds.append((number, place))
                spelled.append(sound.spelled)
                initials.append(sound.initials)
        self._spelled, self._spelled_at = _joined(spelled)
        self._initials, self._initials_at = _joined(initials)

    def add(self, scores: Floats, term: str, weight: float) -> bool:
        """Add a term's worth to every document that has it; whether any has."""
        number = self._numbers.get(term)
        if number is None or number >= len(self._ends):
            return False
        begin, end = (int(self._ends[number - 1]) if number else 0), int(self._ends[number])
        if begin == end:
            return False
        rarity = float(np.log1p((max(self.size, FEW) - (end - begin) + 0.5) / (end - begin + 0.5)))
        scores[self._owners[begin:end]] += np.float32(weight * rarity) * self._impacts[begin:end]
        return True

    def count(self, terms: set[str]) -> Floats:
        """How many of these terms each document has."""
        found = np.zeros(self.size, np.float32)
        for term in terms:
            number = self._numbers.get(term)
            if number is not None and number < len(self._ends):
                begin = int(self._ends[number - 1]) if number else 0
                found[self._owners[begin : int(self._ends[number])]] += 1
        return found

    def beginning(self, start: str, most: int = 12) -> list[str]:
        """Words that begin so, for what is still being typed."""
        at = bisect_left(self._words, start)
        return [word for word in self._words[at : at + most] if word.startswith(start)]

    def named(self, title: str) -> list[int]:
        """Documents of exactly this name."""
        return self._named.get(title, [])

    def spelled(self, letters: str) -> list[tuple[int, int, int]]:
        """Titles whose pinyin has these letters from the beginning of a syllable: (document, title, letter)."""
        return [
            hit for hit in _find(self._spelled, self._spelled_at, self.sounds, letters) if hit[2] in self._starts(hit)
        ]

    def initialled(self, letters: str) -> list[tuple[int, int, int]]:
        """Titles that have these initials in a row: (document, title, syllable)."""
        return _find(self._initials, self._initials_at, self.sounds, letters)

    def _starts(self, hit: tuple[int, int, int]) -> list[int]:
        return self.parsed[hit[0]].sounds[hit[1]].starts


def _joined(lines: list[str]) -> tuple[str, list[int]]:
    starts: list[int] = []
    at = 0
    for line in lines:
        starts.append(at)
        at += len(line) + 1
    return "\n".join(lines), starts


def _find(text: str, starts: list[int], whose: list[tuple[int, int]], letters: str) -> list[tuple[int, int, int]]:
    """Every place, 400 at most: one letter would be everywhere."""
    found: list[tuple[int, int, int]] = []
    at = text.find(letters)
    while at >= 0 and len(found) < 400:
        line = bisect_right(starts, at) - 1
        found.append((*whose[line], at - starts[line]))
        at = text.find(letters, at + 1)
    return found
