"""Whose record is one's own work (rule L30): rooms above say so; everybody else gives a reason first."""

from collections.abc import Awaitable, Callable, Iterator

from bedside.hospital.model import Viewer
from bedside.hospital.questions.access import may_open
from bedside.hospital.rights import Right
from bedside.kit.database import Transaction
from bedside.kit.problems import Problem
from bedside.kit.services import Services
from bedside.people.known import Known
from bedside.people.problems import RECORD_CLOSED
from bedside.people.store import persons, requests

OwnWork = Callable[[Transaction, Viewer, int, Known], Awaitable[bool]]
"""Whether this person is the viewer's own work at this hospital: a conversation, an appointment."""


class Work:
    """A part of the process: `work(services).add("appointment", is_mine)` at start-up."""

    def __init__(self) -> None:
        self._asked: dict[str, OwnWork] = {}

    def add(self, room: str, asked: OwnWork) -> None:
        self._asked[room] = asked

    def __iter__(self) -> Iterator[OwnWork]:
        return iter(self._asked.values())


def work(services: Services) -> Work:
    """This process's; made by whoever asks first."""
    return services.once(Work, Work)


async def is_open(tx: Transaction, services: Services, viewer: Viewer, hospital_id: int, who: Known) -> bool:
    """Whether the record may be read now: one's own work, a request that one answers, or opened with a reason."""
    made = await persons.persons(tx, hospital_id, list(who.persons))
    if any(row.made_by == viewer.actor for row in made.values()):
        return True
    answers = viewer.may(Right.ANSWER_REQUESTS, hospital_id)
    if answers and await requests.any_open(tx, hospital_id, list(who.persons)):
        return True
    for asked in work(services):
        if await asked(tx, viewer, hospital_id, who):
            return True
    for id in who.persons:
        if await may_open(tx, viewer, hospital_id, id):
            return True
    return False


async def require_open(tx: Transaction, services: Services, viewer: Viewer, hospital_id: int, who: Known) -> None:
    """Raise Problem refused or record_closed."""
    viewer.require(Right.SEE_PERSONS, hospital_id)
    if not await is_open(tx, services, viewer, hospital_id, who):
        raise Problem(RECORD_CLOSED)
