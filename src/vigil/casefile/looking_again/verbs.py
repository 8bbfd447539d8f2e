"""Keep the reminders to look at cases again, and move their dates."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import batched
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import verb
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.cases.locks import locked
from vigil.casefile.disclosure.names_in_notes import require_no_withheld_name
from vigil.casefile.looking_again.queries import reasons_to_look_again
from vigil.casefile.models import Case, LookAgain, Stage
from vigil.trust.access.errors import Unfit
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

MOVE: Final = "casefile.code_case"
AFTER: Final = timedelta(days=365)
"""How long after a case was looked at, or after its last news, it is due again."""
LATEST: Final = timedelta(days=3653)
"""How far ahead a date may be moved."""
AT_ONCE: Final = 500


def follow_cases(pks: frozenset[int]) -> None:
    """Bring the reminders on changed cases up to date: new reasons in, those that are gone out."""
    for some in batched(sorted(pks), AT_ONCE):
        held = list(LookAgain.objects.filter(case__in=some))
        verified = Case.objects.filter(pk__in=some, stage=Stage.VERIFIED, superseded_by=None)
        wanted = {
            (case.pk, kind): since
            for case in verified.prefetch_related("accepted", "victims")
            for kind, since in reasons_to_look_again(case).items()
        }
        _bring_up_to_date(held, wanted)


def _bring_up_to_date(held: Iterable[LookAgain], wanted: dict[tuple[int, str], date]) -> None:
    for row in held:
        since = wanted.pop((row.case_id, row.kind), None)
        if since is None:
            row.delete()
        elif since != row.since:
            row.since = since
            row.save(update_fields=["since"])
    LookAgain.objects.bulk_create(
        (
            LookAgain(case_id=pk, kind=kind, since=since, due=since + AFTER)
            for (pk, kind), since in wanted.items()
        ),
        ignore_conflicts=True,
    )


def looked_at(case: Case) -> None:
    """Make the reminders on a case due a year from now: two people have just looked at it."""
    LookAgain.objects.filter(case=case).update(
        due=timezone.localdate() + AFTER, moved_by=None, moved_at=None, why=""
    )


@verb
def look_again_on(reminder: LookAgain, on: date, *, by: User, why: str = "") -> LookAgain:
    """Move the date of a reminder. Raises NotAllowed, NotPossible, Unfit (a day of the past)."""
    case = locked(reminder.case)
    require(by, MOVE, case)
    today = timezone.localdate()
    if not today < on <= today + LATEST:
        raise Unfit(_("Choose a day after today, within ten years."), "on")
    require_no_withheld_name(case, why, "why")
    reminder = LookAgain.objects.select_for_update().get(pk=reminder.pk)
    before = {"look_again_on": reminder.due.isoformat()}
    reminder.due, reminder.why = on, why
    reminder.moved_by, reminder.moved_at = by, timezone.now()
    reminder.save()
    after = {"look_again_on": on.isoformat()}
    record_on_case("look_again", case, by=by, before=before, after=after, why=why)
    return reminder


LOG: Final = LogWords(
    verbs={
        "look_again": pgettext_lazy("decision", "move the day to look again"),
    },
    parts={
        "look_again_on": pgettext_lazy("decision", "look again on"),
    },
)
