"""Read a page whose link a person pasted."""

from django.conf import settings
from django.utils.translation import gettext as _

from vigil.casefile.models import Case
from vigil.casefile.reports.verbs.pasting import admit_pasted
from vigil.desk.new_cases.errors import PageNotRead
from vigil.reading.intake.archive import Archive
from vigil.reading.intake.fetching import Fetcher
from vigil.reading.intake.sources import Collected, collect_page
from vigil.trust.decisions.verbs import require
from vigil.trust.demonstration.mark import is_demonstration
from vigil.trust.models import User


def read_link(url: str, *, by: User) -> list[Case]:
    """Fetch a page, keep it, read it, and return the cases of its accounts.

    Raises PageNotRead with the reason if the page cannot be fetched, and NotAllowed before anything
    is fetched.
    """
    require(by, "casefile.add_report")
    if is_demonstration():
        raise PageNotRead(
            _("a demonstration fetches no page, because everything in it is invented")
        )
    reasons: list[str] = []
    for found in collect_page(url, Archive(settings.DATA / "archive"), Fetcher()):
        if isinstance(found, Collected):
            return admit_pasted(found, by=by)
        reasons.append(found.reason)
    raise PageNotRead("; ".join(reasons) or "nothing could be read there")
