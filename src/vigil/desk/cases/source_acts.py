"""The acts that add a source to a value of a case, or remove it."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext

from vigil.casefile.models import Case, Claim
from vigil.casefile.reports.verbs import citing
from vigil.desk.cases.act_result import ActResult
from vigil.desk.screens.act import Data
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
