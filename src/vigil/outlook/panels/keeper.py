"""Find people in panels by name, and withdraw them.

Seats are not searched: nothing is published under the name of an expert, and a search must not
reveal who sits on a panel. Answers are in the vault, and no search opens it. Reasons published as
quotes are searched.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vigil.outlook.models import Panel, Question, Quote
from vigil.outlook.results.verbs.quoting import agreed, quote
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record
from vigil.trust.models import User, Withdrawal
from vigil.trust.rooms.keepers import Holding, WithdrawalAct
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.names_in_texts import says, that_say

PANEL: Final = "panel"
QUESTION: Final = "panel_question"
OF_PEOPLE: Final = (
    "Panel", "Question", "Seat", "Answer", "AnswerVersion", "GroupReason", "GroupReasonVersion",
    "Quote", "Remark", "Round", "Conflict", "Enrolment", "PeopleSheet", "SecondReader",
)  # fmt: skip


class PanelKeeper:
    """Finds names in panels and questions, and hides these and their results from the public."""

    room = "panels"
    label = gettext_lazy("Panels of experts")
    models = frozenset(f"outlook.{model}" for model in OF_PEOPLE)

    def find(self, names: Sequence[str]) -> list[Holding]:
        """Return panels and questions that contain one of these names in words or in quotes."""
        panels = [row for row in Panel.objects.order_by("pk") if says(_words_of(row), names)]
        rows = Question.objects.select_related("panel").order_by("panel", "position")
        quoted = _quoted_saying(names)
        questions = [row for row in rows if row.pk in quoted or says(_words_asked(row), names)]
        return [_panel(row) for row in panels] + [_question(row) for row in questions]

    def withdraw(self, holding: Holding, act: WithdrawalAct) -> str:
        """Hide a panel or a question and its results from the public, and delete its quotes."""
        number = act.withdrawal.pk
        row = _row(holding.kind, holding.key)
        if number not in row.withheld:
            row.withheld = [*row.withheld, number]
            row.save(update_fields=["withheld"])
            record("withhold_from_results", holding.kind, holding.key, by=act.by)
        _quoted(row).delete()
        if holding.kind == PANEL:
            return _("a panel and its results taken from the public")
        return _("a question and its results taken from the public")

    def lift(self, withdrawal: Withdrawal, by: User) -> list[str]:
        """Show again what no other withdrawal hides, and quote again where that is allowed.

        This includes quotes that stayed hidden when another withdrawal was lifted, because this one
        was still in force.
        """
        done = []
        shown: set[int] = set()
        rows: list[Panel | Question] = [*Panel.objects.all(), *Question.objects.all()]
        for row in rows:
            if withdrawal.pk not in row.withheld:
                continue
            row.withheld = [one for one in row.withheld if one != withdrawal.pk]
            row.save(update_fields=["withheld"])
            kind = PANEL if isinstance(row, Panel) else QUESTION
            record("show_results_again", kind, row.uid, by=by)
            done.append(_("results of a panel shown again"))
            shown.add(row.panel_id if isinstance(row, Question) else row.pk)
        agreeing = Panel.objects.filter(state=Panel.State.FINAL, seats__quotable=True)
        for panel in agreeing.order_by("pk").distinct():
            said = _quoted_again(panel, withdrawal, told=panel.pk in shown)
            done += [said] if said else []
        return done

    def still_shows(self, names: Sequence[str]) -> list[str]:
        """Return a sentence if a final panel still shows one of these names in public."""
        for panel in Panel.objects.filter(state=Panel.State.FINAL, withheld=[]):
            if says([*_words_of(panel), *_asked_in_public(panel)], names):
                return [_("What was published of a panel still says the name.")]
        if _quoted_saying(names):
            return [_("What was published of a panel still says the name.")]
        return []


def _asked_in_public(panel: Panel) -> Iterator[str]:
    for question in panel.questions.all():
        if not question.withheld:
            yield from _words_asked(question)


def _quoted_saying(names: Sequence[str]) -> set[int]:
    """Return the keys of questions with published quotes that contain one of these names."""
    rows = that_say(Quote.objects.all(), ("text",), names)
    return set(rows.values_list("question", flat=True))


def _quoted(row: Panel | Question) -> QuerySet[Quote]:
    if isinstance(row, Question):
        return row.quotes.all()
    return Quote.objects.filter(question__panel=row)


def _quoted_again(panel: Panel, withdrawal: Withdrawal, *, told: bool) -> str:
    """Restore missing quotes where experts still agree, and return a sentence about it.

    If they cannot be restored, return the reason if `told`. A withdrawal made since the panel
    became final did not check reasons that were not quoted then. While such a withdrawal is in
    force, its name could return in a quote.
    """
    away = list(panel.questions.filter(withheld=[], quotes=None))
    if not agreed(panel, away):
        return ""
    standing = Withdrawal.objects.filter(lifted_at=None, at__gt=panel.final_at)
    if standing.exclude(pk=withdrawal.pk).exists():
        said = _("experts are not quoted again: another name was withdrawn meanwhile")
        return said if told else ""
    try:
        found = quote(panel, away)
    except NotPossible:
        said = _("experts are not quoted again: the key is not on this machine")
        return said if told else ""
    return _("experts quoted again who agree to it still") if found else ""


def _words_of(panel: Panel) -> list[str]:
    return [panel.title, panel.about, panel.smallest_why, panel.region]


def _words_asked(question: Question) -> list[str]:
    bands = [str(one.get("text", "")) for one in question.bands]
    return [question.text, *question.guidance, *bands, question.unit, question.resolution_source]


def _row(kind: str, key: str) -> Panel | Question:
    rows = Panel.objects if kind == PANEL else Question.objects
    return rows.select_for_update(no_key=True).get(uid=key)


def _panel(row: Panel) -> Holding:
    what = _("A panel says the name: it and its results would be taken from the public.")
    return Holding(kind=PANEL, key=row.uid, label=row.title, what=what, ticked=not row.withheld)


def _question(row: Question) -> Holding:
    what = _("A question of a panel says the name: it would be taken from the public.")
    return Holding(
        kind=QUESTION, key=row.uid, label=row.text[:80], what=what, ticked=not row.withheld
    )


_ACTS: Final = ("CountryHandIn", "Extension", "Submission", "PanelReminder")
_TIMES: Final = "that and when somebody of a panel did something, by their seat: no word, no name"
_NUMBERS: Final = "numbers that were computed of answers, by seat or by question: no word, no name"
WITHOUT_PERSONAL_DATA: Final = {
    **{f"outlook.{one}": _TIMES for one in _ACTS},
    **{f"outlook.{one}": _NUMBERS for one in ("Pooled", "Performance", "Scored", "RoundFeedback")},
    "outlook.AssessedPlace": "codes of countries",
}
"""Model -> why it holds no personal data."""


LOG: Final = LogWords(
    verbs={
        "show_results_again": pgettext_lazy("decision", "show results again"),
        "withhold_from_results": pgettext_lazy("decision", "keep results from the public"),
    },
)
