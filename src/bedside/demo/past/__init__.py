"""The demo hospital's past: weeks of people who read, asked, booked, came or stayed away, through the product's own actions."""

from bedside.demo.past.visits import live_visits
from bedside.demo.past.weeks import live_past

__all__ = ["live_past", "live_visits"]
