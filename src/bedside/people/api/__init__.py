"""The people room's HTTP face for staff."""

from litestar import Router

from bedside.hospital.api.viewing import staff_router
from bedside.people.api import merges, persons, requests

routes: list[Router] = [staff_router([*persons.handlers, *merges.handlers, *requests.handlers], tag="persons")]
