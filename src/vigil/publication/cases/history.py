"""How a case was decided, as the public sees it: the step, the day and the role, never who."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from vigil.casefile.cases.queries import decisions_of
from vigil.casefile.models import Case
from vigil.publication.cases.changes import ChangeInWords, changes_in_words
from vigil.publication.policy.disclosure import PUBLIC_VERBS

STEPS = {
    "load_open_case_file": (_("Taken in from the open case file"), _("the installation")),
    "update_open_case_file": (_("Updated from the open case file"), _("the installation")),
    "enter": (_("Entered by hand"), _("a coder")),
    "open": (_("Accepted as a case"), _("a coder")),
    "reopen": (_("Taken up again"), _("a coder")),
    "coded": (_("Coded twice, independently"), _("two coders")),
    "coded_once": (_("Coded by one person, as the rules of this house ask"), _("a coder")),
    "adjudicate": (_("Differences settled"), _("an adjudicator")),
    "take_up": (_("Taken up again: changes proposed"), _("an adjudicator")),
    "verify": (_("Verified"), _("a second person")),
    "import_case": (_("Taken in from a team’s own sheet"), _("an adjudicator")),
    "import_again": (_("Taken in again from the sheet, changed"), _("an adjudicator")),
    "settle_sheet": (_("Differences from the sheet settled"), _("an adjudicator")),
    "verify_imported": (_("Verified"), _("a second person")),
    "confirm_case": (_("Every value confirmed by two people"), _("a second person")),
    "unconfirm_case": (_("A confirmation taken back"), _("a second person")),
    "publish": (_("Published"), _("an adjudicator")),
    "add_source": (_("A source was added to a value"), _("a coder")),
    "remove_source": (_("A source of a value was removed"), _("a coder")),
    "contest": (_("Marked as contested"), _("an adjudicator")),
    "settle": (_("No longer contested"), _("an adjudicator")),
    "merge": (_("Another record of the same attack merged into this case"), _("a coder")),
    "split": (_("Part of this case became a case of its own"), _("a coder")),
    **dict.fromkeys(
        ("undo_merge", "undo_split", "undo_move"),
        (_("A merge, split or move taken back"), _("a coder")),
    ),
}


@dataclass(frozen=True, slots=True)
class PublicStep:
    """One public step of a case, numbered from 1. `on` is its day in ISO 8601."""

    number: int
    verb: str
    on: str
    day: str
    what: str
    who: str
    changes: tuple[ChangeInWords, ...] = ()
    """What was changed then, of a case that had been public before."""
    decision: int = 0
    """The key of the decision in the log."""


def steps_of(case: Case) -> Iterator[PublicStep]:
    """Yield the public steps of a case, oldest first.

    What was taken back at once, without a public step that says so, is left out.
    """
    taken_back = decisions_of(case).filter(verb="undo_open").values("undoes")
    decisions = decisions_of(case).filter(verb__in=PUBLIC_VERBS).order_by("at", "id")
    decisions = decisions.exclude(pk__in=taken_back)
    changes = changes_in_words(case)
    for number, decision in enumerate(decisions, 1):
        what, who = STEPS[decision.verb]
        made = changes.get(decision.after.get("adjudication", 0), ())
        yield PublicStep(
            number=number,
            verb=decision.verb,
            on=timezone.localdate(decision.at).isoformat(),
            day=date_format(decision.at, "DATE_FORMAT"),
            what=str(what),
            who=str(who),
            changes=tuple(made) if decision.verb == "verify" else (),
            decision=decision.pk,
        )
