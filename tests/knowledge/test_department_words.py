"""By what words the coach knows a hospital's departments."""

from datetime import date
from uuid import UUID

import msgspec
import pytest

from bedside.hospital.model import Department
from bedside.knowledge.entries.model import Body
from bedside.knowledge.search.departments import meant, words_of
from bedside.knowledge.search.engine import Synonyms
from bedside.knowledge.search.index import Index, Vocabulary
from bedside.knowledge.search.keeper import Item, Shelf

BONES, SKIN, GONE = (UUID(int=n) for n in (1, 2, 3))


def department(id_: UUID, zh: str, en: str, *, retired: bool = False) -> Department:
    given = {"id": id_, "hospital_id": 1, "code": zh, "name_zh": zh, "name_en": en, "retired": retired}
    return msgspec.convert({**given, "version": 1, "position": 0}, Department)


def entry(title: str, of: UUID, *also: str) -> Item:
    body = Body(title_zh=title, also=list(also), content_class="science", department_id=of, review_on=date(2030, 1, 1))
    return Item(
        what="entry", id=UUID(int=9), kind="disease", title={"zh": title, "en": title}, answer={"zh": "", "en": ""},
        department_id=of, body=body,
    )  # fmt: skip


def test_names_synonyms_and_entries_point_to_their_department() -> None:
    items = [
        entry("半月板损伤", BONES, "膝盖响"),
        entry("湿疹", SKIN),
        entry("红肿", SKIN),
        entry("红肿", BONES),
        entry("旧", GONE),
    ]
    shelf = Shelf(Index(Vocabulary(), []), items, Synonyms([["骨科", "跌打科"], ["皮肤科", "皮科"]]))
    known = [
        department(BONES, "骨科", "Orthopaedics"),
        department(SKIN, "皮肤科", ""),
        department(GONE, "旧科", "", retired=True),
    ]
    found = words_of(shelf, {each.id: each for each in known})
    assert found.names == {BONES: ["骨科", "Orthopaedics", "跌打科"], SKIN: ["皮肤科", "皮科"]}
    # What two departments write of points to neither.
    assert found.words == {"半月板损伤": BONES, "膝盖响": BONES, "湿疹": SKIN}


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("骨科", {BONES}),
        ("跌打", {BONES}),
        ("皮膚", {SKIN}),
        ("guke", {BONES}),
        ("gu ke", {BONES}),
        ("pifu", {SKIN}),
        ("pfk", {SKIN}),
        ("ortho", {BONES}),
        ("旧科", set[UUID]()),
        ("骨", set[UUID]()),
        ("骨科疼", set[UUID]()),
        ("gu", set[UUID]()),
        (" ", set[UUID]()),
    ],
)
def test_a_department_is_meant_by_its_names_and_how_they_sound(typed: str, known: set[UUID]) -> None:
    departments = [
        department(BONES, "骨科", "Orthopaedics"),
        department(SKIN, "皮肤科", ""),
        department(GONE, "旧科", "", retired=True),
    ]
    assert meant(typed, Synonyms([["骨科", "跌打科"]]), {each.id: each for each in departments}) == known
