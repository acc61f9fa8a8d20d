"""Makes a linear model from texts and their labels.

`train(features, labels, blend=True)` asks three learners (support vectors, logistic regression, support vectors on features
weighted by naive Bayes: Wang and Manning 2012, "Baselines and Bigrams") and folds them into one weight matrix: better by about half
a point on intents, three times as long in training, and the same file and the same speed when it reads.
"""

# scikit-learn ships no types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from collections.abc import Callable, Sequence
from functools import partial
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, StratifiedKFold
from sklearn.svm import LinearSVC

from bedside.kit.reading.grams import grams
from bedside.kit.reading.linear import Curve, Linear

FOLDS = 5
SEED = 20261122
_SMOOTHING = 0.05
_APART, _APART_COST = 0.72, 1.5
"""How much the learner of two sides says beside that of all classes, and its cost: by cross-validation on the shipped sets."""
Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


class Features:
    """Grams of a set of plain texts as a sparse matrix; what is learned of rarity comes from these texts only. `signs`: what else
    is known of each text. Several models may learn from one."""

    def __init__(self, texts: Sequence[str], signs: Sequence[Sequence[str]] | None = None, seen_in: int = 1) -> None:
        counted = [grams(text, known) for text, known in zip(texts, signs or [()] * len(texts), strict=True)]
        documents: dict[str, int] = {}
        for counts in counted:
            for gram in counts:
                documents[gram] = documents.get(gram, 0) + 1
        kept = sorted(gram for gram, number in documents.items() if number >= seen_in)
        self.vocabulary = {gram: place for place, gram in enumerate(kept)}
        held = np.asarray([documents[gram] for gram in kept], np.float32)
        self.rarity = np.asarray(np.log((1 + len(texts)) / (1 + held)) + 1, np.float32)
        self.rows = self.of(counted)

    def of(self, counted: Sequence[dict[str, int]]) -> csr_matrix:
        """Rows of length 1, one a text."""
        starts, places, values = [0], list[int](), list[float]()
        rarity: list[float] = self.rarity.tolist()  # single numbers of a list are read ten times faster
        for counts in counted:
            first = len(values)
            for gram, count in counts.items():
                place = self.vocabulary.get(gram)
                if place is not None:
                    places.append(place)
                    values.append(rarity[place] if count == 1 else (1 + log(count)) * rarity[place])
            length = sqrt(sum(value * value for value in values[first:])) or 1.0
            values[first:] = [value / length for value in values[first:]]
            starts.append(len(values))
        shape = (len(counted), len(self.vocabulary))
        return csr_matrix((np.asarray(values, np.float32), places, starts), shape=shape)


def train(
    features: Features, labels: Sequence[str], *, cost: float = 0.5, balanced: bool = True, groups: Sequence[str] | None = None,
    blend: bool = False, apart: str = "", calibrate: bool = True, sigmoids: bool = False,
) -> Linear:  # fmt: skip
    """A model of texts and their labels. `blend`: three learners instead of one; `apart`: what some labels begin with that are
    above all to be told from the others, for which one more learner is asked; without `calibrate` only the likeliest class can be
    relied upon, and training takes a sixth of the time.

    `groups`: rows of one group never stand on both sides when the probabilities are fitted; `sigmoids`: by each class's sigmoid
    instead of by one temperature. Raises ValueError for fewer than two labels or a label with fewer than FOLDS rows.
    """
    classes = sorted(set(labels))
    if len(classes) < 2:
        raise ValueError("a model needs at least two labels")
    truth = np.asarray([classes.index(label) for label in labels])
    if np.bincount(truth).min() < FOLDS:
        raise ValueError(f"every label needs at least {FOLDS} rows")
    fit = partial(_blended if blend else _fit, classes=len(classes), cost=cost, balanced=balanced)
    if apart:
        fit = partial(_apart, fit, side=np.asarray([not each.startswith(apart) for each in classes]), cost=cost)
    weights, bias = fit(features.rows, truth)
    if not calibrate:
        return Linear(classes, features.vocabulary, features.rarity, weights.T.copy(), bias, Curve())
    unseen = np.zeros((len(labels), len(classes)), np.float32)
    splitter = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED) if groups is None else GroupKFold(FOLDS)
    for rest, held in splitter.split(features.rows, truth, groups):
        part, part_bias = fit(features.rows[rest], truth[rest])
        unseen[held] = features.rows[held] @ part.T + part_bias
    return Linear(
        classes, features.vocabulary, features.rarity, weights.T.copy(), bias, fitted(unseen, truth, sigmoids=sigmoids)
    )


def fitted(margins: Floats, truth: Ints, *, sigmoids: bool) -> Curve:
    """The curve by which the truth is likeliest."""

    def loss(curve: Curve) -> float:
        chosen = curve.probabilities(margins)[np.arange(len(truth)), truth]
        return float(-np.log(np.maximum(chosen, 1e-9)).mean())

    if sigmoids:
        found = minimize(lambda at: loss(Curve(float(np.exp(at[0])), float(at[1]))), [1.0, 0.0], method="Nelder-Mead").x
        return Curve(float(np.exp(found[0])), float(found[1]))
    one = minimize_scalar(lambda at: loss(Curve(float(np.exp(at)))), bounds=(-2.0, 4.0), method="bounded").x
    return Curve(float(np.exp(one)))


def _fit(rows: csr_matrix, truth: Ints, classes: int, cost: float, balanced: bool) -> tuple[Floats, Floats]:
    """Weights (classes x grams) and bias (classes); a class that these rows do not show lies far away."""
    machine = LinearSVC(C=cost, class_weight="balanced" if balanced else None, random_state=SEED)
    machine.fit(rows, truth)
    found, offset = np.asarray(machine.coef_, np.float32), np.asarray(machine.intercept_, np.float32)
    if len(found) == 1:  # two classes: one margin
        found, offset = np.vstack([-found, found]), np.concatenate([-offset, offset])
    return _placed(found, offset, machine.classes_, classes)


def _blended(rows: csr_matrix, truth: Ints, classes: int, cost: float, balanced: bool) -> tuple[Floats, Floats]:
    """As `_fit`: the sum of three learners' weights, each brought to the same spread of margins first."""
    shown = np.unique(truth)
    weight = "balanced" if balanced else None
    weights, bias = _fit(rows, truth, classes, cost, balanced)
    learned = [(weights[shown], bias[shown])]
    chances: list[tuple[Floats, float]] = []
    shifted: list[tuple[Floats, float]] = []
    for each in shown:
        mine = truth == each
        chance = LogisticRegression(C=24 * cost, class_weight=weight, solver="liblinear", random_state=SEED).fit(
            rows, mine
        )
        chances.append((np.asarray(chance.coef_[0], np.float32), float(chance.intercept_[0])))
        ratio = _ratio(rows, mine)
        machine = LinearSVC(C=0.6 * cost, class_weight=weight, random_state=SEED).fit(
            csr_matrix(rows.multiply(ratio)), mine
        )
        shifted.append((np.asarray(machine.coef_, np.float32)[0] * ratio, float(np.ravel(machine.intercept_)[0])))
    for found in (chances, shifted):
        learned.append((np.vstack([each for each, _ in found]), np.asarray([each for _, each in found], np.float32)))
    spreads = [float((rows @ each.T + offset).std()) or 1.0 for each, offset in learned]
    total = sum((each / spread for (each, _), spread in zip(learned, spreads, strict=True)), np.float32(0))
    offset = sum((each / spread for (_, each), spread in zip(learned, spreads, strict=True)), np.float32(0))
    return _placed(np.asarray(total, np.float32), np.asarray(offset, np.float32), shown, classes)


def _apart(
    fit: Callable[[csr_matrix, Ints], tuple[Floats, Floats]], rows: csr_matrix, truth: Ints,
    side: NDArray[np.bool_], cost: float,
) -> tuple[Floats, Floats]:  # fmt: skip
    """As `fit`, the weights of the classes on one side raised by what a learner says that knows these two sides only."""
    weights, bias = fit(rows, truth)
    machine = LinearSVC(C=_APART_COST * cost, random_state=SEED).fit(rows, side[truth])
    weights[side] += _APART * np.asarray(machine.coef_[0], np.float32)
    bias[side] += _APART * float(np.ravel(machine.intercept_)[0])
    return weights, bias


def _ratio(rows: csr_matrix, mine: NDArray[np.bool_]) -> Floats:
    """How much oftener each gram stands in these rows than in the others, as a logarithm."""
    inside = np.asarray(rows[mine].sum(axis=0)).ravel() + _SMOOTHING
    outside = np.asarray(rows[~mine].sum(axis=0)).ravel() + _SMOOTHING
    return np.asarray(np.log((inside / inside.sum()) / (outside / outside.sum())), np.float32)


def _placed(found: Floats, offset: Floats, shown: Ints, classes: int) -> tuple[Floats, Floats]:
    """Rows of the classes that were shown among all."""
    weights = np.zeros((classes, found.shape[1]), np.float32)
    bias = np.full(classes, -10.0, np.float32)
    weights[shown], bias[shown] = found, offset
    return weights, bias
