"""Publish reasons as quotes where their experts agreed, and remove them.

Quotes are stored outside the vault, so that no reader opens it. An expert agrees for the panel and
for each answer, before the panel is final. When their consent ends, their quotes are removed in the
same transaction.
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
    """Publish the quotable reasons for some questions of a final panel, and return their number.

    They replace the present quotes of these questions. All are opened at once. A reason is left out
    if it names somebody whose name the installation keeps, even if that name is shown today,
    because nobody reads a quote before it is published. The calling verb must have checked who
    acts. Raises NotPossible (the key is not on this machine).
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
    """Return the answers to some questions that may be quoted, unopened, and lock their seats.

    They are the last answers handed in for the last round of a final panel, by experts who still
    agree, without what is withheld. An expert who saved an answer later without agreeing has ended
    their consent, even if they did not hand that version in.
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
    """Delete all quotes of an expert whose consent has ended. The calling verb locks the seat."""
    seat.quotes.all().delete()


def _agreeing(panel: Panel) -> set[int]:
    """Lock the seats that agree to quotes, and return their keys. Ending consent waits for this."""
    rows = panel.seats.select_for_update(of=("self",), no_key=True)
    return {seat.pk for seat in rows.filter(quotable=True, removed=False)}


LOG: Final = LogWords(
    reasons={
        "quoting with consent": pgettext_lazy("decision", "quoting with consent"),
    },
)
