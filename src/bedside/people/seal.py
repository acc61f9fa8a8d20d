"""From what was said to what is stored, and back."""

from datetime import date, datetime
from typing import cast
from uuid import UUID

from bedside.kit.ids import new_id
from bedside.kit.services import Services
from bedside.people import identifiers as forms
from bedside.people.identifiers import IdentifierKind
from bedside.people.person import Lang, Sex
from bedside.people.store.persons import CardRow, IdentifierRow, PersonRow


def person_row(
    services: Services,
    hospital_id: int,
    id: UUID,
    *,
    name: str,
    sex: Sex,
    born: date | None,
    lang: Lang,
    time_zone: str,
    made_at: datetime,
    made_by: str,
    rev: int = 1,
) -> PersonRow:
    seal = forms.sealer(services).seal
    return PersonRow(
        hospital_id=hospital_id,
        id=id,
        name_sealed=seal(name),
        name_hash=forms.name_hash(services, name),
        sex=sex,
        born_sealed=seal(born.isoformat()) if born else None,
        born_hash=forms.born_hash(services, born) if born else None,
        lang=lang,
        time_zone=time_zone,
        made_at=made_at,
        made_by=made_by,
        rev=rev,
    )


def identifier_row(
    services: Services,
    hospital_id: int,
    person_id: UUID,
    kind: IdentifierKind,
    value: str,
    *,
    verified: bool,
    at: datetime,
    by: str,
) -> IdentifierRow:
    """Raises Problem bad_identifier."""
    value = forms.normalised(kind, value)
    return IdentifierRow(
        hospital_id=hospital_id,
        id=new_id(),
        person_id=person_id,
        kind=kind,
        value_sealed=forms.sealer(services).seal(value),
        value_hash=forms.hash_of(services, kind, value),
        masked=forms.masked(kind, value),
        verified_at=at if verified else None,
        added_at=at,
        added_by=by,
    )


def name_of(services: Services, row: PersonRow | CardRow) -> str:
    """The name in clear; "" of a deleted person."""
    return forms.sealer(services).open(row.name_sealed) if row.name_sealed else ""


def born_of(services: Services, row: PersonRow | CardRow) -> date | None:
    return date.fromisoformat(forms.sealer(services).open(row.born_sealed)) if row.born_sealed else None


def sex_of(row: PersonRow) -> Sex:
    return cast(Sex, row.sex)


def lang_of(row: PersonRow) -> Lang:
    return cast(Lang, row.lang)


def value_of(services: Services, row: IdentifierRow) -> str:
    return forms.sealer(services).open(row.value_sealed)
