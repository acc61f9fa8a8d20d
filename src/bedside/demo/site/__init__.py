"""The demo hospital's public website, zh-CN and en, served on its own origin with the widget's one script tag."""

from bedside.demo.site.serve import create_site, policy, render

__all__ = ["create_site", "policy", "render"]
