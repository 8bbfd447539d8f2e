"""The desk's screen of one session: who takes part, what it is about, what can be done."""

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from vigil.desk.screens.access import person, room_view
from vigil.network.profiles.fields import Audience
from vigil.programme.contributors.verbs import contributions
from vigil.programme.contributors.visibility import people_of
from vigil.programme.events import forms
from vigil.programme.events.citations import citations_of
from vigil.programme.events.display import displayed_sessions
from vigil.programme.events.models.event import State
from vigil.programme.events.queries.desk import count_people_notified, session_progress
from vigil.programme.events.verbs import citing
from vigil.programme.events.verbs.events import MANAGE
from vigil.programme.models import Session
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Decision

REFUSED = 422
ACTS: Final = {
    State.DRAFT: [("publish", gettext_lazy("Publish"))],
    State.PUBLISHED: [
        ("cancel", gettext_lazy("Cancel it: it stays in sight and says so")),
        ("unpublish", gettext_lazy("Take it back, as if it had not been published")),
    ],
    State.CANCELLED: [("restore", gettext_lazy("It takes place after all"))],
}
"""What can be done with an event or a session in each state."""


@room_view(MANAGE)
@require_POST
def people(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Enter somebody's part in a session, or take it off."""
    row = get_object_or_404(Session.objects.select_related("event"), pk=pk)
    if removed := request.POST.get("remove"):
        part = row.contributions.filter(uid=removed).first()
        if part is None:
            raise Http404
        try:
            contributions.remove_contribution(part, by=person(request))
        except NotPossible:  # removed a moment ago
            raise Http404 from None
        return redirect("desk_programme:session", pk)
    if forms.NewContributionForm.only_looks(request.POST):
        return show(request, row, person_form=forms.NewContributionForm().look(request.POST))
    form = forms.NewContributionForm(request.POST)
    if form.is_valid():
        data = dict(form.cleaned_data)
        data["order"] = data["order"] or 0
        try:
            contributions.add_contribution(row, data.pop("role"), by=person(request), **data)
            return redirect("desk_programme:session", pk)
        except NotPossible as error:
            form.add_error(None, str(error))
    return show(request, row, person_form=form, status=REFUSED)


@room_view(MANAGE)
@require_POST
def citations(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Say what a session is about, or take it back."""
    row = get_object_or_404(Session.objects.select_related("event"), pk=pk)
    if removed := request.POST.get("remove"):
        cited = row.citations.filter(pk=removed).first() if removed.isdigit() else None
        if cited is None:
            raise Http404
        citing.uncite(cited, by=person(request))
        return redirect("desk_programme:session", pk)
    form = forms.CitationForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            citing.cite(row, data["kind"], data["key"], by=person(request), label=data["label"])
            return redirect("desk_programme:session", pk)
        except NotPossible as error:
            form.add_error(None, str(error))
    return show(request, row, citation_form=form, status=REFUSED)


def show(
    request: HttpRequest,
    row: Session,
    *,
    person_form: forms.NewContributionForm | None = None,
    citation_form: forms.CitationForm | None = None,
    status: int = 200,
) -> HttpResponseBase:
    """Show a session, with what was typed into a form that was refused."""
    told = displayed_sessions([row], row.event.audience_zone)[0]
    public = {person.uid: person for person in told.people}
    staff = people_of(row, Audience.STAFF)
    plain = dict(row.contributions.filter(withdrawn=False).values_list("uid", "name"))
    context: dict[str, Any] = {
        "session": row,
        "event": row.event,
        "told": told,
        "people": [(one, plain.get(one.uid) or one.called, public[one.uid]) for one in staff],
        "taken_away": set(row.contributions.filter(withdrawn=True).values_list("uid", flat=True)),
        "cited": citations_of(row),
        "person_form": person_form or forms.NewContributionForm(),
        "citation_form": citation_form or forms.CitationForm(),
        "acts": ACTS[State(row.state)],
        "doings": session_progress(row),
        "told_people": count_people_notified(row),
        "decisions": Decision.objects.filter(target_kind="session", target_key=row.uid)
        .select_related("actor")
        .order_by("-at")[:20],
    }
    return render(request, "programme/events/desk/session.html", context, status=status)
