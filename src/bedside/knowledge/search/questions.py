"""Search at the desk, and what answers a visitor's last question."""

from datetime import date
from uuid import UUID

import msgspec
import numpy as np

from bedside.hospital.model import Service, Viewer
from bedside.hospital.questions.catalogue import catalogue
from bedside.hospital.rights import Right
from bedside.kit.problems import REFUSED, Lang, Problem
from bedside.kit.services import Services
from bedside.knowledge.entries.actions import may_write
from bedside.knowledge.entries.model import PARTS, Body, Due, Entry, Kind, Part
from bedside.knowledge.model import ContentClass
from bedside.knowledge.search import engine
from bedside.knowledge.search.departments import meant
from bedside.knowledge.search.engine import Asked, Synonyms
from bedside.knowledge.search.keeper import Item, Keeper, of_entry
from bedside.knowledge.search.matching import Span, spans
from bedside.knowledge.search.nearest import FAINT, WORTH

MOST = 12
SUGGESTED = 3


class PartShown(msgspec.Struct, frozen=True):
    part: Part
    text: str


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """Something found, in the language asked for. `text` is what is taken into the composer; spans are stretches of the
    title and the text that matched, as [start, end) in characters. `price_fen`: the published price of what it is about.
    `own`: the reader's own canned reply, whose uses are not counted."""

    what: str
    id: UUID
    kind: str
    title: str
    called: str = ""
    """Another name of it, or its name in the other language, by which it was found; what visitors call it is not told."""
    text: str
    department: UUID | None = None
    """By whose name it was found."""
    title_spans: list[Span]
    text_spans: list[Span]
    parts: list[PartShown] = []
    source: str = ""
    content_class: ContentClass | None = None
    """What an entry is in law (L03)."""
    due: Due = "ok"
    review_on: date | None = None
    price_fen: int | None = None
    own: bool = False
    score: float


async def find(
    services: Services, viewer: Viewer, hospital_id: int, text: str, lang: Lang, *, question: bool = False
) -> list[Hit]:
    """The best first: 12 for what is typed, 3 for a visitor's `question`. Raises Problem refused."""
    if not viewer.may(Right.CONVERSE, hospital_id) and not viewer.may(Right.MANAGE_KNOWLEDGE, hospital_id):
        raise Problem(REFUSED)
    shelf = await services.get(Keeper).of(hospital_id)
    offers = await catalogue(services, hospital_id)
    today = services.clock.now().astimezone(offers.zone).date()
    asked = engine.read(text, shelf.synonyms)
    barred = np.array([_hidden(item, viewer.staff_id, today) for item in shelf.items], bool)
    most = SUGGESTED if question else MOST
    found = engine.search(shelf.index, asked, most=most, barred=barred)
    items = [shelf.items[each.number] for each in found]
    hits = [_hit(item, asked, each.score, today, lang) for item, each in zip(items, found, strict=True)]
    if question:
        return _worth(hits, items, asked)
    whose = meant(text, shelf.synonyms, offers.departments)
    if not whose:
        return hits
    theirs = [item for item, away in zip(shelf.items, barred, strict=True) if item.department_id in whose and not away]
    own = [
        msgspec.structs.replace(_hit(item, asked, 0.0, today, lang), department=item.department_id)
        for item in sorted(theirs, key=_in_order)
    ]
    return _with_theirs(hits, own)


async def preview(services: Services, viewer: Viewer, hospital_id: int, kind: Kind, body: Body, lang: Lang) -> Hit:
    """What the desk would show of it, were it approved. Raises Problem refused."""
    if not may_write(viewer, hospital_id):
        raise Problem(REFUSED)
    offers = await catalogue(services, hospital_id)
    now = services.clock.now()
    entry = Entry(
        hospital_id=hospital_id, id=UUID(int=0), kind=kind, version=1, approved=1, retired=False, body=body,
        made_by=viewer.staff_id, made_at=now,
    )  # fmt: skip
    item = of_entry(entry, offers.services.get(body.about) if body.about else None, [])
    return _hit(item, engine.read("", Synonyms([])), 0.0, now.astimezone(offers.zone).date(), lang)


def _hidden(item: Item, staff: UUID, today: date) -> bool:
    return (item.owner_id is not None and item.owner_id != staff) or not item.shown(today)


def _in_order(item: Item) -> int:
    """Of what a department has, who works there comes first."""
    return _OFFERED.index(item.kind)


_OFFERED: tuple[Kind, ...] = ("expert", "service", "test", "price", "disease", "policy", "campaign", "reply")


def _with_theirs(hits: list[Hit], theirs: list[Hit]) -> list[Hit]:
    """What a department has comes after what surely was meant, and before what only looks like it."""
    sure = [hit for hit in hits if hit.score >= WORTH]
    known = {hit.id for hit in sure}
    own = [hit for hit in theirs if hit.id not in known]
    known.update(hit.id for hit in own)
    return [*sure, *own, *(hit for hit in hits if hit.id not in known)][:MOST]


def _worth(hits: list[Hit], items: list[Item], asked: Asked) -> list[Hit]:
    best = max((hit.score for hit in hits), default=0.0)
    return [
        hit
        for hit, item in zip(hits, items, strict=True)
        if hit.score >= max(WORTH, FAINT * best)
        and (hit.called or hit.title_spans or hit.text_spans or _called(asked, item.wordings))
    ]


def _called(asked: Asked, names: list[str]) -> str:
    """The first of them that was meant."""
    return next((each for each in names if spans(asked, each, title=True)), "")


def _hit(item: Item, asked: Asked, score: float, today: date, lang: Lang) -> Hit:
    title, text = item.title[lang], priced(item.answer[lang], item.service, lang)
    body, in_title = item.body, spans(asked, title, title=True)
    names = [*(body.also if body else ()), *item.title.values()]
    called = "" if in_title else _called(asked, names)
    parts: list[PartShown] = []
    if body:
        for part in PARTS[item.kind]:
            words = body.parts.get(part)
            said = "" if words is None else ((words.en or words.zh) if lang == "en" else (words.zh or words.en))
            if said and part != "answer":
                parts.append(PartShown(part, priced(said, item.service, lang)))
    return Hit(
        what=item.what, id=item.id, kind=item.kind, title=title, text=text,
        called=called, title_spans=in_title, text_spans=spans(asked, text), parts=parts,
        source=body.source if body else "", content_class=body.content_class if body else None,
        due=body.due(today) if body else "ok", review_on=body.review_on if body else None,
        price_fen=item.service.price_fen if item.service else None,
        own=item.owner_id is not None, score=round(score, 2),
    )  # fmt: skip


def priced(text: str, service: Service | None, lang: Lang) -> str:
    """{price} and {service} are the published ones, the same for everybody (L20)."""
    if service is None:
        return text
    unit, yuan = (
        (service.unit_en, f"{service.price_fen / 100:g} yuan")
        if lang == "en"
        else (service.unit_zh, f"{service.price_fen / 100:g} 元")
    )
    price = f"{yuan} {'per ' + unit if lang == 'en' else '/ ' + unit}" if unit else yuan
    name = service.name_en if lang == "en" else service.name_zh
    return text.replace("{price}", price).replace("{service}", name)
