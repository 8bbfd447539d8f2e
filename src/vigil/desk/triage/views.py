"""Take what somebody says of who looks after a case, and of the views they keep of the queue."""

from functools import partial
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vigil.casefile.models import Case, SavedView
from vigil.casefile.triage.queries import look_at
from vigil.desk.cases.screen import show_case
from vigil.desk.queue.filters import QueueAddress
from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.act import act_named
from vigil.desk.triage.forms import SavedViewForm
from vigil.desk.triage.panel import ACTS
from vigil.language.punctuation import in_a_row

MOST_VIEWS: Final = 20


@desk_view()
@require_POST
def triage(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give a case to somebody, put it off, or write a note on it."""
    case = get_object_or_404(Case, pk=pk)
    back = reverse("desk:case", args=[case.pk]) + QueueAddress(request.GET).here
    return act_named(request, case, ACTS, show=partial(show_case, request, case), back=back)


@desk_view()
@require_POST
def here(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Note that this person has a case open, and answer who else has.

    The page asks by script, because reading a page must change nothing.
    """
    others = look_at(get_object_or_404(Case, pk=pk), person(request))
    said = _("%(who)s looks at this case too.") % {"who": in_a_row(map(str, others))}
    return JsonResponse({"here": said if others else ""})


@desk_view()
@require_POST
def save_view(request: HttpRequest) -> HttpResponseBase:
    """Keep the filters of the queue under a name, or forget a view (`forget`)."""
    address, user = QueueAddress(request.GET), person(request)
    forget = request.POST.get("forget", "")
    form = SavedViewForm(request.POST)
    if forget:
        SavedView.objects.filter(person=user, name=forget).delete()
        messages.success(request, _("The view is forgotten."))
    elif not form.is_valid():
        messages.error(request, _("Give the view a name of at most 60 letters."))
    elif user.saved_views.count() >= MOST_VIEWS:
        messages.error(request, _("Forget a view first: you have %(n)d.") % {"n": MOST_VIEWS})
    else:
        named = {"person": user, "name": form.cleaned_data["name"]}
        SavedView.objects.update_or_create(**named, defaults={"query": address.query[:500]})
        messages.success(request, _("The view is kept."))
    return redirect(reverse("desk:queue") + address.query)
