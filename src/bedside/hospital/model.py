"""The hospital's nouns, and who looks at them."""

from datetime import datetime
from uuid import UUID

import msgspec

from bedside.hospital.rights import Right, Role, rights_of
from bedside.kit.problems import REFUSED, Lang, Problem


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """A signed-in member of staff: what every question and action is asked by."""

    staff_id: UUID
    name: str
    lang: Lang
    hospitals: tuple[int, ...]
    """Exactly the hospitals granted; a transaction for this viewer is opened for these."""
    roles: dict[int, frozenset[Role]]
    session_id: UUID
    session_ends_at: datetime
    group_id: int
    login: str
    address_hash: str = ""
    """Keyed hash of the address that the session began from, for the audit log."""

    @property
    def actor(self) -> str:
        """How facts and the audit log name this viewer."""
        return f"staff:{self.staff_id}" if self.staff_id.int else "system:command-line"

    def may(self, right: Right, hospital_id: int) -> bool:
        return right in rights_of(self.roles.get(hospital_id, ()))

    def require(self, right: Right, hospital_id: int) -> None:
        """Raise Problem REFUSED unless `may`."""
        if not self.may(right, hospital_id):
            raise Problem(REFUSED)

    def where(self, right: Right) -> tuple[int, ...]:
        """The hospitals at which this viewer has the right."""
        return tuple(each for each in self.hospitals if self.may(right, each))

    def anywhere(self, right: Right) -> bool:
        return bool(self.where(right))
