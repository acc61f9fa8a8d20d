"""What happens to persons: they are made, changed, joined with browsers, consent, are merged and told apart again."""

from bedside.people.persons.changing import (
    add_identifier,
    change_person,
    end_identifier,
    prove_contact,
    reveal_identifier,
)
from bedside.people.persons.consenting import record_person_consent
from bedside.people.persons.family import cut_tie, set_tie
from bedside.people.persons.making import join_visitor, make_person
from bedside.people.persons.merging import merge, undo_merge

__all__ = [
    "add_identifier",
    "change_person",
    "cut_tie",
    "end_identifier",
    "join_visitor",
    "make_person",
    "merge",
    "prove_contact",
    "record_person_consent",
    "reveal_identifier",
    "set_tie",
    "undo_merge",
]
