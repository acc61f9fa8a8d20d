"""Makes the models of the shipped sets before the tests need them: `python -m tests.support.models`."""

from bedside.coach.readers.models import shipped
from bedside.gate.claims.reader import open_reader
from bedside.gate.flags.finder import open_finder
from bedside.kit.reading.shelf import Shelf
from tests.conftest import MODELS

if __name__ == "__main__":
    shelf = Shelf(MODELS)
    open_finder(shelf)
    open_reader(shelf)
    shipped(shelf)
