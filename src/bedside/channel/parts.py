"""What the channel room keeps open in a process."""

from bedside.channel import actions, titles
from bedside.channel.exporting import export
from bedside.channel.postman import Postman
from bedside.channel.wires import Wires
from bedside.kit.services import Services
from bedside.people.exporting import exporters
from bedside.people.forgetting import erasers

__all__ = ["start", "stop", "titles"]


def start(services: Services) -> None:
    services.add(Wires())
    services.add(Postman(services))
    erasers(services).add("channel", actions.erase)
    exporters(services).add("channel", export)


async def stop(services: Services) -> None:
    """Finish what is in hand, then let go."""
    await services.get(Postman).close()
    await services.get(Wires).close()
