"""HTTP face of entries: written, compared, approved, and searched at the desk."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post, put
from litestar.params import FromPath, QueryParameter
from litestar.types import ControllerRouterHandler

from bedside.hospital.api.shapes import HospitalId, HospitalParam, Lang, Listed, Made, OneHospital, Version
from bedside.hospital.model import Viewer
from bedside.kit.services import Services
from bedside.kit.written import LINE
from bedside.knowledge.entries import actions, questions
from bedside.knowledge.entries.model import Body, Kind
from bedside.knowledge.entries.questions import EntryRow, EntryShown, OwnDue, Owner
from bedside.knowledge.search.questions import Hit, find, preview
from bedside.knowledge.uses.actions import use

OneVersion = Annotated[int | None, QueryParameter(name="version", ge=1, le=2_147_483_647, required=False)]
Retired = Annotated[bool, QueryParameter(name="retired", required=False, description="Show what was retired, too")]
Word = Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern=LINE)]


class NewEntry(msgspec.Struct, kw_only=True):
    hospital_id: HospitalId
    kind: Kind
    body: Body


class EntryGiven(msgspec.Struct, kw_only=True):
    """`version`: the newest that the writer saw."""

    hospital_id: HospitalId
    version: Version
    body: Body


class Previewed(msgspec.Struct, kw_only=True):
    hospital_id: HospitalId
    kind: Kind
    body: Body
    lang: Lang = "zh"


class VersionMeant(msgspec.Struct, kw_only=True):
    hospital_id: HospitalId
    version: Version
    retired: bool = True
    """For retiring; false takes it back."""


class Searched(msgspec.Struct, kw_only=True):
    """`question`: a visitor's own words, for which the few best are wanted; else what a consultant types."""

    hospital_id: HospitalId
    text: Annotated[str, msgspec.Meta(max_length=4000)]
    lang: Lang = "zh"
    question: bool = False


class Used(msgspec.Struct, kw_only=True):
    """`id`: the message that it went into."""

    hospital_id: HospitalId
    id: UUID
    entry: UUID
    conversation: UUID
    adapted: bool = False


class Synonyms(msgspec.Struct, kw_only=True):
    """Each list: words that mean the same here. Version 0: none was kept yet."""

    hospital_id: HospitalId
    lists: Annotated[
        list[Annotated[list[Word], msgspec.Meta(min_length=2, max_length=20)]], msgspec.Meta(max_length=2000)
    ]
    version: Version


@get("/knowledge", summary="Entries, those to be looked after first")
async def list_entries(
    viewer: Viewer, services: Services, hospital: HospitalParam = None, retired: Retired = False
) -> Listed[EntryRow]:
    return Listed(await questions.entries(services, viewer, hospital, retired=retired))


@post("/knowledge", summary="Write a new entry; the desk sees it once somebody else approved it")
async def add_entry(data: NewEntry, viewer: Viewer, services: Services) -> Made[UUID]:
    return Made(await actions.add(services, viewer, data.hospital_id, data.kind, data.body))


@get("/knowledge/{entry_id:uuid}", summary="One version of an entry, the newest if none is named, and all there are")
async def get_entry(
    entry_id: FromPath[UUID], viewer: Viewer, services: Services, hospital: OneHospital, version: OneVersion = None
) -> EntryShown:
    return await questions.entry(services, viewer, hospital, entry_id, version)


@put("/knowledge/{entry_id:uuid}", summary="Save the next version", status_code=204)
async def change_entry(entry_id: FromPath[UUID], data: EntryGiven, viewer: Viewer, services: Services) -> None:
    await actions.change(services, viewer, data.hospital_id, entry_id, data.version, data.body)


@post("/knowledge/{entry_id:uuid}/approval", summary="Let the desk see the newest version", status_code=204)
async def approve_entry(entry_id: FromPath[UUID], data: VersionMeant, viewer: Viewer, services: Services) -> None:
    await actions.approve(services, viewer, data.hospital_id, entry_id, data.version)


@post("/knowledge/{entry_id:uuid}/retirement", summary="Take it from the desk, or give it back", status_code=204)
async def retire_entry(entry_id: FromPath[UUID], data: VersionMeant, viewer: Viewer, services: Services) -> None:
    await actions.retire(services, viewer, data.hospital_id, entry_id, data.version, retired=data.retired)


@post("/knowledge-search", summary="Find entries, campaigns and canned replies", status_code=200)
async def search(data: Searched, viewer: Viewer, services: Services) -> Listed[Hit]:
    found = await find(services, viewer, data.hospital_id, data.text, data.lang, question=data.question)
    return Listed(found)


@post("/knowledge-preview", summary="What the desk would show of an entry; nothing is kept", status_code=200)
async def preview_entry(data: Previewed, viewer: Viewer, services: Services) -> Hit:
    return await preview(services, viewer, data.hospital_id, data.kind, data.body, data.lang)


@post("/knowledge-uses", summary="Count an entry that went into a message", status_code=204)
async def count_use(data: Used, viewer: Viewer, services: Services) -> None:
    await use(services, viewer, data.hospital_id, data.id, data.entry, data.conversation, data.adapted)


@get("/knowledge-due", summary="How many of one's own entries are to be reviewed")
async def own_due(viewer: Viewer, services: Services, hospital: HospitalParam = None) -> OwnDue:
    return await questions.own_due(services, viewer, hospital)


@get("/knowledge-owners", summary="Who may look after an entry")
async def list_owners(viewer: Viewer, services: Services, hospital: HospitalParam = None) -> Listed[Owner]:
    return Listed(await questions.owners(services, viewer, hospital))


@get("/knowledge-synonyms", summary="The hospital's own words for the same thing")
async def get_synonyms(viewer: Viewer, services: Services, hospital: OneHospital) -> Synonyms:
    lists, version = await questions.synonyms(services, viewer, hospital)
    return Synonyms(hospital_id=hospital, lists=lists, version=version)


@put("/knowledge-synonyms", summary="Keep the hospital's own words for the same thing", status_code=204)
async def keep_synonyms(data: Synonyms, viewer: Viewer, services: Services) -> None:
    await actions.keep_synonyms(services, viewer, data.hospital_id, data.lists, data.version)


handlers: list[ControllerRouterHandler] = [
    list_entries,
    add_entry,
    get_entry,
    change_entry,
    approve_entry,
    retire_entry,
    search,
    preview_entry,
    count_use,
    get_synonyms,
    list_owners,
    own_due,
    keep_synonyms,
]
