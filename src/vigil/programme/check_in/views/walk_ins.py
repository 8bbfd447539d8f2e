"""The screen for people who come without a registration."""

import secrets
from functools import partial
from typing import Final

from django.forms import Form
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import room_view
from vigil.desk.screens.act import READ_AND_ACT, Act, Data, ScreenState, act_named
from vigil.programme.check_in.display import count_words
from vigil.programme.check_in.forms import WalkInForm
from vigil.programme.check_in.outcomes import TapAnswer
from vigil.programme.check_in.queries import door_counts
from vigil.programme.check_in.verbs.tapping import SEE, Kind, Tap
from vigil.programme.check_in.verbs.walk_ins import (
    Guest,
    count_walk_in,
    register_walk_in,
    undo_walk_in,
)
from vigil.programme.events.queries.desk import session_or_404
from vigil.programme.models import Session, WalkIn
from vigil.trust.models import User


def _add(session: Session, data: Data, by: User) -> TapAnswer | WalkIn:
    nonce, beyond = data["nonce"], data["beyond"]
    if data["address"]:
        guest = Guest(data["address"], data["name"], data["language"])
        return register_walk_in(session, guest, nonce, by=by, beyond=beyond)
    tap = Tap(nonce, timezone.now(), Kind.CHECK_IN)
    return count_walk_in(session, tap, by=by, language=data["language"], beyond=beyond)


def _undo(session: Session, data: Data, by: User) -> object:
    return undo_walk_in(session, by=by)


def _added_sentence(made: object) -> str:
    if isinstance(made, TapAnswer):
        return gettext("Registered and checked in as number %(n)d.") % {"n": made.number}
    return gettext("One walk-in counted.")


UNDO: Final = Act[Session](form=Form, verb=_undo, done=_("The last walk-in was undone."))


@room_view(SEE)
@require_http_methods(READ_AND_ACT)
def walk_ins(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Count somebody who came without a registration, or register them if they want letters."""
    session = session_or_404(pk)
    counts = door_counts(session)
    form = partial(WalkInForm, full=counts.is_full)
    acts = {"add": Act[Session](form=form, verb=_add, done=_added_sentence), "undo": UNDO}

    def show(state: ScreenState) -> HttpResponseBase:
        nonce = secrets.token_urlsafe(16)
        context = {
            "session": session,
            "form": state.forms.get("add") or form(auto_id="add-%s", initial={"nonce": nonce}),
            "undo_form": state.forms.get("undo"),
            "counts": counts,
            "count_words": count_words(counts),
            "problem": state.problem,
        }
        return render(request, "programme/check_in/walk_ins.html", context, status=state.status)

    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_programme:walk_ins", args=[pk])
    return act_named(request, session, acts, show=show, back=back)
