"""Read a page whose link a person pasted, or a text."""

from django.conf import settings
from django.utils.translation import gettext as _

from vigil.casefile.models import Case
from vigil.casefile.reports.verbs.pasted_texts import PastedText
from vigil.casefile.reports.verbs.pasting import admit_pasted, admit_text
from vigil.desk.new_cases.errors import PageNotRead
from vigil.reading.intake.archive import Archive
from vigil.reading.intake.fetching import Fetcher
from vigil.reading.intake.report_files import BadReportError
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


def read_text(pasted: PastedText, *, by: User) -> list[Case]:
    """Keep and read a pasted text, and return the cases of its accounts.

    Raises PageNotRead with the reason if it is no report, and NotAllowed.
    """
    try:
        return admit_text(pasted, by=by)
    except BadReportError as error:
        raise PageNotRead(str(error)) from error
