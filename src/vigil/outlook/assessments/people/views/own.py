"""What an expert says once for all their panels: conflicts of interest, and no more reminders."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from vigil.desk.screens.act import put_at_field
from vigil.outlook.access.expert_pages import READING_WRITING, expert, expert_post_view
from vigil.outlook.assessments.people.forms import OwnConflictForm
from vigil.outlook.assessments.people.queries import places_text, terms_of
from vigil.outlook.assessments.people.verbs.conflicts import THERE, standing, state_conflict
from vigil.outlook.experts.verbs.reminding import stop_reminders
from vigil.outlook.models import Assessment
from vigil.trust.access.errors import NotPossible


@expert_post_view
def reminders(request: HttpRequest) -> HttpResponseBase:
    """Write an expert no more reminders, or write them again."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    by = expert(request)
    stop = request.POST.get("do") != "write"
    stop_reminders(by, by=by, stop=stop)
    said = _("You get no more reminders.") if stop else _("You get reminders again.")
    messages.success(request, said)
    return redirect("panels:list")


@expert_post_view
def conflicts(request: HttpRequest, assessment: str) -> HttpResponseBase:
    """Let an expert state a conflict of interest for a whole assessment, and see theirs."""
    if request.method not in READING_WRITING:
        return HttpResponseNotAllowed(READING_WRITING)
    by = expert(request)
    rows = Assessment.objects.filter(
        panels__seats__in=by.panel_seats.filter(state__in=THERE)
    ).distinct()
    found = rows.filter(uid=assessment).first()
    if found is None:
        raise Http404
    form = OwnConflictForm(request.POST or None, assessment=found)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                state_conflict(found, by, by=by, **form.cleaned_data)
            except NotPossible as error:
                put_at_field(form, error)
            else:
                messages.success(request, _("Saved. You are not asked about it any more."))
                return redirect("panels:conflicts", assessment=assessment)
    named = dict(terms_of(found))
    context = {
        "assessment": found,
        "form": form,
        "rows": [
            (places_text(one.places), ", ".join(named.get(code, code) for code in one.terms))
            for one in standing(found, by)
        ],
    }
    return render(request, "outlook/assessments/own_conflicts.html", context, status=status)
