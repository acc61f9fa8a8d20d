"""HTTP faces of the visit room: visitors' browsers, and the staff console."""

from litestar import Router

from bedside.visit.api import contact, persons, staff, visitor

routes: list[Router] = [visitor.router, contact.router, persons.router, staff.router]
