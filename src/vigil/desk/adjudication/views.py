"""Compare two codings of a case, and propose which values to accept."""

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from vigil.casefile.cases.edit_conflicts import only_if_unchanged
from vigil.casefile.cases.queries import desk_accounts, version_of
from vigil.casefile.coding.checks import InvalidCoding
from vigil.casefile.coding.queries import can_be_taken_up, submitted
from vigil.casefile.coding.verbs.adjudicating import adjudicate
from vigil.casefile.house_rules.queries import codings_asked
from vigil.casefile.models import Case
from vigil.desk.adjudication.forms import (
    AdjudicationForm,
    SentAdjudication,
    form_of,
)
from vigil.desk.adjudication.reasons import COMMON
from vigil.desk.adjudication.words import WordsBehind
from vigil.desk.cases.changes import changed_since
from vigil.desk.coding.refusals import show_refusal
from vigil.desk.coding.report_tabs import report_tabs
from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.act import READ_AND_ACT, Act, Data, ScreenState, perform
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User

PERMISSION: Final = "casefile.adjudicate"
DONE: Final = gettext_lazy("Adjudicated. A second person has to verify it now.")


def _adjudicate(case: Case, data: Data, by: User) -> None:
    form = data["adjudication"]
    _require_unchanged(case, data)
    if not form.check():
        raise InvalidCoding([])  # the form says beside each row what is missing
    with only_if_unchanged(case, data["version"]):
        adjudicate(case, form.values, form.reasons, form.no_value, by=by)


def _require_unchanged(case: Case, data: Data) -> None:
    if note := changed_since(case, data["version"]):
        raise NotPossible(note)


ADJUDICATE: Final[Act[Case]] = Act(
    form=SentAdjudication,
    form_arguments=lambda case, _by: {"case": case},
    permission=PERMISSION,
    verb=_adjudicate,
    invalid=(InvalidCoding,),
    done=DONE,
)


@desk_view()
@require_http_methods(READ_AND_ACT)
def adjudication(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Compare the codings of a case field by field and propose what to accept.

    A case that was not coded here, and has values, is taken up again: its values are changed there.
    """
    case = get_object_or_404(Case, pk=pk)
    require(person(request), PERMISSION, case)
    if len(submitted(case)) >= codings_asked(case).codings:
        return _comparison(request, case)
    if can_be_taken_up(case):
        return redirect("desk:take_up", pk=case.pk)
    messages.warning(request, _("Two people code a case before it is adjudicated."))
    return redirect("desk:case", pk=case.pk)


def _comparison(request: HttpRequest, case: Case) -> HttpResponseBase:
    if request.method != "POST":
        return _show(request, case, form_of(case))

    def show(state: ScreenState) -> HttpResponseBase:
        sent = state.forms["adjudicate"]
        assert isinstance(sent, SentAdjudication)
        show_refusal(sent.adjudication, state)
        return _show(request, case, sent.adjudication, state.status)

    back = reverse("desk:case", args=[case.pk])
    return perform(request, case, "adjudicate", ADJUDICATE, show=show, back=back)


def _show(
    request: HttpRequest, case: Case, form: AdjudicationForm, status: int = 200
) -> HttpResponseBase:
    accounts = [a for a in desk_accounts(case) if not a.membership.suggested]
    words = WordsBehind(case, accounts, form)
    context = {
        "case": case,
        "form": form,
        "version": version_of(case),
        "reasons": COMMON,
        "groups": [
            (
                person,
                form.title_of(person),
                [(row, [(side, words.of(row, side)) for side in row.sides]) for row in differing],
                agreed,
            )
            for person, differing, agreed in form.groups
        ],
        "tabs": report_tabs(accounts, form.book, marked=True, quoted=words.spans),
        "notes": [(str(one.coder), one.note) for one in submitted(case) if one.note.strip()],
    }
    return render(request, "desk/adjudication/adjudication.html", context, status=status)
