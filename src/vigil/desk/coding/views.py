"""Code a case: save a draft, add and remove persons, hand the coding in, withdraw it."""

from collections.abc import Mapping
from typing import Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from vigil.casefile.coding.checks import InvalidCoding
from vigil.casefile.coding.verbs.drafts import KeptDraft, keep_draft
from vigil.casefile.coding.verbs.submitting import submit_coding
from vigil.casefile.coding.verbs.taking_back import withdraw_coding
from vigil.casefile.models import Case, Coding
from vigil.desk.cases.screen import show_case
from vigil.desk.coding.conflicts import HERE, DraftConflict, show_conflict
from vigil.desk.coding.forms import CodingForm, SentCoding
from vigil.desk.coding.refusals import show_refusal
from vigil.desk.queue.filters import QueueAddress
from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.act import Act, Data, ScreenState, perform
from vigil.desk.screens.forms import NoteForm
from vigil.reading import codebook
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User

CODE: Final = "casefile.code_case"


class ChangedElsewhere(NotPossible):
    """Another window of the coder changed the draft: this one did not show it all."""


def _keep(case: Case, data: Data, by: User) -> KeptDraft:
    form = data["coding"]
    kept = keep_draft(
        case,
        form.draft,
        data["window"],
        by=by,
        version=data["version"],
        prefilled=form.prefilled,
    )
    if kept.conflicts:
        raise DraftConflict(kept)
    return kept


def _hand_in(case: Case, data: Data, by: User) -> None:
    kept = _keep(case, data, by)
    if kept.elsewhere:
        raise ChangedElsewhere(
            _(
                "You changed this coding in another window too. Both are merged here: look again, "
                "then send once more."
            )
        )
    if problems := data["coding"].undecided():
        raise InvalidCoding(problems)
    whole = data["coding"].complete
    submit_coding(kept.coding, whole.values, whole.note, whole.details, by=by)


def _resolve(case: Case, data: Data, by: User) -> KeptDraft:
    form, chosen = data["coding"], data["chosen"]
    here = [name for name in data["names"] if chosen[name] == HERE]
    kept = keep_draft(case, form.draft, data["window"], by=by, names=here)
    if kept.conflicts:
        raise DraftConflict(kept)
    return kept


def _withdraw(case: Case, data: Data, by: User) -> Coding:
    version = codebook.current().version
    mine = get_object_or_404(Coding, case=case, coder=by, codebook_version=version)
    return withdraw_coding(mine, by=by, why=data["why"])


ACTS: Final[Mapping[str, Act[Case]]] = {
    "save": Act(
        form=SentCoding,
        permission=CODE,
        verb=_keep,
        invalid=(InvalidCoding,),
        done=gettext_lazy("Draft kept."),
    ),
    "submit": Act(
        form=SentCoding,
        permission=CODE,
        verb=_hand_in,
        invalid=(InvalidCoding,),
        done=gettext_lazy("Handed in."),
    ),
    "resolve": Act(
        form=SentCoding,
        permission=CODE,
        verb=_resolve,
        done=gettext_lazy("Draft kept."),
    ),
    "withdraw": Act(
        form=NoteForm,
        permission=CODE,
        verb=_withdraw,
        done=gettext_lazy("Your coding is a draft again."),
        label=gettext_lazy("Withdraw coding"),
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
        if not isinstance(sent, SentCoding):
            return show_case(request, case, state)
        if isinstance(state.refusal, DraftConflict):
            return show_conflict(request, case, state.refusal, sent.coding, state.status)
        form = sent.coding
        if isinstance(state.refusal, ChangedElsewhere):
            form = draft_on_screen(case, person(request))
        show_refusal(form, state)
        return show_case(request, case, ScreenState(state.status), coding=form)

    anchor = "" if name == "submit" else "#coding"
    back = reverse("desk:case", args=[case.pk]) + QueueAddress(request.GET).query + anchor
    return perform(request, case, name, ACTS[name], show=show, back=back)


def draft_on_screen(case: Case, by: User) -> CodingForm:
    """Return the form that shows a draft as it is kept now."""
    book = codebook.current()
    mine = Coding.objects.get(case=case, coder=by, codebook_version=book.version)
    return CodingForm.of(book, mine.values, mine.note, mine.details)


def change_persons(form: CodingForm, do: str, number: str) -> None:
    """Add an empty person to a form, or remove the one with this number. Nothing is kept."""
    if do == "add":
        form.add_person()
    else:
        form.remove_person(int(number) if number.isascii() and number.isdigit() else -1)
