"""What a hospital's labels teach is used only where it makes nothing worse."""

from pathlib import Path
from uuid import UUID, uuid4

from bedside.coach.learning import LEAST, LEAST_HELD_OUT, OWN_HELD_OUT, agreed, learn, parted
from bedside.coach.readers.models import Example, seen_dialogue, seen_message
from bedside.coach.store import Label
from bedside.coach.versions import Chosen, Learned, damaged, in_use, keep, parts
from bedside.kit.clock import SystemClock

SAID = "这价钱太贵了，我再想想，第{}次问"
OWN_WORD = "这个要刷几张蓝莓卡才够，第{}次问"
ASKED = [("V", "种植牙多少钱"), ("C", "一颗 7,800 元起，价格是公示的。")]
DOUBT = ("doubt", "zh")


def groups(count: int, *, held: bool) -> list[str]:
    """Names of conversations on one side of the split."""
    found: list[str] = []
    while len(found) < count:
        name = uuid4().hex
        kept, _ = parted([Example(seen_message("x"), "cost", name)], OWN_HELD_OUT)
        if bool(kept) != held:
            found.append(name)
    return found


def examples(names: list[str], label: str, said: str = SAID) -> list[Example]:
    return [
        Example(seen_dialogue([*ASKED, ("V", said.format(number))]), label, name) for number, name in enumerate(names)
    ]


def own_words() -> list[Example]:
    """Labels enough of a word that only this hospital's people use."""
    return [
        *examples(groups(LEAST, held=False), "cost", OWN_WORD),
        *examples(groups(LEAST_HELD_OUT, held=True), "cost", OWN_WORD),
    ]


def test_labels_that_contradict_what_is_true_teach_nothing() -> None:
    wrong = examples(groups(4 * LEAST, held=False), "safety")
    true = examples(groups(LEAST, held=True), "cost")
    lesson = learn({"doubt": [*wrong, *true]}, {})
    (report,) = lesson.parts
    assert lesson.models == {}
    assert (report.own_before, report.own < report.own_before) == (1.0, True)
    assert report.labels == 5 * LEAST
    assert report.own_held_out == LEAST


def test_a_version_is_held_against_the_one_in_use_and_not_against_the_shipped(tmp_path: Path) -> None:
    labels = own_words()
    first = learn({"doubt": labels}, {})
    assert first.parts[0].own > first.parts[0].own_before
    assert list(first.models) == [DOUBT]

    keep(tmp_path, 1, 1, first.models)
    used = in_use(tmp_path, Chosen(1, (2, 1)))
    assert used.keys() == {DOUBT}
    again = learn({"doubt": labels}, used)
    assert (again.parts[0].own_before, again.parts[0].own) == (first.parts[0].own, first.parts[0].own)
    assert again.models == {}

    # What was not bettered is carried over into the version that another part makes.
    keep(tmp_path, 1, 2, {**used, ("level", "zh"): Learned(used[DOUBT].model, None)})
    assert parts(tmp_path, 1, 2) == ["doubt-zh", "level-zh"]
    assert in_use(tmp_path, Chosen(1, (2, 1)))["level", "zh"].blind is None
    (tmp_path / "1" / "2" / "level-zh.model").write_bytes(b"x")
    assert damaged(tmp_path, 1, [2, 1]) == [2]
    assert in_use(tmp_path, Chosen(1, (2, 1))).keys() == {DOUBT}


def test_too_few_labels_are_not_learned_from() -> None:
    kept, held = (
        examples(groups(2 * LEAST, held=False), "cost"),
        examples(groups(LEAST_HELD_OUT - 1, held=True), "cost"),
    )
    for given in ([*kept, *held], kept, kept[:3]):
        lesson = learn({"doubt": given}, {})
        assert (lesson.models, lesson.parts) == ({}, [])
        (waiting,) = lesson.waiting
        assert (waiting.task, waiting.labels) == ("doubt", len(given))
        assert waiting.own_held_out == len(given) - sum(each in kept for each in given)


def test_what_rules_read_is_counted() -> None:
    def label(name: str, guessed: str, task: str = "department") -> Label:
        at = SystemClock().now()
        return Label(
            source=UUID(int=1), seq=1, task=task, label=name, guessed=guessed, version="shipped", by_staff=UUID(int=2), at=at
        )  # fmt: skip

    found = agreed("department", [label("a", "a"), label("b", "a"), label("cost", "cost", "worry")])
    assert found
    assert (found.labels, found.right) == (2, 1)
    assert agreed("elsewhere", []) is None
