"""The acts on a case that decide which of its people are named."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext

from vigil.casefile.models import Case
from vigil.casefile.people import verbs as people
from vigil.desk.cases.act_result import ActResult
from vigil.desk.screens.act import NEEDS_SECOND, Data
from vigil.trust.models import Consent, User


def agree(case: Case, data: Data, by: User) -> ActResult:
    """Ask a second person to let somebody be named."""
    terms = {name: data[name] for name in ("given_by", "given_how", "given_on", "until")}
    people.ask_to_name(data["person"], by=by, evidence=data["evidence"], why=data["why"], **terms)
    return ActResult(str(NEEDS_SECOND), case)


def end_agreement(case: Case, data: Data, by: User) -> ActResult:
    """End an agreement to be named."""
    consent = get_object_or_404(Consent, pk=data["one"])
    people.end_agreement(data["person"], consent, by=by, why=data["why"])
    return ActResult(gettext("The agreement has ended."), case)


def protect(case: Case, data: Data, by: User) -> ActResult:
    """Set the protection of a person; two people lower it."""
    if people.shows_more(data["person"], data["level"]):
        people.ask_to_protect_less(data["person"], data["level"], by=by, why=data["why"])
        return ActResult(str(NEEDS_SECOND), case)
    people.protect(data["person"], data["level"], by=by, why=data["why"])
    return ActResult(gettext("The protection is set."), case)
