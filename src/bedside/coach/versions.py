"""Which models a hospital reads with: those that the package ships, or a version that was learned from its own labels too."""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from bedside.coach.model import TASKS, Task
from bedside.coach.readers.models import SCRIPTS, Models, shipped
from bedside.coach.readers.signs import Script
from bedside.coach.reading import Coach
from bedside.kit.reading.linear import BadModel, Linear
from bedside.kit.reading.shelf import Shelf

log = logging.getLogger(__name__)
SHIPPED = "shipped"
_KEPT = 3
_WHOLE, _BLIND = "model", "blind"
Key = tuple[Task, Script]


class Learned(msgspec.Struct, frozen=True):
    """`blind`: the same, made without the rows that are held out, so that the next version can be compared with it on them.
    None for a version older than that: what saw the rows itself is harder to beat."""

    model: Linear
    blind: Linear | None


class Chosen(msgspec.Struct, frozen=True):
    """A hospital's versions in the order in which they are tried, the one in use first; empty: the shipped models."""

    hospital: int = 0
    versions: tuple[int, ...] = ()


class Opener:
    """Opens models of versions and keeps a few. A file that cannot be read is passed over with a warning."""

    def __init__(self, shelf: Path, folder: Path) -> None:
        self._shelf = Shelf(shelf)
        self._folder = folder
        self._open: dict[Chosen, Coach] = {}
        self._shipped: Models | None = None

    def coach(self, chosen: Chosen) -> Coach:
        if chosen not in self._open:
            while len(self._open) >= _KEPT:
                del self._open[next(iter(self._open))]
            self._open[chosen] = self._opened(chosen)
        return self._open[chosen]

    def _opened(self, chosen: Chosen) -> Coach:
        if self._shipped is None:
            self._shipped = shipped(self._shelf)
        version, found = _readable(self._folder, chosen)
        return Coach({**self._shipped, **found}, f"{version}" if version else SHIPPED)


def place(folder: Path, hospital: int, version: int) -> Path:
    """Where the models of a learned version are kept."""
    return folder / str(hospital) / str(version)


def learned(folder: Path, hospital: int, version: int) -> Models:
    """Models of the tasks that had labels enough. Raises BadModel or OSError (no model at all, or one that is damaged)."""
    here = place(folder, hospital, version)
    found: dict[Key, Linear] = {
        (task, lang): Linear.read(path)
        for task in TASKS
        for lang in SCRIPTS
        if (path := here / f"{task}-{lang}.{_WHOLE}").exists()
    }
    if not found:
        raise FileNotFoundError(str(here))
    return found


def _readable(folder: Path, chosen: Chosen) -> tuple[int, Models]:
    """The first version whose files can be read; 0 and no models where there is none."""
    for version in chosen.versions:
        try:
            return version, learned(folder, chosen.hospital, version)
        except (BadModel, OSError) as error:
            log.warning("the coach's version %d of hospital %d is passed over: %s", version, chosen.hospital, error)
    return 0, {}


def in_use(folder: Path, chosen: Chosen) -> dict[Key, Learned]:
    """The learned models that the hospital reads with now."""
    version, found = _readable(folder, chosen)
    here = place(folder, chosen.hospital, version)
    made: dict[Key, Learned] = {}
    for (task, lang), model in found.items():
        try:
            made[task, lang] = Learned(model, Linear.read(here / f"{task}-{lang}.{_BLIND}"))
        except (BadModel, OSError):
            made[task, lang] = Learned(model, None)
    return made


def keep(folder: Path, hospital: int, version: int, models: Mapping[Key, Learned]) -> None:
    """Write a version whole: what it does not bring is read by the shipped models."""
    here = place(folder, hospital, version)
    here.mkdir(parents=True, exist_ok=True)
    for (task, lang), each in models.items():
        each.model.write(here / f"{task}-{lang}.{_WHOLE}")
        if each.blind is not None:
            each.blind.write(here / f"{task}-{lang}.{_BLIND}")


def parts(folder: Path, hospital: int, version: int) -> list[str]:
    """What a version reads with models of its own, as `worry-zh`."""
    return sorted(path.stem for path in place(folder, hospital, version).glob(f"*.{_WHOLE}"))


def damaged(folder: Path, hospital: int, versions: Sequence[int]) -> list[int]:
    """Those of the versions whose files cannot be read, for `bedside doctor`."""
    found: list[int] = []
    for version in versions:
        try:
            learned(folder, hospital, version)
        except (BadModel, OSError):
            found.append(version)
    return found
