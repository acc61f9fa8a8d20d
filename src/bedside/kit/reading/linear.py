"""Linear models over grams: small, fast to train and to run, and able to name the words that decided.

One row of weights a gram, one column a class (one against the rest, hinge loss squared), gram counts damped and weighted by
rarity, and margins turned into probabilities by a curve that is fitted on rows that the model had not seen: one temperature (Guo
et al. 2017, "On Calibration of Modern Neural Networks"), or each class's sigmoid, brought to a sum of 1 (Zadrozny and Elkan 2002,
"Transforming classifier scores into accurate multiclass probability estimates"), which suits many classes better.
"""

import hashlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from itertools import accumulate, groupby, repeat
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from bedside.kit.reading.grams import grams, located

FORMAT = 1


class BadModel(Exception):
    """The file is not a model, is damaged, or was made for another version of the features."""


class Guess(msgspec.Struct, frozen=True):
    """The likeliest class and its probability, 0 to 1."""

    name: str
    probability: float


class Curve(msgspec.Struct, frozen=True):
    """From margins to probabilities. `offset`: of each class's sigmoid; None for a softmax of the margins themselves."""

    temperature: float = 1.0
    offset: float | None = None

    def probabilities(self, margins: NDArray[np.float32]) -> NDArray[np.float32]:
        """Rows that sum to 1."""
        raised = margins * np.float32(self.temperature)
        if self.offset is not None:
            raised = -np.logaddexp(np.float32(0), -(raised + np.float32(self.offset)))
        return softmax(raised)


class Linear:
    """A trained model. `weights` is grams x classes, already times each gram's rarity weight."""

    def __init__(
        self, classes: Sequence[str], vocabulary: Mapping[str, int], rarity: NDArray[np.float32],
        weights: NDArray[np.float32], bias: NDArray[np.float32], curve: "Curve",
    ) -> None:  # fmt: skip
        self.classes = tuple(classes)
        self._vocabulary = vocabulary
        self._rarity = rarity
        self._weights = weights
        self._bias = bias
        self.curve = curve

    def margins(self, text: str, signs: Sequence[str] = ()) -> NDArray[np.float32]:
        """How far on each class's side a plain text with its signs lies; the bias alone where nothing of it is known."""
        counts = grams(text, signs)
        often = np.fromiter(counts.values(), np.float32, len(counts))
        places = np.fromiter(map(self._vocabulary.get, counts, repeat(-1)), np.intp, len(counts))
        known = places >= 0
        places = places[known]
        if not places.size:
            return self._bias
        values: NDArray[np.float32] = self._rarity[places] * (np.log(often[known]) + np.float32(1))
        margins: NDArray[np.float32] = values @ self._weights[places]
        margins /= np.sqrt(values @ values)
        return margins + self._bias

    def probabilities(self, text: str, signs: Sequence[str] = ()) -> NDArray[np.float32]:
        """Of each class, in the order of `classes`; they sum to 1."""
        return self.curve.probabilities(self.margins(text, signs)[None, :])[0]

    def guess(self, text: str) -> Guess:
        """The likeliest class."""
        probabilities = self.probabilities(text)
        best = int(probabilities.argmax())
        return Guess(self.classes[best], float(probabilities[best]))

    def evidence(self, text: str, name: str, most: int = 3) -> list[tuple[int, int]]:
        """The stretches of a plain text that spoke most for a class, in the order of the text, merged where they touch."""
        column = self.classes.index(name)
        known = self._vocabulary.get
        seen = [(place, start, end) for gram, start, end in located(text) if (place := known(gram)) is not None]
        places = [place for place, _, _ in seen]
        steps = [0.0] * (len(text) + 1)
        for (_, start, end), worth in zip(
            seen, (self._weights[:, column].take(places) * self._rarity.take(places)).tolist(), strict=True
        ):
            steps[start] += worth / (end - start)
            steps[end] -= worth / (end - start)
        return _stretches(list(accumulate(steps[:-1])), most)

    def write(self, path: Path, beside: Path | None = None) -> None:
        """One file with its own checksum, put in place whole; it is written as `beside` first."""
        packed = BytesIO()
        np.savez_compressed(
            packed,
            classes=np.frombuffer("\n".join(self.classes).encode(), np.uint8),
            vocabulary=np.frombuffer("\n".join(self._vocabulary).encode(), np.uint8),
            rarity=self._rarity,
            weights=self._weights.astype(np.float16),
            bias=self._bias,
            temperature=np.asarray([self.curve.temperature, FORMAT], np.float64),
            offset=np.asarray([] if self.curve.offset is None else [self.curve.offset], np.float64),
        )
        body = packed.getvalue()
        beside = beside or path.with_suffix(".new")
        beside.write_bytes(hashlib.sha256(body).digest() + body)
        beside.replace(path)

    @staticmethod
    def read(path: Path) -> "Linear":
        """A model from its file. Raises BadModel, or OSError where there is no such file."""
        content = path.read_bytes()
        if hashlib.sha256(content[32:]).digest() != content[:32]:
            raise BadModel(f"{path.name} is damaged")
        try:
            kept: Any = np.load(BytesIO(content[32:]), allow_pickle=False)
            temperature, made_for = kept["temperature"]
            if int(made_for) != FORMAT:
                raise BadModel(f"{path.name} was made for other features")
            words = kept["vocabulary"].tobytes().decode().split("\n")
            return Linear(
                kept["classes"].tobytes().decode().split("\n"),
                {word: place for place, word in enumerate(words)},
                kept["rarity"].astype(np.float32),
                kept["weights"].astype(np.float32),
                kept["bias"].astype(np.float32),
                Curve(float(temperature), next(map(float, kept["offset"]), None) if "offset" in kept else None),
            )
        except (KeyError, ValueError, UnicodeDecodeError) as error:
            raise BadModel(f"{path.name}: {error}") from error


def softmax(margins: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows of probabilities."""
    raised = np.exp(margins - margins.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def _stretches(worth: Sequence[float], most: int) -> list[tuple[int, int]]:
    """The `most` best runs of characters that are worth at least a third of the best one."""
    least = max(worth, default=0.0) / 3
    if least <= 0:
        return []
    runs: list[tuple[float, int, int]] = []
    for good, run in groupby(enumerate(worth), key=lambda each: each[1] >= least):
        if good:
            places = [place for place, _ in run]
            runs.append((sum(worth[places[0] : places[-1] + 1]), places[0], places[-1] + 1))
    best = sorted(runs, reverse=True)[:most]
    return sorted((start, end) for _, start, end in best)
