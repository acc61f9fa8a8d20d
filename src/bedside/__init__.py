"""Bedside: the open hospital system for one-to-one relations."""

from importlib.metadata import version

__version__ = version("bedside")
