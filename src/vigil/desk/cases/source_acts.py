"""The acts that add a source to a value of a case, remove it, or hide parts of it."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext

from vigil.casefile.models import Case, Claim
from vigil.casefile.reports.verbs import citing, protecting
from vigil.desk.cases.act_result import ActResult
from vigil.desk.screens.act import NEEDS_SECOND, Data
from vigil.trust.models import User


def add_source(case: Case, data: Data, by: User) -> ActResult:
    """Add a source to a value."""
    citing.add_source(case, data["value"], data["page"], data["read"], by=by)
    return ActResult(gettext("The source is added to this value."), case)


def remove_source(case: Case, data: Data, by: User) -> ActResult:
    """Remove a source of a value."""
    claim = get_object_or_404(Claim, pk=data["one"], account__membership__case=case)
    citing.remove_source(case, claim, by=by)
    return ActResult(gettext("The source of this value is removed."), case)


def protect_source(case: Case, data: Data, by: User) -> ActResult:
    """Hide parts of a source, or ask a second person to show more of it."""
    report, parts = data["report"], data["parts"]
    if protecting.shows_more(report, parts):
        protecting.ask_to_show_source(case, report, parts, by=by, why=data["why"])
        return ActResult(str(NEEDS_SECOND), case)
    protecting.protect_source(case, report, parts, by=by, why=data["why"])
    return ActResult(gettext("The public does not see this part of the source any more."), case)
