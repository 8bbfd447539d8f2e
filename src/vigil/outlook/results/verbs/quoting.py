"""Publish reasons as quotes where their experts agreed, and remove them.

Quotes are stored outside the vault, so that no reader opens it. An expert agrees for the panel and
for each answer, before the panel is final. When their consent ends, their quotes are removed in the
same transaction.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils.translation import pgettext_lazy

from vigil.outlook.answers.arrays import RoundAnswers, answers_handed_in
from vigil.outlook.models import (
    AnswerVersion,
    GroupReasonVersion,
    Panel,
    Question,
    Quote,
    Round,
    Seat,
)
from vigil.outlook.panels.preconditions import ANSWER, PANEL, WORDS, open_many_json
from vigil.outlook.reports.named_people import texts_without_names
from vigil.outlook.results.verbs.requesting import last_closed
from vigil.trust.rooms.log_words import LogWords


class QuotableAnswer(NamedTuple):
    """An answer, or reasons for a group of cells, whose reasons may be quoted.

    Reasons for a group are quoted at the first of its cells that the expert answered and gave no
    quotable reasons of its own.
    """

    question: Question
    seat: Seat
    version: AnswerVersion | GroupReasonVersion


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
    own = [
        QuotableAnswer(question, seat, version)
        for question in panel.questions.all()
        if not question.withheld
        for seat, version in answered.of(question)
        if seat.pk in agreeing
        and version.quotable
        and version.worded
        and version.answer_id not in taken_back
    ]
    wanted = {question.pk for question in questions}
    every = [*own, *_agreed_for_groups(last, answered, own, agreeing)]
    return [one for one in every if one.question.pk in wanted]


def _agreed_for_groups(
    last: Round, answered: RoundAnswers, own: Sequence[QuotableAnswer], agreeing: set[int]
) -> Iterator[QuotableAnswer]:
    """Yield the quotable reasons for groups of cells, each at one cell.

    At which one does not depend on what is quoted already: a reason is never quoted twice.
    """
    rows = GroupReasonVersion.objects.filter(
        group__round=last,
        group__seat__in=agreeing,
        number=F("group__handed"),
        worded=True,
        quotable=True,
    )
    ended = GroupReasonVersion.objects.filter(
        group__round=last, number=F("group__version"), quotable=False
    )
    found = list(rows.exclude(group__in=ended.values("group")).select_related("group__seat"))
    if not found:
        return
    listed = dict(last.panel.questions.filter(term__isnull=False).values_list("pk", "term__list"))
    used = {(one.seat.pk, one.question.pk) for one in own}
    for version in found:
        group, seat = version.group, version.group.seat
        for question in answered.questions:
            at = seat.pk, question.pk
            inside = question.pk in listed and question.place == group.place
            if group.list and listed.get(question.pk) != group.list:
                inside = False
            if inside and at in answered.versions and at not in used and not question.withheld:
                used.add(at)
                yield QuotableAnswer(question, seat, version)
                break


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
