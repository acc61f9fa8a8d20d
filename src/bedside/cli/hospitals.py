"""Which hospital a command is about: people know its code, not its number."""

from bedside.hospital.actions.setup import operator
from bedside.hospital.questions.places import hospitals
from bedside.kit import say
from bedside.kit.services import Services


async def hospital_of(services: Services, group: int, code: str | None) -> int:
    """The number behind a code; without one, the group's only hospital. Raises click.ClickException naming those that there are."""
    known = {each.code: each.id for each in await hospitals(services, await operator(services, group))}
    if code is None and len(known) == 1:
        return next(iter(known.values()))
    if code is None or code not in known:
        raise say.refusal(
            f"请用 --hospital 指明医院；现有：{', '.join(known)}",
            f"Name the hospital by --hospital; there are {', '.join(known)}",
        )
    return known[code]
