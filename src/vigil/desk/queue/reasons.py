"""Why a candidate stands where it does in the queue, in a few plain words."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext, ngettext

from vigil.casefile.models import Case

SIGNS_FROM = 0.5
"""From this score on a row says what the machine saw."""
UNSURE = (0.3, 0.7)
"""Between these probabilities the machine does not know whether it is a killing."""
LATELY_DAYS = 14
"""An attack of so many days ago is still told with its days."""
LONG_DAYS = 30
"""A candidate that waits longer says so."""


def reasons(case: Case, today: date) -> Iterator[str]:
    """Yield why a candidate is worth a minute: signs, sources, when, and how sure the machine is.

    They are the parts of `vigil.casefile.cases.worth`, in the order of their weights.
    """
    if case.organised_crime_score >= SIGNS_FROM:
        yield gettext("signs of organised crime")
    if case.targeted_score >= SIGNS_FROM:
        yield gettext("looks targeted")
    if case.n_sources > 1:
        yield ngettext(
            "%(n)d outlet that does not copy another",
            "%(n)d outlets that do not copy each other",
            case.n_sources,
        ) % {"n": case.n_sources}
    if said := _when(case, today):
        yield said
    if UNSURE[0] <= case.score <= UNSURE[1]:
        yield gettext("unclear whether it is a killing")
    waiting = (today - case.waiting_since).days if case.waiting_since else 0
    if waiting >= LONG_DAYS:
        yield ngettext("waiting for %(n)d day", "waiting for %(n)d days", waiting) % {"n": waiting}


def _when(case: Case, today: date) -> str:
    """Return how long ago an attack was, if that was lately and its day is known."""
    if case.date_earliest is None or case.date_earliest != case.date_latest:
        return ""
    days = (today - case.date_earliest).days
    if days == 0:
        return gettext("today")
    if days == 1:
        return gettext("yesterday")
    if 1 < days <= LATELY_DAYS:
        return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}
    return ""
