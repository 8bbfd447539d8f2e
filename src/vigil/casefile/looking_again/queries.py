"""Read why a case is to be looked at again, and which cases are."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from vigil.casefile.cases.compiled_texts import is_marked_open
from vigil.casefile.models import Adjudication, Case, LookAgain, Stage, Visibility
from vigil.reading.codebook.edtf import InvalidEdtf, bounds

NOT_KNOWN = (None, "", "no_information")
"""Values of `impunity` that do not say whether proceedings have ended."""


def reasons_to_look_again(case: Case) -> dict[str, date]:
    """Return why to look at a case again, with the day from which nothing newer is known."""
    if (
        case.stage != Stage.VERIFIED
        or case.superseded_by_id is not None
        or case.visibility == Visibility.WITHDRAWN
    ):
        return {}
    values = {row.field: row.value for row in case.accepted.all() if row.victim_id is None}
    entered = (case.opened_at or case.created_at).date()
    found: dict[str, date] = {}
    if _may_go_on(case, values):
        found[LookAgain.Kind.PROCEEDINGS] = _known_until(values, entered) or entered
    if any(v.outcome == "killed" and not (v.name or v.withdrawn) for v in case.victims.all()):
        found[LookAgain.Kind.UNNAMED] = entered
    return found


def _may_go_on(case: Case, values: Mapping[str, Any]) -> bool:
    impunity = values.get("impunity")
    open_ended = bool(values.get("judicial_outcome")) and impunity in NOT_KNOWN
    return impunity == "proceedings_open" or open_ended or is_marked_open(case)


def _known_until(values: Mapping[str, Any], entered: date) -> date | None:
    """Return the latest day of which the record says how things stood.

    Of a month or a year it is the day of entering at most: nobody knew more then.
    """
    days = []
    for field in ("impunity_as_of", "judicial_as_of"):
        said = values.get(field)
        try:
            if isinstance(said, Mapping) and said.get("value"):
                first, last = bounds(str(said["value"]))
                if first is not None and last is not None:
                    days.append(max(first, min(entered, last)))
        except InvalidEdtf:
            continue
    return max(days, default=None)


def to_look_at_again(cases: QuerySet[Case]) -> QuerySet[LookAgain]:
    """Return the reminders on these cases, the first due first; none while changes wait."""
    waiting = Adjudication.objects.filter(case=OuterRef("case"), verified_at=None, replaced_at=None)
    # Asked for each reminder: a list of all the cases would be made first.
    within = cases.order_by().filter(pk=OuterRef("case"))
    rows = LookAgain.objects.filter(~Exists(waiting), Exists(within))
    return rows.select_related("case", "moved_by").order_by("due", "pk")


def due(rows: QuerySet[LookAgain]) -> QuerySet[LookAgain]:
    """Return the reminders that are due today."""
    return rows.filter(due__lte=timezone.localdate())
