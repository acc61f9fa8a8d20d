"""Furnishes the demo hospital through the product's own actions. Run again, it changes nothing."""

from bedside.demo.furnish.channels import PostOffice, accounts, furnish_channels
from bedside.demo.furnish.clinics import furnish_clinics
from bedside.demo.furnish.entries import furnish_entries
from bedside.demo.furnish.his import furnish_his, his_secret
from bedside.demo.furnish.knowledge import furnish_knowledge
from bedside.demo.furnish.places import AnotherHospital, found_group, furnish_places
from bedside.demo.furnish.shifts import furnish_shifts
from bedside.demo.furnish.staff import SignIn, furnish_staff, sign_ins
from bedside.demo.furnish.website import furnish_website
from bedside.demo.furniture import load
from bedside.kit.services import Services

__all__ = [
    "AnotherHospital",
    "PostOffice",
    "SignIn",
    "found_group",
    "furnish",
    "gateway_accounts",
    "his_secret",
    "sign_ins",
    "site_keys",
]


async def furnish(services: Services, office: PostOffice | None = None) -> None:
    """Make of the furniture whatever is not there yet. Raises AnotherHospital on a database that is not the demo's.

    `office`: where the demo's SMS gateway, mailbox and hospital system will be; without one the hospital writes to browsers
    only, and all seats are its own.
    """
    holder, new_admin = await found_group(services)
    places = await furnish_places(services, holder)
    staff = await furnish_staff(services, holder, places, new_admin)
    await furnish_shifts(services, holder, places, staff)
    await furnish_website(services, holder, places)
    await furnish_knowledge(services, holder, places, staff)
    await furnish_entries(services, holder, places, staff)
    if office:
        await furnish_his(services, holder, places, office)
    await furnish_clinics(services, holder, places)
    if office:
        await furnish_channels(services, holder, places, office)


async def gateway_accounts(services: Services, server: str) -> dict[str, str]:
    """The demo hospital's accounts at its SMS gateway. `server`: the origin that is told of arrivals and answers."""
    holder, _ = await found_group(services)
    return accounts(services, await furnish_places(services, holder), server)


def site_keys() -> dict[str, str]:
    """The site key of each campus, for its pages' script tag."""
    return {campus.key: campus.code for campus in load().campuses}
