"""The online desk's last days: who asked what, who answered and who did not; then the day's questions are gathered."""

import asyncio
import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import msgspec

from bedside.conversation import talks as telling
from bedside.conversation.actions import ending, hands
from bedside.conversation.actions.begin import origin_of
from bedside.conversation.actions.move import Actor
from bedside.conversation.actions.offline import LeftMessage, begin_left
from bedside.conversation.actions.start import of_conversation, start
from bedside.conversation.desk import Desk, desk_of
from bedside.conversation.model import By
from bedside.conversation.writer import spoken
from bedside.demo.furnish.places import Place
from bedside.demo.furniture import load
from bedside.demo.past.consultations import past_consultations, review_past
from bedside.demo.past.model import LEAD, STAFF, WHO, PastTalk
from bedside.hospital.model import Viewer
from bedside.hospital.questions import staff as staff_questions
from bedside.hospital.rights import Role
from bedside.kit.services import Services
from bedside.knowledge.duties import gather_and_tell
from bedside.knowledge.search.keeper import Keeper
from bedside.knowledge.talks import Talks
from bedside.people import actions as people
from bedside.people import questions as known_people
from bedside.visit.texts import CONSENT_VERSION

A_LITTLE = timedelta(seconds=45)
CLOSED_AFTER = timedelta(hours=3)


@cache
def past_talks() -> tuple[PastTalk, ...]:
    read = tomllib.loads((files("bedside.demo.past") / "talks.toml").read_text("utf-8"))
    return msgspec.convert(read["talks"], tuple[PastTalk, ...])


async def live_talks(
    services: Services,
    holder: Viewer,
    places: dict[str, Place],
    to: Callable[[datetime], None],
    present: datetime,
    weeks: int,
) -> int:
    """Lead the talks that were not led yet, the oldest first, gather what was asked and review how it went; returns how many.
    Needs the clock of `services` to be movable by `to`."""
    _open(services)
    logins = {row.login: row.id for row in await staff_questions.staff_list(services, holder)}
    consultations = past_consultations(weeks)
    zone, led = ZoneInfo(load().group.timezone), 0
    today = present.astimezone(zone).date()
    for given in sorted((*past_talks(), *consultations), key=lambda each: (-each.ago, each.at)):
        place = places[given.campus]
        began = moment(today - timedelta(days=given.ago), given.at, zone)
        talk = _Talk(services, place.hospital_id, given, id_of(given, place))
        if began + CLOSED_AFTER < present and not await talk.known():
            to(began)
            viewers = {login: viewer_as(holder, logins[login], role, place) for login, role in WHO.items()}
            await talk.lead(viewers, to)
            led += 1
    to(present)
    if led:
        for place in places.values():
            await gather_and_tell(services, place.hospital_id, today - timedelta(days=1))
    await services.get(Desk).writer.drained()
    if led and consultations:
        place = places[consultations[0].campus]
        viewers = {login: viewer_as(holder, logins[login], role, place) for login, role in WHO.items()}
        await review_past(services, viewers, place.hospital_id, [id_of(each, place) for each in consultations])
    return led


def id_of(given: PastTalk, place: Place) -> UUID:
    return uuid5(UUID(int=place.hospital_id), f"{given.lines}")


def visitor_of(talk: UUID) -> UUID:
    """Whoever asks there, if they agreed to be recognised."""
    return uuid5(talk, "visitor")


def _open(services: Services) -> None:
    """The few parts that talking needs here; nobody is served."""
    services.add(Desk(services))
    services.add(Keeper(services))
    services.add(Talks())
    telling.tell(services)


def viewer_as(holder: Viewer, staff: UUID, role: Role, place: Place) -> Viewer:
    return msgspec.structs.replace(holder, staff_id=staff, roles={place.hospital_id: frozenset({role})})


class _Talk:
    def __init__(self, services: Services, hospital: int, given: PastTalk, id: UUID) -> None:
        self._services, self._hospital, self._given, self._id = services, hospital, given, id

    async def known(self) -> bool:
        async with self._services.database.transaction([self._hospital]) as tx:
            return await of_conversation(tx, self._hospital, self._id) is not None

    async def lead(self, viewers: dict[str, Viewer], to: Callable[[datetime], None]) -> None:
        visitor = await self._begin()
        answered = any(line.startswith(STAFF) for line in self._given.lines)
        if answered:
            await hands.take(self._services, viewers[self._given.consultant], self._id)
        for line in self._given.lines:
            to(self._services.clock.now() + A_LITTLE)
            await self._say(line, visitor, viewers[self._given.consultant].staff_id)
        if self._given.score:
            await ending.rate(
                self._services, self._hospital, visitor, self._id, self._given.score, self._given.comment
            )  # fmt: skip
        to(self._services.clock.now() + CLOSED_AFTER)
        await ending.close(
            self._services,
            viewers[LEAD],
            self._id,
            outcome=self._given.outcome or ("answered" if answered else "no_reply"),
            level=None,
            note=None,
        )

    async def _begin(self) -> UUID:
        given, services = self._given, self._services
        async with services.database.transaction([self._hospital]) as tx:
            known = await known_people.visitor(tx, self._hospital, visitor_of(self._id))
            visitor = (known or await people.make_visitor(tx, self._hospital, lang=given.lang)).id
            origin = await origin_of(tx, self._hospital, visitor)
            await tx.lock(visitor)
            if given.form:
                await begin_left(
                    services, tx, hospital_id=self._hospital, visitor=visitor, lang=given.lang, origin=origin,
                    left=LeftMessage(id=self._id, name="", contact="", text=given.lines[0]), health_consent=CONSENT_VERSION,
                )  # fmt: skip
            else:
                await start(
                    services, tx, hospital_id=self._hospital, conversation=self._id, visitor=visitor, name="",
                    lang=given.lang, channel="web", department=None, origin=origin, health_consent=CONSENT_VERSION,
                    actor=Actor("visitor", visitor),
                )  # fmt: skip
        return visitor

    async def _say(self, line: str, visitor: UUID, staff: UUID) -> None:
        told: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        by_staff, text = line.startswith(STAFF), line.removeprefix(STAFF).strip()
        by, role = (By("staff", staff), Role.CONSULTANT.value) if by_staff else (By("visitor", visitor), None)
        saying = spoken(self._id, visitor, by, role, text, told.set_result)
        desk_of(self._services).writer.say(self._hospital, saying)
        await told


def moment(day: date, clock: str, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=zone).astimezone(UTC)
