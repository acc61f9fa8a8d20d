"""The demo hospital's own system: what gave out seats before Bedside came, plainly a demo's."""

from bedside.demo.his.system import DemoHis

__all__ = ["DemoHis"]
