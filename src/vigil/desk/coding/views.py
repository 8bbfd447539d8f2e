"""Code a case: save a draft, add and remove persons, hand the coding in, go on to the next."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from vigil.casefile.coding.checks import InvalidCoding
from vigil.casefile.coding.queries import coding_of
from vigil.casefile.coding.verbs.drafts import KeptDraft, keep_draft
from vigil.casefile.coding.verbs.submitting import submit_coding
from vigil.casefile.coding.verbs.taking_back import withdraw_coding
from vigil.casefile.models import Case, Coding, Purpose
from vigil.desk.cases.screen import show_case
from vigil.desk.coding.conflicts import HERE, DraftConflict, show_conflict
from vigil.desk.coding.forms import CodingForm, SentCoding
from vigil.desk.coding.killed_note import killed_note
from vigil.desk.coding.machine_quotes import quote_accepted
from vigil.desk.coding.own_coding import form_of, own_coding
from vigil.desk.coding.refusals import show_refusal
from vigil.desk.coding.screen import show_coding
from vigil.desk.coding.unsent import show_unsent
from vigil.desk.queue.filters import QueueAddress
from vigil.desk.queue.queries import waiting_for
from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.act import READ_AND_ACT, Act, Data, ScreenState, perform
from vigil.desk.screens.forms import NoteForm
from vigil.desk.screens.unsent_forms import refused_form
from vigil.reading import codebook
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User

CODE: Final = "casefile.code_case"


class ChangedElsewhere(NotPossible):
    """Another window of the coder changed the draft: this one did not show it all."""


def _keep(case: Case, data: Data, by: User) -> KeptDraft:
    form, window = data["coding"], data["window"]
    kept = keep_draft(
        case, form.draft, window, by=by, version=data["version"], prefilled=form.prefilled
    )
    if kept.conflicts:
        raise DraftConflict(kept)
    form.is_kept_in(kept.coding.revision)
    return kept


def _hand_in(case: Case, data: Data, by: User) -> None:
    kept, form = _keep(case, data, by), data["coding"]
    if kept.elsewhere:
        raise ChangedElsewhere(
            gettext(
                "You changed this coding in another window too. Both are merged here: look again, "
                "then send once more."
            )
        )
    if problems := form.undecided():
        raise InvalidCoding(problems)
    if form.prefilled:
        quote_accepted(case, form)
    whole = form.complete
    submit_coding(kept.coding, whole.values, whole.note, whole.details, by=by)


def _resolve(case: Case, data: Data, by: User) -> KeptDraft:
    form, chosen = data["coding"], data["chosen"]
    here = [name for name in data["names"] if chosen[name] == HERE]
    kept = keep_draft(case, form.draft, data["window"], by=by, names=here)
    if kept.conflicts:
        raise DraftConflict(kept)
    return kept


def _withdraw(case: Case, data: Data, by: User) -> Coding:
    mine = coding_of(case, by)
    if mine is None:
        raise Http404
    return withdraw_coding(mine, by=by, why=data["why"])


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
    ),
    "resolve": Act(
        form=SentCoding,
        permission=CODE,
        verb=_resolve,
        done=_("Draft kept."),
    ),
    "withdraw": Act(
        form=NoteForm,
        permission=CODE,
        verb=_withdraw,
        done=_("Your coding is a draft again."),
    ),
}


@csrf_exempt  # `refused_form` checks the form all the same, and loses nothing
@never_cache
def coding(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show this person's coding, or take what was sent of it.

    Whoever was signed out meanwhile is shown what they sent, to send it again.
    """
    if request.method == "POST":
        if refused := refused_form(request, _coding, show_unsent):
            return refused
        if not request.user.is_authenticated:
            return show_unsent(request)
    return _coding(request, pk)


@desk_view()
@require_http_methods(READ_AND_ACT)
def _coding(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show this person's coding; save, extend, hand in or withdraw it. What was typed stays."""
    case = get_object_or_404(Case, pk=pk)
    user, query = person(request), QueueAddress(request.GET).query
    if request.method != "POST":
        require(user, CODE, case)
        if own_coding(case, user).open:
            return show_coding(request, case)
        return redirect(reverse("desk:case", args=[case.pk]) + query)
    do, _colon, number = request.POST.get("do", "save").partition(":")
    if do in ("add", "group", "remove"):
        require(user, CODE, case)
        form = CodingForm.sent(codebook.current(), request.POST)
        change_persons(form, do, number)
        start = "" if do == "remove" else f"{len(form.persons) - 1}/"
        return show_coding(request, case, sent=form, start=start)
    name = do if do in ACTS else "save"

    def show(state: ScreenState) -> HttpResponseBase:
        sent = state.forms[name]
        if not isinstance(sent, SentCoding):
            return show_case(request, case, state)
        if isinstance(state.refusal, DraftConflict):
            return show_conflict(request, case, state.refusal, sent.coding, state.status)
        form = sent.coding
        if isinstance(state.refusal, ChangedElsewhere):
            form = form_of(case, own_coding(case, user))
        show_refusal(form, state)
        return show_coding(request, case, status=state.status, sent=form)

    back = reverse("desk:coding", args=[case.pk]) + query
    act = ACTS[name]
    if name == "submit":
        act = replace(act, next=lambda _case, _answer: _next(request, case) + query)
    return perform(request, case, name, act, show=show, back=back)


def _next(request: HttpRequest, case: Case) -> str:
    """Return the address of the next case to code, or of this one where none waits; say which."""
    user = person(request)
    if case.codings.filter(coder=user, purpose=Purpose.TRAINING).exists():
        return reverse("desk:feedback", args=[case.pk])
    mine = case.codings.filter(coder=user).order_by("-submitted_at").first()
    if mine is not None and (note := killed_note(mine.values)):
        messages.warning(request, f"{case.public_id}: {note}")
    following = waiting_for(user).coding.exclude(pk=case.pk).first()
    if following is None:
        messages.success(request, gettext("Handed in. No other case waits for your coding."))
        return reverse("desk:case", args=[case.pk])
    sentence = gettext("%(case)s is handed in. Here is the next case to code.")
    messages.success(request, sentence % {"case": case.public_id})
    return reverse("desk:coding", args=[following.pk])


def change_persons(form: CodingForm, do: str, number: str) -> None:
    """Add an empty person or group to a form, or remove the one with this number.

    Nothing is kept.
    """
    if do == "remove":
        form.remove_person(int(number) if number.isascii() and number.isdigit() else -1)
    else:
        form.add_person(is_group=do == "group")
