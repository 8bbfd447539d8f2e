"""Agreement and severity over all reviews of a call, once every one is in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.db.models import Avg

from vigil.fund.access.rules import blind_calls
from vigil.fund.models import Application, Call, Review
from vigil.fund.reviews.severity import Calibration, Severity, calibrate
from vigil.reading.estimation.agreement import Agreement, alpha
from vigil.trust.models import User

DRAWS: Final = 300
SENT: Final = (Application.State.SUBMITTED, Application.State.REVIEW, Application.State.DECIDED)


@dataclass(frozen=True)
class CriterionAgreement:
    """How far reviewers agree on one criterion, or on the whole (`label` empty)."""

    label: Mapping[str, str]
    agreement: Agreement


def missing_reviews(call: Call) -> int:
    """Return how many reviews of a call are assigned and not handed in, or were never assigned.

    Applications that were decided without all reviews lack none.
    """
    rows = Application.objects.filter(call=call, state__in=SENT[:2])
    handed = Review.objects.filter(application__in=rows, state=Review.State.SUBMITTED)
    asked = rows.count() * call.reviewers
    return max(0, asked - handed.count()) or _unwritten(call)


def _unwritten(call: Call) -> int:
    rows = Review.objects.filter(application__call=call, state=Review.State.ASSIGNED)
    return rows.filter(application__state=Application.State.REVIEW).count()


def calibration(call: Call, user: User) -> Calibration | None:
    """Return severities and adjusted means of a call; None until all its reviews are in.

    None too for whoever reviews in it blindly. Means of applications that a reader may not know of
    are in it: the caller shows those of its own rows alone.
    """
    if missing_reviews(call) or call.pk in blind_calls(user):
        return None
    rows = _submitted(call).filter(total__isnull=False)
    found = calibrate(rows.values_list("application", "reviewer", "total"))
    return found if len(found.severities) > 1 else None


def agreements(call: Call) -> list[CriterionAgreement]:
    """Return Krippendorff's alpha (interval level) of each criterion, and of the weighted mean."""
    rows = list(_submitted(call).values_list("application", "reviewer", "scores", "total"))
    if not rows:
        return []
    units = {pk: n for n, pk in enumerate(sorted({row[0] for row in rows}))}
    people = {pk: n for n, pk in enumerate(sorted({row[1] for row in rows}))}
    shape, found = (len(people), len(units)), []
    for criterion in call.rubric:
        values = np.full(shape, np.nan)
        for application, who, scores, _total in rows:
            if criterion["key"] in scores:
                values[people[who], units[application]] = scores[criterion["key"]]
        found.append(CriterionAgreement(criterion["label"], alpha(values, "interval", DRAWS)))
    values = np.full(shape, np.nan)
    for application, who, _scores, total in rows:
        if total is not None:
            # Whole percents: a figure of few values is fast, and no different.
            values[people[who], units[application]] = round(total)
    return [*found, CriterionAgreement({}, alpha(values, "interval", DRAWS))]


def severity_rows(call: Call, found: Calibration) -> list[tuple[User, Severity, float]]:
    """Return the reviewers, the severest first, with severity and the mean that they gave."""
    rows = _submitted(call).order_by().values("reviewer").annotate(mean=Avg("total"))
    means: dict[int, Any] = dict(rows.values_list("reviewer", "mean"))
    people = User.objects.in_bulk(list(found.severities))
    return sorted(
        ((people[pk], one, means.get(pk) or 0.0) for pk, one in found.severities.items()),
        key=lambda row: (row[1].effect, row[0].pk),
    )


def _submitted(call: Call) -> Any:
    rows = Review.objects.filter(application__call=call, state=Review.State.SUBMITTED)
    return rows.exclude(application__state=Application.State.WITHDRAWN)
