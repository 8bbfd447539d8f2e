"""Find people in the words of assessments by name, and withdraw them.

The cells of an assessment are questions of panels: `panels.keeper` finds names in them. This keeper
finds them in the title, what is said of an assessment, and its terms in every language.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vigil.outlook.assessments.preconditions import ASSESSMENT
from vigil.outlook.assessments.specs import spec_of
from vigil.outlook.assessments.verbs.terms import words_of
from vigil.outlook.models import Assessment
from vigil.trust.decisions.verbs import record
from vigil.trust.models import User, Withdrawal
from vigil.trust.rooms.keepers import Holding, WithdrawalAct
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.names_in_texts import says

OF_PEOPLE: Final = ("Assessment", "AssessedTerm", "AssessmentSheet")


class AssessmentKeeper:
    """Finds names in assessments, and hides what is said of them from the public."""

    room = "assessments"
    label = gettext_lazy("Assessments by regions")
    models = frozenset(f"outlook.{model}" for model in OF_PEOPLE)

    def find(self, names: Sequence[str]) -> list[Holding]:
        """Return the assessments that contain one of these names in their own words."""
        rows = Assessment.objects.order_by("pk").prefetch_related("terms", "sheets")
        return [_holding(row) for row in rows if says([*_words(row)], names)]

    def withdraw(self, holding: Holding, act: WithdrawalAct) -> str:
        """Keep the words of an assessment from the public, and delete its waiting sheets."""
        row = Assessment.objects.select_for_update(no_key=True).get(uid=holding.key)
        if act.withdrawal.pk not in row.withheld:
            row.withheld = [*row.withheld, act.withdrawal.pk]
            row.save(update_fields=["withheld"])
            record("withhold_assessment", ASSESSMENT, row.uid, by=act.by)
        row.sheets.all().delete()
        return _("the words of an assessment kept from the public")

    def lift(self, withdrawal: Withdrawal, by: User) -> list[str]:
        """Show again what no other withdrawal hides."""
        done = []
        for row in Assessment.objects.exclude(withheld=[]):
            if withdrawal.pk in row.withheld:
                row.withheld = [one for one in row.withheld if one != withdrawal.pk]
                row.save(update_fields=["withheld"])
                record("show_assessment_again", ASSESSMENT, row.uid, by=by)
                done.append(_("the words of an assessment shown again"))
        return done

    def still_shows(self, names: Sequence[str]) -> list[str]:
        """Return nothing: readers get the words of an assessment only in its panels."""
        return []


def _words(row: Assessment) -> Iterator[str]:
    yield from (row.title, row.about, row.smallest_why)
    for term in row.terms.all():
        yield from words_of(spec_of(term))
    for sheet in row.sheets.all():
        yield from _texts_in([sheet.terms, sheet.regions, sheet.ignored])


def _texts_in(stored: object) -> Iterator[str]:
    """Yield all texts in a JSON value."""
    if isinstance(stored, str):
        yield stored
    elif isinstance(stored, dict):
        yield from _texts_in(list(stored.values()))
    elif isinstance(stored, list):
        for one in stored:
            yield from _texts_in(one)


def _holding(row: Assessment) -> Holding:
    what = _(
        "An assessment says the name: its words would be kept from the public, and its waiting "
        "sheets deleted."
    )
    return Holding(
        kind=ASSESSMENT, key=row.uid, label=row.title, what=what, ticked=not row.withheld
    )


LOG: Final = LogWords(
    verbs={
        "show_assessment_again": pgettext_lazy("decision", "show an assessment again"),
        "withhold_assessment": pgettext_lazy("decision", "keep an assessment from the public"),
    },
)
