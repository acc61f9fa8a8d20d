"""What the knowledge room hands down in a web process."""

from bedside.kit.problems import Text
from bedside.kit.services import Services
from bedside.knowledge import questions
from bedside.visit.desks import CampaignNames


def start(services: Services) -> None:
    """The visit room's invitations call a campaign by its name."""

    async def find(hospital_id: int, word: str) -> Text | None:
        async with services.database.transaction([hospital_id]) as tx:
            found = await questions.campaign(tx, hospital_id, word)
        return Text({"zh": found.name_zh, "en": found.name_en}) if found else None

    services.get(CampaignNames).find = find
