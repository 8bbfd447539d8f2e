"""Find public cases by the agreements of their people. Reads only."""

from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from vigil.casefile.models import Case, Stage, Victim, Visibility


def cases_with_expiring_consent(before: date) -> QuerySet[Case]:
    """Return the public cases in which an agreement to name a person ends before a day.

    The first to end comes first. Agreements that have ended already do not count.
    """
    ending = Victim.objects.filter(
        case=OuterRef("pk"), agreed_until__gte=timezone.localdate(), agreed_until__lt=before
    ).order_by("agreed_until")
    ends = Subquery(ending.values("agreed_until")[:1])
    # Found by the few agreements that end, not by asking each public case for one. By keys alone:
    # SQLite would take the stage for the better condition.
    few = Victim.objects.filter(agreed_until__gte=timezone.localdate(), agreed_until__lt=before)
    keys = set(few.values_list("case", flat=True))
    shown = Stage.VERIFIED, Visibility.PUBLISHED, None  # as `public_cases` are
    rows = Case.objects.filter(pk__in=keys).order_by()
    public = [
        pk
        for pk, *state in rows.values_list("pk", "stage", "visibility", "superseded_by")
        if tuple(state) == shown
    ]
    with_end = Case.objects.filter(pk__in=public).annotate(consent_ends=ends)
    return with_end.order_by("consent_ends", "pk")
