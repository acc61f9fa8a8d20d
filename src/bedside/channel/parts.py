"""What the channel room keeps open in a process."""

from bedside.channel import actions
from bedside.channel.postman import Postman
from bedside.channel.wires import Wires
from bedside.kit.services import Services
from bedside.people.forgetting import erasers


def start(services: Services) -> None:
    services.add(Wires())
    services.add(Postman(services))
    erasers(services).add("channel", actions.erase)


async def stop(services: Services) -> None:
    """Finish what is in hand, then let go."""
    await services.get(Postman).close()
    await services.get(Wires).close()
