"""One department whose seats are the hospital's own system's: the demo's own (`demo.his`), reached like any other."""

import msgspec

from bedside.appointment.his.managing import Given, listed, save
from bedside.appointment.his.settings import HisSettings
from bedside.demo.furnish.channels import PostOffice
from bedside.demo.furnish.places import Place
from bedside.demo.furniture import load
from bedside.hospital.model import Viewer
from bedside.kit.services import Services


def his_secret(services: Services) -> str:
    """It follows from the installation's secret, as everything secret here does."""
    return services.key("demo his").hex()


async def furnish_his(services: Services, holder: Viewer, places: dict[str, Place], office: PostOffice) -> None:
    """Connect what was never connected; what points at the demo's own system follows it to another port."""
    furniture = load().his
    place = places[furniture.campus]
    known = await listed(services, holder, place.hospital_id)
    ours = next((each for each in known if each.settings.url.endswith(PostOffice.HIS)), None)
    if ours is None and known:
        return
    settings = HisSettings(
        url=office.his, days_ahead=furniture.days_ahead, identifiers={"phone": "phone", "id_card": "id_card"}
    )
    if ours and ours.settings.url == office.his:
        return
    given = Given(
        name=furniture.name.zh,
        departments=ours.departments if ours else [place.departments[furniture.department]],
        settings=msgspec.structs.replace(ours.settings, url=office.his) if ours else settings,
        secret=his_secret(services),
        enabled=ours.enabled if ours else True,
    )
    await save(services, holder, place.hospital_id, ours.id if ours else None, ours.rev if ours else 1, given)
