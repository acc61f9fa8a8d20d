"""Questions that ask the same, found together. Pure; the same questions give the same groups, in whichever order they come.

Stars instead of chains: every question of a group is like the one in its middle (J. Aslam, E. Pelekhov, D. Rus, "The star
clustering algorithm", 2004), so that a row of small differences does not end at another question. A question in the other
language, or in quite other words, joins by what it means.
"""

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from bedside.kit.reading.normal import plain
from bedside.knowledge.asked.meaning import Meaning, Reader
from bedside.knowledge.search.same import weights

ALIKE = 0.42
"""From this cosine on two questions of one language ask the same, unless they say that they want to know different things."""
SHORT = {True: 40, False: 120}
"""Characters, of Chinese or not, up to which a question is no more than what it means; a longer one tells a story."""
FEW = 200
"""A day of fewer questions is weighed as if it had so many: what is asked in its only three is not common."""
ROWS = 512
"""Compared with all others at once."""

Floats = npt.NDArray[np.float32]


class Star(msgspec.Struct, frozen=True):
    """`members`: places of texts, the middle first. `known`: of the group that they join, None for a new one."""

    members: Sequence[int]
    known: int | None = None


class _Texts:
    def __init__(self, texts: Sequence[str], reader: Reader, terms: dict[str, int]) -> None:
        self.plain = [plain(text[:600]).text for text in texts]
        self.meanings: list[Meaning] = [reader.read(text) for text in self.plain]
        starts, places, values = [0], list[int](), list[float]()
        for meaning in self.meanings:
            for term, value in weights(meaning.rest).items():
                places.append(terms.setdefault(term, len(terms)))
                values.append(value)
            starts.append(len(places))
        self.count = len(texts)
        self._parts = (np.asarray(values, np.float32), np.asarray(places, np.int32), np.asarray(starts, np.int64))

    def short(self, place: int) -> bool:
        return len(self.plain[place]) <= SHORT[self.meanings[place].chinese]

    def rows(self, worth: Floats) -> csr_matrix:
        """Each of length 1, its terms weighed by what they are worth."""
        values, places, starts = self._parts
        weighed = values * worth[places]
        sizes = np.sqrt(np.add.reduceat(np.append(weighed * weighed, 0), starts[:-1])) if self.count else weighed
        sizes[np.diff(starts) == 0] = 1
        return csr_matrix((weighed / np.repeat(sizes, np.diff(starts)), places, starts), shape=(self.count, len(worth)))

    def seen(self, terms: int) -> Floats:
        """How many texts have each term."""
        return np.bincount(self._parts[1], minlength=terms).astype(np.float32)


def gathered(texts: Sequence[str], known: Sequence[Sequence[str]], reader: Reader) -> list[Star]:
    """Each text in one star: with the known group (by number; a few of its texts each) that it is most like, or in a new one."""
    terms: dict[str, int] = {}
    new = _Texts(texts, reader, terms)
    examples = [(number, text) for number, group in enumerate(known) for text in group]
    old = _Texts([text for _, text in examples], reader, terms)
    seen = new.seen(len(terms)) + old.seen(len(terms))
    worth = np.log1p(max(FEW, new.count + old.count) / np.maximum(seen, 1)).astype(np.float32)
    rows = new.rows(worth)
    joined = _joined(new, old, rows, old.rows(worth), [number for number, _ in examples])
    stars = [Star(members, number) for number, members in sorted(_by_group(joined).items())]
    rest = [place for place in range(new.count) if place not in joined]
    stars += [Star([rest[place] for place in star]) for star in _stars(rest, new, rows)]
    return stars


def _joined(new: _Texts, old: _Texts, rows: csr_matrix, known: csr_matrix, numbers: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for place, others in enumerate(_like(new, range(new.count), rows, old, known)):
        if others:
            best = max(others, key=lambda each: (others[each], -numbers[each]))
            found[place] = numbers[best]
    return found


def _by_group(joined: Mapping[int, int]) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = {}
    for place, number in joined.items():
        groups.setdefault(number, []).append(place)
    return groups


def _stars(places: Sequence[int], texts: _Texts, rows: csr_matrix) -> list[list[int]]:
    """Who has the most alike is a middle; then the next of those that are left. Equals go by their words."""
    if not places:
        return []
    mine = rows[np.asarray(places)]
    near = list(_like(texts, places, mine, texts, mine, places))
    order = sorted(range(len(places)), key=lambda at: (-len(near[at]), texts.plain[places[at]], at))
    taken: set[int] = set()
    stars: list[list[int]] = []
    for middle in order:
        if middle in taken:
            continue
        star = [middle, *sorted(at for at in near[middle] if at != middle and at not in taken)]
        taken.update(star)
        stars.append(star)
    return stars


def _like(
    texts: _Texts, places: Sequence[int], rows: csr_matrix, others: _Texts, columns: csr_matrix,
    other_places: Sequence[int] | None = None,
) -> "list[dict[int, float]]":  # fmt: skip
    """For each of `places` those columns that ask the same, with how much."""
    where = other_places if other_places is not None else range(others.count)
    across = _across(others, where)
    found: list[dict[int, float]] = []
    turned = columns.T.tocsc()
    for begin in range(0, len(places), ROWS):
        block = (rows[begin : begin + ROWS] @ turned).tocsr()
        for at in range(block.shape[0]):
            mine = texts.meanings[places[begin + at]]
            span = slice(block.indptr[at], block.indptr[at + 1])
            close = block.data[span] >= ALIKE
            near = {
                int(each): float(value)
                for each, value in zip(block.indices[span][close], block.data[span][close], strict=True)
                if not mine.told_apart(others.meanings[where[int(each)]])
            }
            if texts.short(places[begin + at]):
                for each in across.get(mine.key, ()):
                    near.setdefault(each, ALIKE)
            found.append(near)
    return found


def _across(texts: _Texts, places: Sequence[int]) -> Mapping[object, Sequence[int]]:
    """Places of short questions by what they mean."""
    found: dict[object, list[int]] = {}
    for at, place in enumerate(places):
        key = texts.meanings[place].key
        if key is not None and texts.short(place):
            found.setdefault(key, []).append(at)
    return found
