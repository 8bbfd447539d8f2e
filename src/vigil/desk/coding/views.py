"""Code a case: save a draft, add and remove persons, hand the coding in."""

from collections.abc import Mapping
from typing import Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from vigil.casefile.coding.checks import InvalidCoding
from vigil.casefile.coding.verbs.drafts import keep_draft
from vigil.casefile.coding.verbs.submitting import submit_coding
from vigil.casefile.models import Case, Coding
from vigil.desk.cases.screen import show_case
from vigil.desk.coding.forms import CodingForm, SentCoding
from vigil.desk.coding.refusals import show_refusal
from vigil.desk.queue.filters import QueueAddress
from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.act import Act, Data, ScreenState, perform
from vigil.reading import codebook
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User

CODE: Final = "casefile.code_case"


def _keep(case: Case, data: Data, by: User) -> Coding:
    form = data["coding"]
    return keep_draft(case, form.values, form.note, by=by, version=data["version"])


def _hand_in(case: Case, data: Data, by: User) -> None:
    form = data["coding"]
    submit_coding(_keep(case, data, by), form.values, form.note, by=by)


ACTS: Final[Mapping[str, Act[Case]]] = {
    "save": Act(
        form=SentCoding,
        permission=CODE,
        verb=_keep,
        invalid=(InvalidCoding,),
        done=_("Draft kept."),
    ),
    "submit": Act(
        form=SentCoding,
        permission=CODE,
        verb=_hand_in,
        invalid=(InvalidCoding,),
        done=_("Handed in."),
    ),
}


@desk_view()
@require_POST
def coding(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Save, extend or hand in this person's coding. What was typed is always shown again."""
    case = get_object_or_404(Case, pk=pk)
    do, _colon, number = request.POST.get("do", "save").partition(":")
    if do in ("add", "remove"):
        require(person(request), CODE, case)
        form = CodingForm.sent(codebook.current(), request.POST)
        change_persons(form, do, number)
        return show_case(request, case, ScreenState(), coding=form)
    name = do if do in ACTS else "save"

    def show(state: ScreenState) -> HttpResponseBase:
        sent = state.forms[name]
        assert isinstance(sent, SentCoding)
        show_refusal(sent.coding, state)
        return show_case(request, case, ScreenState(state.status), coding=sent.coding)

    anchor = "" if name == "submit" else "#coding"
    back = reverse("desk:case", args=[case.pk]) + QueueAddress(request.GET).query + anchor
    return perform(request, case, name, ACTS[name], show=show, back=back)


def change_persons(form: CodingForm, do: str, number: str) -> None:
    """Add an empty person to a form, or remove the one with this number. Nothing is kept."""
    if do == "add":
        form.add_person()
    else:
        form.remove_person(int(number) if number.isascii() and number.isdigit() else -1)
