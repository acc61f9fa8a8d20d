"""Whether two questions ask the same: judged pairs (question_pairs_train). What ships learns nothing from pairs."""

from pathlib import Path

from bedside.kit.reading.scores import macro_f1
from bedside.knowledge.search.same import SAME, same
from bench.figures import Figure, Report, table
from bench.language.public import read

BASELINE, AIM = 0.798, 0.81
FILE = "question_pairs_train.jsonl.gz"


def run(to: Report, data: Path) -> None:
    rows = read(data / FILE)
    truth = [row["label"] == "1" for row in rows]
    alike = [same(row["text1"], row["text2"]) for row in rows]
    said = [each >= SAME for each in alike]
    right = sum(truth[n] for n, each in enumerate(said) if each)
    shipped = _score(truth, said)
    to.say(
        table(
            ["two questions ask the same", "macro-F1", "precision", "recall"],
            [["as shipped", f"{shipped:.3f}", f"{right / sum(said):.3f}", f"{right / sum(truth):.3f}"]],
        )
    )
    note = f"{len(rows):,} pairs; baseline: boosting over overlaps, trained on such pairs"
    to.add(Figure("same_question_macro_f1", shipped, AIM, "", peer=BASELINE, peer_name="baseline", note=note))


def _score(truth: list[bool], said: list[bool]) -> float:
    return macro_f1([str(each) for each in truth], [str(each) for each in said], ["True", "False"])
