"""How likely two questions ask the same thing, learned from pairs that people judged.

What ships is `same.same`, which needs no labels. A hospital that has judged pairs (merged and told apart) can train this one:
overlaps, what is left over on either side, and what the left-over words were worth in judged pairs, boosted
(Friedman 2001, "Greedy function approximation"). About 0.5 ms a pair.
"""

# scikit-learn ships no types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from bedside.kit.reading.normal import plain
from bedside.knowledge.search.same import same
from bedside.knowledge.search.words import RUNS, STOP

Pair = tuple[str, str]
Floats = NDArray[np.float32]
FOLDS = 4
SEED = 20261122
_RARE, _MOST = 3, 200
_NUMBER = re.compile(r"\d+(?:\.\d+)?|[一二三四五六七八九十两]+(?=[岁天周月年个次])")
_NOT = re.compile(r"不(?!同)|没|无|未|别|非")
# What is asked about: words of one line ask for the same thing.
_ASKED = (
    "为什么|为何|原因|怎么回事|怎么引起|导致",
    "怎么办|怎么治|如何治|治疗|怎样治|疗法",
    "多久|多长|几天|几年|时间",
    "多少|价格|费用|钱",
    "能不能|能否|可以|能.*吗|可不可",
    "吃什么|饮食|食物|吃",
    "症状|表现|征兆",
    "是不是|是否|算|属于|会不会",
    "药|片|胶囊|注射",
    "区别|不同|哪个|哪种",
    "传染|遗传|母婴",
    "检查|诊断|指标|化验|值",
    "根治|治愈|治好|痊愈|好转",
    "注意|预防|避免|护理",
    "孕|胎|生育|宝宝|孩子",
)
_ASKS = [re.compile(each) for each in _ASKED]


class Question:
    """A question as the features see it."""

    __slots__ = ("asks", "grams", "negated", "numbers", "text", "typed")

    def __init__(self, typed: str) -> None:
        self.typed = typed
        self.text = "".join(RUNS.findall(plain(typed).text))
        self.grams = [{self.text[i : i + n] for i in range(len(self.text) - n + 1)} for n in (1, 2, 3)]
        self.numbers = set(_NUMBER.findall(self.text))
        self.negated = len(_NOT.findall(self.text))
        self.asks = [each.search(self.text) is not None for each in _ASKS]


class Alike:
    """Trained on judged pairs. `groups`: pairs of one group share questions and are never on both sides within."""

    def __init__(self, pairs: Sequence[Pair], judged: Sequence[bool], groups: Sequence[int]) -> None:
        asked = {text: Question(text) for pair in pairs for text in pair}
        seen: dict[str, int] = {}
        for question in asked.values():
            for gram in question.grams[0] | question.grams[1] | question.grams[2]:
                seen[gram] = seen.get(gram, 0) + 1
        self._rarity = {gram: float(np.log1p(len(asked) / count)) for gram, count in seen.items()}
        self._rarest = float(np.log1p(len(asked)))
        ready = [(asked[a], asked[b]) for a, b in pairs]
        truth = np.asarray(judged, bool)
        often = Counter(sign for one, other in ready for sign in _signs(one, other))
        self._places = {
            sign: place for place, sign in enumerate(sign for sign, count in often.items() if count > _RARE)
        }
        signs = self._signs(ready)
        unseen = np.zeros(len(pairs), np.float32)
        for rest, held in GroupKFold(FOLDS).split(signs, truth, groups):
            unseen[held] = _linear(signs[rest], truth[rest]).decision_function(signs[held])
        self._words = _linear(signs, truth)
        self._boosted = HistGradientBoostingClassifier(
            max_iter=350,
            learning_rate=0.05,
            max_leaf_nodes=24,
            min_samples_leaf=30,
            l2_regularization=2.0,
            random_state=SEED,
        )
        self._boosted.fit(np.column_stack([self._features(ready), unseen]), truth)

    def probabilities(self, pairs: Sequence[Pair]) -> Floats:
        """That each pair asks the same, 0 to 1."""
        ready = [(Question(a), Question(b)) for a, b in pairs]
        learned = self._words.decision_function(self._signs(ready))
        return self._boosted.predict_proba(np.column_stack([self._features(ready), learned]))[:, 1].astype(np.float32)

    def _signs(self, pairs: Iterable[tuple[Question, Question]]) -> csr_matrix:
        """Rows of length 1."""
        starts, places, values = [0], list[int](), list[float]()
        for a, b in pairs:
            first = len(places)
            places.extend(place for sign in _signs(a, b) if (place := self._places.get(sign)) is not None)
            number = len(places) - first
            values.extend([number**-0.5] * number)
            starts.append(len(places))
        shape = (len(starts) - 1, len(self._places))
        return csr_matrix((np.asarray(values, np.float32), places, starts), shape=shape)

    def _features(self, pairs: Iterable[tuple[Question, Question]]) -> Floats:
        return np.asarray([self._of(a, b) for a, b in pairs], np.float32)

    def _of(self, a: Question, b: Question) -> list[float]:
        found = [same(a.typed, b.typed)]
        for n in (0, 1, 2):
            found += self._overlaps(a.grams[n], b.grams[n])
        matcher = SequenceMatcher(None, a.text, b.text, autojunk=False)
        blocks = [block.size for block in matcher.get_matching_blocks()]
        short, long = sorted((len(a.text), len(b.text)))
        found += [matcher.ratio(), max(blocks) / max(1, short), float(max(blocks)), float(len(blocks))]
        found += [
            float(short),
            float(long),
            short / max(1, long),
            _same_end(a.text, b.text),
            _same_end(a.text[::-1], b.text[::-1]),
        ]
        found += [float(len(a.numbers ^ b.numbers)), float(len(a.numbers & b.numbers))]
        found += [float(abs(a.negated - b.negated)), float(a.negated + b.negated)]
        found += [float(one + other - 3 * (one and other)) for one, other in zip(a.asks, b.asks, strict=True)]
        found.append(float(sum(one != other for one, other in zip(a.asks, b.asks, strict=True))))
        return found

    def _overlaps(self, one: set[str], other: set[str]) -> list[float]:
        """Counted, weighted by rarity, seen from both sides (the smaller first), and the rarest of each part."""
        both, either = one & other, one | other
        worth, mine, theirs = self._worth(both), self._worth(one), self._worth(other)
        low, high = sorted((worth / max(1e-6, mine), worth / max(1e-6, theirs)))
        left = sorted((self._top(one - both), self._top(other - both)))
        less, more = sorted((len(one - both), len(other - both)))
        return [
            len(both) / max(1, len(either)), low, high, worth / max(1e-6, (mine * theirs) ** 0.5), self._top(both), *left,
            float(less), float(more), mine + theirs - 2 * worth,
        ]  # fmt: skip

    def _worth(self, grams: set[str]) -> float:
        return sum((0.2 if gram in STOP else 1.0) * self._rarity.get(gram, self._rarest) for gram in grams)

    def _top(self, grams: set[str]) -> float:
        return max((self._rarity.get(gram, self._rarest) for gram in grams), default=0.0)


def _signs(a: Question, b: Question) -> Iterator[str]:
    """What both have (=), what only one has (-), and what one has in the other's stead (one|other)."""
    for one, other in zip(a.grams, b.grams, strict=True):
        yield from (f"={gram}" for gram in one & other)
        yield from (f"-{gram}" for gram in one ^ other)
    for n in (0, 1):
        mine, theirs = a.grams[n] - b.grams[n], b.grams[n] - a.grams[n]
        if len(mine) * len(theirs) <= _MOST:
            yield from (f"{min(x, y)}|{max(x, y)}" for x in mine for y in theirs)


def _linear(signs: csr_matrix, truth: NDArray[np.bool_]) -> LogisticRegression:
    return LogisticRegression(C=4.0, solver="liblinear", random_state=SEED).fit(signs, truth)


def _same_end(a: str, b: str) -> float:
    """How many characters are the same from the beginning on."""
    number = 0
    for one, other in zip(a, b, strict=False):
        if one != other:
            break
        number += 1
    return float(number)
