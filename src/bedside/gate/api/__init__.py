"""The gate's faces: contact rules and stops; what may be said."""

from litestar import Router

from bedside.gate.api import claims, contact

routes: list[Router] = [*contact.routes, *claims.routes]
