"""HTTP face of the knowledge room."""

from litestar import Router

from bedside.hospital.api.viewing import staff_router
from bedside.knowledge.api import asked, campaigns, entries, exchange

routes: list[Router] = [
    staff_router([*campaigns.handlers, *entries.handlers, *exchange.handlers, *asked.handlers], tag="knowledge")
]
