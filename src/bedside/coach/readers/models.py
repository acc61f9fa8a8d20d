"""The linear models behind the readings: what they see of a text, and how the shipped ones are made."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

import msgspec

from bedside.coach.model import MESSAGE_TASKS, TASKS, Task
from bedside.coach.readers.signs import FILE, Script, script, signs
from bedside.kit.reading.grams import grams
from bedside.kit.reading.linear import Linear
from bedside.kit.reading.normal import plain
from bedside.kit.reading.sets import all_rows, shipped_set
from bedside.kit.reading.shelf import Shelf

if TYPE_CHECKING:
    from bedside.kit.reading.training import Features

SCRIPTS: tuple[Script, ...] = ("zh", "en")
Models = Mapping[tuple[Task, Script], Linear]
_JOINT = " | "
_COST: Mapping[Task, float] = {"intent": 0.3, "need": 0.3, "worry": 0.5, "mood": 0.3, "ready": 0.2}


class Seen(msgspec.Struct, frozen=True):
    """A plain text and what else is known of it: the input of a model."""

    text: str
    signs: Sequence[str]
    script: Script


class Example(msgspec.Struct, frozen=True):
    """A labelled text. `group`: examples of one group (a conversation) are never on both sides of a split."""

    seen: Seen
    label: str
    group: str


def seen_message(text: str) -> Seen:
    """Of one typed message."""
    read = plain(text).text
    lang = script(read)
    return Seen(read, signs(read, lang), lang)


def seen_dialogue(lines: Sequence[tuple[str, str]]) -> Seen:
    """Of typed lines (`V` or `C`, text), the visitor's newest last: that line, and apart from it what stood before."""
    last = plain(lines[-1][1]).text
    lang = script(last if last.strip() else plain(" ".join(text for _, text in lines)).text)
    told = list(signs(last, lang))
    before = [(who, plain(text).text) for who, text in lines[:-1]]
    newest = next((text for who, text in reversed(before) if who == "C"), "")
    told.extend(f"c {gram}" for gram in grams(newest))
    told.extend(f"c {name}" for name in signs(newest, lang)[:-1] if name.endswith(" 0"))
    for who, text in before:
        told.extend(f"{who.lower()}* {gram}" for gram in grams(text) if len(gram) > 1)
    told.append(f"lines {min(len(lines), 6)}")
    told.append(f"first {lines[0][0]}")
    told.append(f"said {min(sum(who == 'C' for who, _ in lines), 3)}")
    return Seen(last, list(dict.fromkeys(told)), lang)


def dialogue_of(row: str) -> list[tuple[str, str]]:
    """Lines of a row of stages.<lang>.tsv."""
    return [(part[:1], part[2:].strip()) for part in row.split(_JOINT)]


def sets_of(task: Task, lang: Script) -> list[Traversable]:
    """What is learned from. `wishes` (needs and worries said in a roundabout way) serves the coach alone: as everyday text it would
    change what is a red flag."""
    return [
        shipped_set(f"{name}.{lang}") for name in (("readings", "wishes") if task in MESSAGE_TASKS else ("stages",))
    ]


def shipped_examples(task: Task, lang: Script) -> list[Example]:
    """The labelled texts that the package ships for a task."""
    text = "text" if task in MESSAGE_TASKS else "dialogue"
    return [Example(seen, row[task], row[text]) for seen, row in _seen_rows(tuple(sets_of(task, lang)), text)]


@lru_cache(maxsize=1)
def _seen_rows(sets: tuple[Traversable, ...], text: str) -> list[tuple[Seen, dict[str, str]]]:
    """Five tasks learn from the same messages, and to see one costs more than to learn from it."""

    def see(typed: str) -> Seen:
        return seen_message(typed) if text == "text" else seen_dialogue(dialogue_of(typed))

    return [(see(row[text]), row) for row in all_rows(sets)]


@lru_cache(maxsize=1)
def _features(sets: tuple[Traversable, ...], text: str) -> "Features":
    """Of the same messages, likewise, to count and weigh what is seen of them."""
    return _features_of([seen for seen, _ in _seen_rows(sets, text)])


def _features_of(seen: Sequence[Seen]) -> "Features":
    # scikit-learn takes longer to load than all else together, and only a model that is not on the shelf needs it.
    from bedside.kit.reading.training import Features

    return Features([each.text for each in seen], [each.signs for each in seen], seen_in=2)


def trained(task: Task, examples: Sequence[Example]) -> Linear:
    """A model of the examples, whose probabilities are fitted on parts that it had not seen."""
    return _learned(task, _features_of([each.seen for each in examples]), [each.label for each in examples])


def _shipped(task: Task, lang: Script) -> Linear:
    text = "text" if task in MESSAGE_TASKS else "dialogue"
    sets = tuple(sets_of(task, lang))
    return _learned(task, _features(sets, text), [row[task] for _, row in _seen_rows(sets, text)])


def _learned(task: Task, features: "Features", labels: Sequence[str]) -> Linear:
    from bedside.kit.reading.training import train

    return train(features, labels, cost=_COST.get(task, 0.5), sigmoids=True)


def shipped(shelf: Shelf) -> dict[tuple[Task, Script], Linear]:
    """All shipped models; the first time on a machine they are made, which takes a minute or two."""
    here = resources.files("bedside.coach")
    code = [here / "readers" / name for name in (FILE, "signs.py", "models.py")]
    found: dict[tuple[Task, Script], Linear] = {}
    for lang in SCRIPTS:
        for task in TASKS:
            sources = [*sets_of(task, lang), *code]
            found[task, lang] = shelf.model(
                f"coach-{task}-{lang}",
                sources,
                lambda task=task, lang=lang: _shipped(task, lang),
            )
    return found
