"""What a hospital's labels teach is used only where it makes nothing worse."""

from uuid import UUID, uuid4

from bedside.coach.learning import HELD_OUT, LEAST, agreed, learn, parted
from bedside.coach.readers.models import Example, seen_message
from bedside.coach.store import Label
from bedside.kit.clock import SystemClock

SAID = "种植牙太贵了，做不起，第{}次问"


def groups(count: int, *, held: bool) -> list[str]:
    """Names of conversations on one side of the split."""
    found: list[str] = []
    while len(found) < count:
        name = uuid4().hex
        kept, _ = parted([Example(seen_message("x"), "cost", name)])
        if bool(kept) != held:
            found.append(name)
    return found


def examples(names: list[str], label: str) -> list[Example]:
    return [Example(seen_message(SAID.format(number)), label, name) for number, name in enumerate(names)]


def test_labels_that_contradict_what_is_true_teach_nothing() -> None:
    wrong = examples(groups(4 * LEAST, held=False), "fear")
    true = examples(groups(LEAST, held=True), "cost")
    models, (report,) = learn({"worry": [*wrong, *true]})
    assert models == {}
    assert (report.own_before, report.own < report.own_before) == (1.0, True)
    assert report.labels == 5 * LEAST
    assert report.own_held_out == LEAST


def test_too_few_labels_are_not_learned_from() -> None:
    assert HELD_OUT > 1
    assert learn({"worry": examples(groups(LEAST - 1, held=False), "cost")}) == ({}, [])


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
