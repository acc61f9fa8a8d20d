"""What the gate adds to the process."""

from bedside.gate import actions
from bedside.kit.services import Services
from bedside.people.forgetting import erasers


def start(services: Services) -> None:
    erasers(services).add("gate", actions.erase)
