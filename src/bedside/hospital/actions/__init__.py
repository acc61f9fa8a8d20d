"""The hospital room's verbs."""

from bedside.hospital.actions.audit import audit, reason_given, record

__all__ = ["audit", "reason_given", "record"]
