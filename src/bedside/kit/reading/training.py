"""Makes a linear model from texts and their labels."""

# scikit-learn ships no types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.model_selection import GroupKFold, StratifiedKFold
from sklearn.svm import LinearSVC

from bedside.kit.reading.grams import grams
from bedside.kit.reading.linear import Linear, softmax

FOLDS = 5
SEED = 20261122


class Features:
    """Grams of a set of texts as a sparse matrix; what is learned of rarity comes from these texts only."""

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
        for counts in counted:
            first = len(values)
            for gram, count in counts.items():
                place = self.vocabulary.get(gram)
                if place is not None:
                    places.append(place)
                    values.append((1 + float(np.log(count))) * float(self.rarity[place]))
            length = float(np.sqrt(sum(value * value for value in values[first:]))) or 1.0
            values[first:] = [value / length for value in values[first:]]
            starts.append(len(values))
        shape = (len(counted), len(self.vocabulary))
        return csr_matrix((np.asarray(values, np.float32), places, starts), shape=shape)


def train(
    texts: Sequence[str], labels: Sequence[str], *, cost: float = 0.5, seen_in: int = 1, balanced: bool = True,
    groups: Sequence[str] | None = None, signs: Sequence[Sequence[str]] | None = None,
) -> Linear:  # fmt: skip
    """A model of plain texts and their labels. `signs`: what else is known of each text.

    `groups`: rows of one group never stand on both sides when the temperature is fitted. Raises ValueError for fewer than two
    labels or a label with fewer than FOLDS rows.
    """
    features = Features(texts, signs, seen_in)
    classes = sorted(set(labels))
    if len(classes) < 2:
        raise ValueError("a model needs at least two labels")
    truth = np.asarray([classes.index(label) for label in labels])
    if np.bincount(truth).min() < FOLDS:
        raise ValueError(f"every label needs at least {FOLDS} rows")
    weights, bias = _fit(features.rows, truth, len(classes), cost, balanced)
    unseen = np.zeros((len(texts), len(classes)), np.float32)
    splitter = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED) if groups is None else GroupKFold(FOLDS)
    for rest, held in splitter.split(features.rows, truth, groups):
        part, part_bias = _fit(features.rows[rest], truth[rest], len(classes), cost, balanced)
        unseen[held] = features.rows[held] @ part.T + part_bias
    return Linear(classes, features.vocabulary, features.rarity, weights.T.copy(), bias, temperature(unseen, truth))


def temperature(margins: NDArray[np.float32], truth: NDArray[np.int64]) -> float:
    """The factor that makes the margins' softmax likeliest for the truth."""

    def loss(logarithm: float) -> float:
        chosen = softmax(margins * float(np.exp(logarithm)))[np.arange(len(truth)), truth]
        return float(-np.log(np.maximum(chosen, 1e-9)).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-2.0, 4.0), method="bounded").x))


def _fit(
    rows: csr_matrix, truth: NDArray[np.int64], classes: int, cost: float, balanced: bool
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights (classes x grams) and bias (classes); a class that these rows do not show lies far away."""
    machine = LinearSVC(C=cost, class_weight="balanced" if balanced else None, random_state=SEED)
    machine.fit(rows, truth)
    found, offset = np.asarray(machine.coef_, np.float32), np.asarray(machine.intercept_, np.float32)
    if len(found) == 1:  # two classes: one margin
        found, offset = np.vstack([-found, found]), np.concatenate([-offset, offset])
    weights = np.zeros((classes, found.shape[1]), np.float32)
    bias = np.full(classes, -10.0, np.float32)
    shown = list(machine.classes_)
    weights[shown], bias[shown] = found, offset
    return weights, bias
