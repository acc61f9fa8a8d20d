"""HTTP faces of the channel room: staff, gateways that tell us their news, and the page that stops messages."""

from litestar import Router

from bedside.channel.api import hooks, replies, staff, stop

routes: list[Router] = [staff.router, replies.router, hooks.router, stop.router]
