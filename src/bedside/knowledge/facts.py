"""What the knowledge room announces. Subject: the entry."""

from bedside.kit.facts import Fact


class EntrySaved(Fact, frozen=True, kw_only=True):
    """A new version, not yet seen at the desk."""

    kind = "knowledge.entry_saved"
    version: int


class EntryApproved(Fact, frozen=True, kw_only=True):
    """This version is what the desk sees from now on."""

    kind = "knowledge.entry_approved"
    version: int


class EntryRetired(Fact, frozen=True, kw_only=True):
    """Taken from the desk, or given back to it."""

    kind = "knowledge.entry_retired"
    retired: bool


class EntryUsed(Fact, frozen=True, kw_only=True):
    """Its words went into an answer."""

    kind = "knowledge.entry_used"
    adapted: bool
