"""Whether two questions ask the same: judged pairs (question_pairs_train), a question's pairs never on both sides."""

from pathlib import Path

import numpy as np
from sklearn.model_selection import GroupKFold

from bedside.knowledge.search.alike import Alike, Pair
from bedside.knowledge.search.same import SAME, same
from bench.figures import Figure, Report, table
from bench.language.public import read
from bench.language.scores import macro_f1

BASELINE, AIM, FOLDS = 0.798, 0.81, 5
FILE = "question_pairs_train.jsonl.gz"


def run(to: Report, data: Path) -> None:
    rows = read(data / FILE)
    pairs: list[Pair] = [(row["text1"], row["text2"]) for row in rows]
    truth = [row["label"] == "1" for row in rows]
    groups = np.asarray(linked(pairs))
    said = np.zeros(len(pairs), bool)
    for rest, held in GroupKFold(FOLDS).split(pairs, truth, groups):
        model = Alike([pairs[i] for i in rest], [truth[i] for i in rest], groups[rest].tolist())
        said[held] = model.probabilities([pairs[i] for i in held]) >= 0.5
    plain = [same(a, b) >= SAME for a, b in pairs]
    learned, shipped = _score(truth, said.tolist()), _score(truth, plain)
    to.say(
        table(
            ["two questions ask the same", "macro-F1"],
            [["learned from judged pairs", f"{learned:.3f}"], ["as shipped, without labels", f"{shipped:.3f}"]],
        )
    )
    note = (
        f"{len(pairs):,} pairs, {len(set(groups.tolist())):,} groups, {FOLDS} folds; baseline: boosting over overlaps"
    )
    to.add(Figure("same_question_macro_f1", learned, AIM, "", peer=BASELINE, peer_name="baseline", note=note))


def linked(pairs: list[Pair]) -> list[int]:
    """A group for each pair: pairs that share a question, directly or by others, are of one group."""
    leader: dict[str, str] = {}

    def lead(text: str) -> str:
        while (above := leader.setdefault(text, text)) != text:
            leader[text] = leader[above]
            text = above
        return text

    for a, b in pairs:
        leader[lead(a)] = lead(b)
    numbers: dict[str, int] = {}
    return [numbers.setdefault(lead(a), len(numbers)) for a, _ in pairs]


def _score(truth: list[bool], said: list[bool]) -> float:
    return macro_f1([str(each) for each in truth], [str(each) for each in said], ["True", "False"])
