"""Models made from the sets that the package ships: made once, kept in a folder, made anew when sets or code change."""

import hashlib
import logging
import os
from collections.abc import Callable, Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from bedside.kit.reading.linear import BadModel, Linear

log = logging.getLogger(__name__)
_CODE = ("normal", "grams", "linear", "training")


class Shelf:
    """The folder where this installation keeps them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def model(self, name: str, sources: Sequence[Traversable], make: Callable[[], Linear]) -> Linear:
        """The model of that name for these sources (sets, and the code and rules that read them).

        A damaged file is made anew. Several processes may do so at once: each puts a whole file in place.
        """
        path = self.folder / f"{name}-{_print_of(sources)}.model"
        try:
            return Linear.read(path)
        except FileNotFoundError:
            pass
        except BadModel as error:
            log.warning("%s; it is made anew", error)
        made = make()
        self.folder.mkdir(parents=True, exist_ok=True)
        made.write(path, beside=path.with_suffix(f".{os.getpid()}"))
        for old in self.folder.glob(f"{name}-*.model"):
            if old != path:
                old.unlink(missing_ok=True)
        # As it was kept: what is measured is what runs.
        return Linear.read(path)


def _print_of(sources: Sequence[Traversable]) -> str:
    found = hashlib.sha256()
    here = resources.files("bedside.kit.reading")
    for source in (*sources, *(here / f"{name}.py" for name in _CODE)):
        found.update(source.read_bytes())
    return found.hexdigest()[:16]
