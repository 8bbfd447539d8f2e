"""Whom something concerns. This room knows no other, so a subject is named by two texts."""

from typing import NamedTuple

from django.dispatch import Signal

subject_changed = Signal()
"""Sent with `subject`, inside the transaction in which consent or protection changed.

The room to which the subject belongs recomputes what it shows. A receiver that fails undoes
the change.
"""


class Subject(NamedTuple):
    """A kind ("victim", "request") and the permanent key of one of that kind."""

    kind: str
    key: str
