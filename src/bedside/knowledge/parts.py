"""What the knowledge room keeps open in a process, and hands down."""

from bedside.kit.problems import Text
from bedside.kit.services import Services
from bedside.knowledge import questions, titles
from bedside.knowledge.asked.actions import forget
from bedside.knowledge.search.keeper import Keeper
from bedside.knowledge.talks import Talks
from bedside.people.forgetting import erasers
from bedside.visit.desks import CampaignNames


def start(services: Services) -> None:
    """Make the parts; call once per process, after the visit room's."""
    services.add(Keeper(services))
    services.add(Talks())
    erasers(services).add("knowledge", forget)
    titles.name_facts()

    async def find(hospital_id: int, word: str) -> Text | None:
        async with services.database.transaction([hospital_id]) as tx:
            found = await questions.campaign(tx, hospital_id, word)
        return Text({"zh": found.name_zh, "en": found.name_en}) if found else None

    services.get(CampaignNames).find = find


async def stop(services: Services) -> None:
    """Let go."""
    await services.get(Keeper).close()
