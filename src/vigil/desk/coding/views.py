"""Code a case: save a draft, add and remove persons, hand the coding in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vigil.casefile.coding.checks import InvalidCoding
from vigil.casefile.coding.verbs.drafts import keep_draft
from vigil.casefile.coding.verbs.submitting import submit_coding
from vigil.casefile.models import Case
from vigil.desk.cases.screen import show_case
from vigil.desk.coding.forms import CodingForm
from vigil.desk.queue.filters import QueueAddress
from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.act import CONFLICT, REFUSED, ScreenState
from vigil.reading import codebook
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require


@desk_view()
@require_POST
def coding(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Save, extend or hand in this person's coding. What was typed is always shown again."""
    case = get_object_or_404(Case, pk=pk)
    user = person(request)
    require(user, "casefile.code_case", case)
    form = CodingForm.sent(codebook.current(), request.POST)
    do, _colon, number = request.POST.get("do", "save").partition(":")
    if do == "add":
        form.add_person()
        return show_case(request, case, ScreenState(), coding=form)
    if do == "remove":
        form.remove_person(int(number) if number.isascii() and number.isdigit() else -1)
        return show_case(request, case, ScreenState(), coding=form)
    return _keep(request, case, form, hand_in=do == "submit")


def _keep(request: HttpRequest, case: Case, form: CodingForm, *, hand_in: bool) -> HttpResponseBase:
    user = person(request)
    try:
        draft = keep_draft(
            case, form.values, form.note, by=user, version=request.POST.get("version", "")
        )
        if hand_in:
            submit_coding(draft, form.values, form.note, by=user)
    except InvalidCoding as error:
        form.show(error.problems)
        return show_case(request, case, ScreenState(REFUSED), coding=form)
    except NotPossible as error:
        form.general.append(str(error))
        return show_case(request, case, ScreenState(CONFLICT), coding=form)
    messages.success(request, _("Handed in.") if hand_in else _("Draft kept."))
    anchor = "" if hand_in else "#coding"
    return redirect(reverse("desk:case", args=[case.pk]) + QueueAddress(request.GET).query + anchor)
