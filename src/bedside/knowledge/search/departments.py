"""By what words a hospital's departments are known: their names, what the hospital calls the same, and what is written of them."""

from collections.abc import Mapping
from functools import lru_cache
from uuid import UUID

import msgspec

from bedside.hospital.model import Department
from bedside.kit.reading.normal import plain
from bedside.kit.services import Services
from bedside.knowledge.search.engine import Synonyms
from bedside.knowledge.search.keeper import Keeper, Shelf
from bedside.knowledge.search.words import Sound, is_chinese

FEWEST, SPELLED = 2, 3
"""Characters or initials, and letters, from which what is typed may mean a department."""
_sound = lru_cache(maxsize=4096)(Sound)


class DepartmentWords(msgspec.Struct, frozen=True):
    """`names` of each department; `words`: titles and other names of entries of one department, and of one only."""

    names: dict[UUID, list[str]]
    words: dict[str, UUID]


async def department_words(
    services: Services, hospital_id: int, departments: Mapping[UUID, Department]
) -> DepartmentWords:
    """Of the departments that are not retired, as the desk's knowledge stands."""
    return words_of(await services.get(Keeper).of(hospital_id), departments)


def words_of(shelf: Shelf, departments: Mapping[UUID, Department]) -> DepartmentWords:
    names = names_of(shelf.synonyms, departments)
    words: dict[str, UUID | None] = {}
    for item in shelf.items:
        if item.what != "entry" or item.department_id not in names:
            continue
        also = item.body.also if item.body else ()
        for word in filter(None, (*item.title.values(), *also)):
            theirs = words.setdefault(word, item.department_id)
            words[word] = item.department_id if theirs == item.department_id else None
    return DepartmentWords(names, {word: id_ for word, id_ in words.items() if id_ is not None})


def names_of(synonyms: Synonyms, departments: Mapping[UUID, Department]) -> dict[UUID, list[str]]:
    """Of those that are not retired: their own names, then what the hospital calls the same."""
    names: dict[UUID, list[str]] = {}
    for each in departments.values():
        if not each.retired:
            own = [name for name in (each.name_zh, each.name_en) if name]
            same = [other for name in own for other in synonyms.of(plain(name).text)]
            names[each.id] = list(dict.fromkeys((*own, *same)))
    return names


def meant(typed: str, synonyms: Synonyms, departments: Mapping[UUID, Department]) -> set[UUID]:
    """Departments that are called so: 心内, 消化科 (消化内科), xinnei, xnk, cardio."""
    text = plain(typed).text.strip()
    if len(text) < FEWEST:
        return set()
    names = names_of(synonyms, departments)
    return {id_ for id_, known in names.items() if any(_called(text, plain(name).text) for name in known)}


def _called(text: str, name: str) -> bool:
    if is_chinese(text):
        rest = iter(name)
        return all(character in rest for character in text)
    letters = text.replace(" ", "")
    sound = _sound(name)
    return sound.initials == letters or (len(letters) >= SPELLED and sound.spelled.startswith(letters))
