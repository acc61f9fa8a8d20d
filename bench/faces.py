"""Who books over HTTP: visitors at their phones, and staff who are signed in; as orders to the load generator."""

from typing import Any
from uuid import UUID

from bedside.appointment.texts import CARE_VERSION
from bedside.hospital.doorkeeper import COOKIE
from bedside.people import contact
from bench.clinic import Clinic, phone_of
from bench.hospital import SITE, Hospital

CONNECTIONS = 100


class Faces:
    """Slots with seats enough, and people by their phones; made while the rooms are open, used when they are served."""

    def __init__(self, hospital: Hospital, clinic: Clinic, slots: list[UUID], people: list[UUID]) -> None:
        now, services = clinic.services.clock.now(), clinic.services
        self._hospital = hospital
        self._slots = [str(slot) for slot in slots]
        self._people = people
        self._contacts = [
            contact.sign(services, clinic.hospital_id, "phone", phone_of(n), now) for n in range(len(people))
        ]

    def orders(self) -> dict[str, dict[str, Any]]:
        hospital = self._hospital
        assert hospital.server
        common: dict[str, Any] = {
            "url": hospital.address(), "connections": CONNECTIONS, "slots": self._slots,
            "watched": {"web": hospital.server.pid, "postgres": hospital.stage.postgres.pid},
        }  # fmt: skip
        agreed = {"site": SITE, "health": True, "care": True, "version": CARE_VERSION}
        visitors: dict[str, Any] = {
            "headers": {"Content-Type": "application/json"},
            "paths": ("/v1/visitor/holds", "/v1/visitor/confirm"),
            "hold": {"site": SITE},
            "confirms": [
                agreed | {"contact": token, "person": str(person)}
                for token, person in zip(self._contacts, self._people, strict=True)
            ],
        }
        staff: dict[str, Any] = {
            "headers": {
                "Content-Type": "application/json", "X-Bedside": "1",
                "Cookie": f"{COOKIE}={next(iter(hospital.cookies.values()))}",
            },
            "paths": ("/v1/appointments/hold", "/v1/appointments/{id}/confirm"),
            "hold": {"hospital": hospital.id},
            "confirms": [{"person": str(person)} for person in self._people],
        }  # fmt: skip
        return {"visitors": common | visitors, "staff": common | staff}
