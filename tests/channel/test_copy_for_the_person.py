"""A person's copy of their data holds what was written to them, as FHIR resources; a merged person's holds both parts."""

from bedside.channel.exporting import export
from bedside.people.known import known
from bedside.people.persons import merge
from tests.channel.conftest import Office


async def test_messages_are_communications(office: Office) -> None:
    person, twin = await office.patient(), await office.patient("王小满", "13900000009")
    sent = await office.write(person)
    await office.deliver()
    refused = await office.write(await office.patient("李静", "13900000008", care=None))
    of_twin = await office.write(twin, channel="web")
    await merge(office.services, office.holder, office.hospital, person, twin, "同一人")
    async with office.services.database.transaction([office.hospital]) as tx:
        share = await export(tx, office.services, office.hospital, await known(tx, office.hospital, person))
    found = {each["id"]: each for each in share.resources}
    assert set(found) == {str(sent.id), str(of_twin.id)}
    assert str(refused.id) not in found
    mine = found[str(sent.id)]
    assert (mine["resourceType"], mine["status"], mine["subject"]["reference"]) == (
        "Communication",
        "completed",
        f"urn:uuid:{person}",
    )
    assert "提醒您" in mine["payload"][0]["contentString"]
