"""The screen that takes a case up again."""

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
from vigil.casefile.coding.queries import can_be_taken_up, waiting_adjudication
from vigil.casefile.coding.verbs.taking_up import (
    TAKE_UP,
    Unexplained,
    problems_of_changes,
    propose_changes,
)
from vigil.casefile.models import Case
from vigil.desk.cases.changes import changed_since
from vigil.desk.cases.evidence import Quotes, names_by_uid, reports_of
from vigil.desk.coding.refusals import show_refusal
from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.act import READ_AND_ACT, Act, Data, ScreenState, perform
from vigil.desk.taking_up.forms import SentTakingUp, TakingUpForm
from vigil.desk.taking_up.record import own_proposal
from vigil.reading import codebook
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User

DONE: Final = gettext_lazy(
    "Proposed. The case stays as it is until a second person has verified the changes."
)


def _propose(case: Case, data: Data, by: User) -> None:
    form: TakingUpForm = data["form"]
    if note := changed_since(case, data["version"]):
        form.rebase()
        raise NotPossible(note)
    with only_if_unchanged(case, data["version"]):
        propose_changes(case, form.values, form.record.told, form.why, by=by)


PROPOSE: Final[Act[Case]] = Act(
    form=SentTakingUp,
    form_arguments=lambda case, _by: {"case": case},
    permission=TAKE_UP,
    verb=_propose,
    invalid=(InvalidCoding, Unexplained),
    done=DONE,
)


@desk_view()
@require_http_methods(READ_AND_ACT)
def take_up(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show the whole record of a decided case as a form, and propose what differs."""
    case = get_object_or_404(Case, pk=pk)
    by = person(request)
    require(by, TAKE_UP, case)
    if not can_be_taken_up(case):
        messages.warning(
            request, _("Two people code and adjudicate a case before it is taken up again.")
        )
        return redirect("desk:case", pk=case.pk)
    if request.method != "POST":
        return _show(request, case, TakingUpForm.of(case, own_proposal(case, by)))
    do, _colon, number = request.POST.get("do", "see").partition(":")
    if do != "submit":
        form = TakingUpForm.sent(case, request.POST)
        if do == "add":
            form.record.add()
        elif do == "remove" and number.isascii() and number.isdigit():
            form.record.remove(int(number))
        if note := changed_since(case, request.POST.get("version", "")):
            form.rebase()
            form.general.append(note)
        if do == "see":
            form.show(problems_of_changes(case, form.values, form.record.told))
        return _show(request, case, form, seen=do not in ("add", "remove"))

    def show(state: ScreenState) -> HttpResponseBase:
        sent = state.forms["propose"]
        assert isinstance(sent, SentTakingUp)
        form = sent.taking_up
        if isinstance(state.refusal, Unexplained):
            form.show_unexplained(state.refusal)
        show_refusal(form, state)
        return _show(request, case, form, state.status, seen=True)

    back = reverse("desk:case", args=[case.pk])
    return perform(request, case, "propose", PROPOSE, show=show, back=back)


def _show(
    request: HttpRequest, case: Case, form: TakingUpForm, status: int = 200, *, seen: bool = False
) -> HttpResponseBase:
    book, waiting = codebook.current(), waiting_adjudication(case)
    accounts = [one for one in desk_accounts(case) if not one.membership.suggested]
    quotes = Quotes(accounts, book, names_by_uid(case))
    by_others = waiting is not None and waiting.taken_up and waiting.by_id != person(request).pk
    context = {
        "case": case,
        "form": form,
        "coding": form.record.coding,
        "coding_version": version_of(case),
        "rows": form.rows() if seen or own_proposal(case, person(request)) else None,
        "reports": form.reports(),
        "evidence": reports_of(accounts, book),
        "waiting": waiting,
        "by_others": by_others,
        "case_quotes": {f.id: quotes.of_case(f.id) for f in book.fields.values()},
        "person_quotes": quotes.of_persons(form.record.coding),
    }
    return render(request, "desk/taking_up/take_up.html", context, status=status)
