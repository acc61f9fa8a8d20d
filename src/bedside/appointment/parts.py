"""What the room keeps open in a process, and what it does there."""

from bedside.appointment import billing, duties, hearing, leaving, persons, reminding, titles
from bedside.appointment.counter import Counter, counter_of
from bedside.appointment.days import visits_of_day
from bedside.appointment.his import duties as his
from bedside.appointment.his.asker import Asker
from bedside.appointment.persons import Persons
from bedside.conversation.day import days
from bedside.kit.duties import Duty
from bedside.kit.services import Services
from bedside.kit.tail import Reader
from bedside.people.exporting import exporters
from bedside.people.forgetting import erasers
from bedside.people.work import work
from bedside.visit.limits import Allowance


class Limits:
    """How many seats one address may ask to be kept for it in a minute."""

    def __init__(self, per_minute: int) -> None:
        self.holds = Allowance(per_minute)


def start(services: Services) -> None:
    """Make the parts; call once per process that serves or works, after the conversation room's."""
    counter_of(services)
    services.add(Asker(services))
    services.add(Limits(services.settings.pages_per_minute))
    known = services.add(Persons(services))
    erasers(services).add("appointment", known.erase)
    exporters(services).add("appointment", known.export)
    erasers(services).add("appointment.intake", leaving.erase)
    exporters(services).add("appointment.intake", leaving.export)
    work(services).add("appointment", known.is_mine)
    days(services).add("appointment", visits_of_day(services))
    titles.name_facts()


async def stop(services: Services) -> None:
    """Store what was asked for, then let go."""
    await services.get(Asker).close()
    await services.get(Counter).drained()


def duties_of_work(services: Services) -> list[Duty]:
    """Anywhere, in any number of processes."""
    remind = Duty("appointment.remind", 5.0, lambda: reminding.remind(services))
    return [*duties.duties(services), *his.duties(services), remind]


def readers(services: Services) -> list[Reader]:
    return [duties.reader(services), hearing.reader(services), billing.reader(services), persons.reader(services)]
