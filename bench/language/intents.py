"""Eleven intents of medical queries (query_intent_train) by the product's own trainer and the coach's signs, 5 folds."""

from pathlib import Path

import numpy as np
from sklearn.model_selection import StratifiedKFold

from bedside.coach.readers.models import seen_message
from bedside.kit.reading.scores import macro_f1
from bedside.kit.reading.training import SEED, Features, train
from bench.figures import Figure, Report, table
from bench.language.public import read
from bench.language.scores import share

BASELINE, AIM, FOLDS = 0.770, 0.785, 5
FILE = "query_intent_train.jsonl.gz"


def run(to: Report, data: Path) -> None:
    rows = read(data / FILE)
    seen = [seen_message(row["query"]) for row in rows]
    texts, signs = [each.text for each in seen], [each.signs for each in seen]
    truth = [row["label"] for row in rows]
    said = list(truth)
    for rest, held in StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(np.zeros(len(texts)), truth):
        model = train(
            Features([texts[i] for i in rest], [signs[i] for i in rest]), [truth[i] for i in rest],
            blend=True, balanced=False, calibrate=False,
        )  # fmt: skip
        for i in held:
            said[i] = model.classes[int(model.margins(texts[i], signs[i]).argmax())]
    right = sum(a == b for a, b in zip(truth, said, strict=True))
    classes = sorted(set(truth))
    to.say(
        table(
            [f"intents of {len(texts):,} queries, {len(classes)} classes, {FOLDS} folds", "value"],
            [
                ["accuracy (95 % interval)", share(right, len(texts))],
                ["macro-F1", f"{macro_f1(truth, said, classes):.3f}"],
            ],
        )
    )
    to.add(Figure("intent_accuracy", right / len(texts), AIM, "share", peer=BASELINE, peer_name="baseline"))
