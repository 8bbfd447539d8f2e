"""Publish reasons as quotes where their experts agreed, and remove them.

Quotes are stored outside the vault, so that no reader opens it. An expert agrees for the panel and
for each answer, before the panel is final. When they end it, their quotes are removed in the same
transaction.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils.translation import pgettext_lazy

from vigil.outlook.answers.arrays import answers_handed_in
from vigil.outlook.models import AnswerVersion, Panel, Question, Quote, Seat
from vigil.outlook.panels.preconditions import ANSWER, PANEL, WORDS, open_many_json
from vigil.outlook.reports.named_people import texts_without_names
from vigil.outlook.results.verbs.requesting import last_closed
from vigil.trust.rooms.log_words import LogWords


class QuotableAnswer(NamedTuple):
    """An answer whose reasons may be quoted."""

    question: Question
    seat: Seat
    version: AnswerVersion


@transaction.atomic
def quote(panel: Panel, questions: Sequence[Question]) -> int:
    """Lay out what may be quoted of some questions of a final panel, in place of what is there.

    Returns how many quotes that makes. All is opened at once; what names somebody whose name the
    house keeps is left out, shown today or not: nobody reads a quote before everybody does. For a
    verb that has asked who acts. Raises NotPossible (the key is not on this machine).
    """
    Quote.objects.filter(question__in=questions).delete()
    found = agreed(panel, questions)
    if not found:
        return 0
    uids = [one.version.uid for one in found]
    words = open_many_json(
        ANSWER, uids, WORDS, about=(PANEL, panel.uid), why="quoting with consent"
    )
    reasons = {uid: said["reasons"] for uid, said in words.items() if said["reasons"]}
    fit = texts_without_names(reasons)
    rows = [
        Quote(question=one.question, seat=one.seat, text=reasons[one.version.uid])
        for one in found
        if one.version.uid in fit
    ]
    return len(Quote.objects.bulk_create(rows))


def agreed(panel: Panel, questions: Sequence[Question]) -> list[QuotableAnswer]:
    """Return what may be quoted of some questions, unopened; their seats locked.

    Of what was handed in last of the last round of a final panel, by experts who agree still;
    nothing of what is withheld. Who saved the answer later without agreeing has taken it back,
    though they did not hand that in.
    """
    last = last_closed(panel)
    if panel.state != Panel.State.FINAL or panel.withheld or last is None:
        return []
    agreeing = _agreeing(panel)
    newest = AnswerVersion.objects.filter(answer__round=last, number=F("answer__version"))
    taken_back = set(newest.filter(quotable=False).values_list("answer", flat=True))
    answered = answers_handed_in(last)
    return [
        QuotableAnswer(question, seat, version)
        for question in questions
        if not question.withheld
        for seat, version in answered.of(question)
        if seat.pk in agreeing
        and version.quotable
        and version.worded
        and version.answer_id not in taken_back
    ]


def unquote(seat: Seat) -> None:
    """Take away every quote of an expert, whose consent has ended. For a verb that locks them."""
    seat.quotes.all().delete()


def _agreeing(panel: Panel) -> set[int]:
    """Return the keys of seats that may be quoted, locked: who ends it now waits, and is heard."""
    rows = panel.seats.select_for_update(of=("self",), no_key=True)
    return {seat.pk for seat in rows.filter(quotable=True, removed=False)}


LOG: Final = LogWords(
    reasons={
        "quoting with consent": pgettext_lazy("decision", "quoting with consent"),
    },
)
