"""The acts that decide what a case says, and whether the public sees it."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext

from vigil.casefile.cases.verbs import publishing, withdrawing
from vigil.casefile.coding.verbs import taking_up, verifying
from vigil.casefile.models import Case, Visibility
from vigil.desk.cases.act_result import ActResult
from vigil.desk.screens.act import NEEDS_SECOND, Data
from vigil.trust.models import User


def verify(case: Case, data: Data, by: User) -> ActResult:
    """Accept what somebody else adjudicated, or the changes that they proposed."""
    adjudication = get_object_or_404(case.adjudications, pk=data["one"])
    public = case.visibility == Visibility.PUBLISHED
    now = verifying.verify(adjudication, by=by, why=data["why"])
    if public and now.visibility != Visibility.PUBLISHED:
        return ActResult(
            gettext(
                "Verified. The case would name more people, so it is not public for now: an "
                "adjudicator who did not decide on it publishes it."
            ),
            case,
        )
    return ActResult(gettext("Verified."), case)


def set_aside(case: Case, data: Data, by: User) -> ActResult:
    """Set aside what waits for a second person."""
    adjudication = get_object_or_404(case.adjudications, pk=data["one"])
    taking_up.set_aside(adjudication, by=by, why=data["why"])
    return ActResult(gettext("Set aside. What is accepted stays as it is."), case)


def publish(case: Case, data: Data, by: User) -> ActResult:
    """Publish a case, or ask a second person to publish a withdrawn one again."""
    if case.visibility == Visibility.WITHDRAWN:
        publishing.ask_to_publish_again(case, by=by, why=data["why"])
        return ActResult(str(NEEDS_SECOND), case)
    published = publishing.publish_case(case, by=by, why=data["why"])
    return ActResult(gettext("%(id)s is public now.") % {"id": published.public_id}, case)


def withdraw(case: Case, data: Data, by: User) -> ActResult:
    """Withdraw a case from the public."""
    withdrawing.withdraw_case(case, by=by, why=data["why"])
    return ActResult(gettext("Withdrawn from the public."), case)
