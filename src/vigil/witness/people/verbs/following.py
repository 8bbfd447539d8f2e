"""Hide the text on a life when whoever agreed to it takes that back, in the same transaction."""

from typing import Final

from django.utils.translation import pgettext_lazy

from vigil.trust.consent.verbs import consents_of, in_force
from vigil.trust.decisions.subjects import Subject
from vigil.trust.decisions.verbs import record
from vigil.trust.rooms.log_words import LogWords
from vigil.witness.models import Life, Name
from vigil.witness.names.verbs.admitting import KIND
from vigil.witness.people.lives import LIFE_PAGE
from vigil.witness.people.verbs.writing import hide_rows

TOLD: Final = "story"
"""The use that they agree to: that the story of this life is told."""


def follow_consent(subject: Subject) -> None:
    """Hide the texts on a life in every language, also the shipped one.

    Only where somebody had agreed: other texts rest on no consent.
    """
    if subject.kind != LIFE_PAGE or in_force(subject, TOLD).exists():
        return
    name = Name.objects.filter(handle=subject.key).first()
    taken_back = consents_of(subject).filter(use=TOLD).select_related("recorded_through").first()
    if name is None or taken_back is None:
        return
    rows = list(Life.objects.select_for_update().filter(person=name.uid))
    if rows and all(row.state == Life.State.HIDDEN for row in rows):
        return
    link = taken_back.recorded_through
    # A row that hides the shipped text is needed where nobody has written one.
    keeper = taken_back.recorded_by or (link.made_by if link is not None else None)
    decision = record(
        "hide_life", KIND, name.handle, by=None, why="they took back that their story is told"
    )
    hide_rows(name, rows, by=keeper, why=decision.why)


LOG: Final = LogWords(
    reasons={
        "they took back that their story is told": pgettext_lazy(
            "decision", "they took back that their story is told"
        ),
    },
)
