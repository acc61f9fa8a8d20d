"""What the visit room keeps open in a web process."""

from bedside.kit.services import Services
from bedside.people.forgetting import erasers
from bedside.visit import actions, titles
from bedside.visit.desks import CampaignNames, Desks
from bedside.visit.invitations import Context, Rule
from bedside.visit.inviter import Inviter
from bedside.visit.limits import Allowance
from bedside.visit.live import Board, Here
from bedside.visit.rules import Rules
from bedside.visit.sites import Sites
from bedside.visit.writer import PageWriter

PER_ADDRESS = 60
OTHERS_PER_ADDRESS = 10
"""An address (a whole hospital's or school's network may share one) may do so many times what one visitor may."""


def start(services: Services) -> None:
    """Make the parts; call once per web process, inside its event loop."""
    database, bus, clock = services.database, services.bus, services.clock
    services.add(Sites(database, bus))
    rules = services.add(Rules(database, bus))
    desks = services.add(Desks())
    services.add(CampaignNames())
    board = services.add(Board(database, bus, clock))
    per_minute = services.settings.pages_per_minute
    services.add(PageWriter(database, clock, per_minute, board.told))
    services.add(Doorman(per_minute))
    erasers(services).add("visit", actions.erase)
    titles.name_facts()

    async def offer(here: Here, rule: Rule, now: Context) -> None:
        title = here.stored.title if here.stored else ""
        await actions.offer_invitation(services, here.hospital, here.id, rule, now, title=title)

    inviter = services.add(Inviter(board, rules, desks, clock, offer))
    board.start()
    inviter.start()


async def stop(services: Services) -> None:
    """Store what was taken, then let go."""
    services.get(Inviter).close()
    await services.get(PageWriter).drained()
    services.get(Board).close()
    services.get(Rules).close()
    services.get(Sites).close()


class Doorman:
    """How much one address may do, per kind of call."""

    def __init__(self, per_minute: int) -> None:
        self.pages = Allowance(per_minute * PER_ADDRESS)
        self.others = Allowance(per_minute * OTHERS_PER_ADDRESS)
