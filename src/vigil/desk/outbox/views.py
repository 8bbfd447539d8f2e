"""The outbox: what waits for a person, what is on its way, one letter, letting it go or not."""

from collections import Counter

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_POST, require_safe

from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.forms import ReasonForm
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Letter
from vigil.trust.outbox.site_address import is_known, is_served_under, site_in_letters
from vigil.trust.outbox.verbs.letters import discard_letter, is_captured, lets_in, release_letter

PAGE = 50
CONFLICT = 409
State = Letter.State
FOR_A_PERSON = (State.WAITING, State.FAILED)


class LetterFilter(forms.Form):
    """Which letters to show."""

    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[
            ("", gettext_lazy("needs a person")),
            *State.choices,
            ("all", gettext_lazy("all")),
        ],
    )


@desk_view("trust.see_outbox")
@require_safe
def outbox(request: HttpRequest) -> HttpResponseBase:
    """List the letters: those that need a person, or those in a state."""
    filters = LetterFilter(request.GET)
    state = filters.cleaned_data["state"] if filters.is_valid() else ""
    rows = Letter.objects.select_related("to_user", "created_by")
    if state != "all":
        rows = rows.filter(state__in=[state] if state else FOR_A_PERSON)
    site, other_site = _site_of_letters(request)
    counts = Counter(Letter.objects.order_by().values_list("state", flat=True))
    context = {
        "filters": filters,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "counts": [(s, s.label, counts[s]) for s in State if counts[s]],
        "captured": is_captured(),
        "site": site,
        "other_site": other_site,
    }
    return render(request, "desk/outbox/outbox.html", context)


def _site_of_letters(request: HttpRequest) -> tuple[str, bool]:
    """Return where links in letters lead, and whether that may be another site than this."""
    if not is_known():
        return settings.VIGIL_SITE, True
    return site_in_letters(), settings.VIGIL_SITE_IS_NAMED and not is_served_under(request)


@desk_view("trust.see_outbox")
@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one letter as it goes out, without the address."""
    return _show(request, get_object_or_404(Letter, pk=pk))


@desk_view("trust.release_letter")
@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Let a letter go."""
    found = get_object_or_404(Letter, pk=pk)
    try:
        found = release_letter(found, by=person(request), why=request.POST.get("why", "")[:2000])
    except NotPossible as error:
        return _show(request, found, trouble=str(error), status=CONFLICT)
    stays = found.state == State.CAPTURED
    messages.success(
        request,
        _("Released. No mail server is set up, so it stays here.") if stays else _("Released."),
    )
    return redirect("desk:letter", pk)


@desk_view("trust.discard_letter")
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Decide that a letter does not go."""
    found, form = get_object_or_404(Letter, pk=pk), ReasonForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    try:
        discard_letter(found, by=person(request), why=why)
    except NotPossible as error:
        return _show(request, found, trouble=str(error), status=CONFLICT)
    messages.success(request, _("Discarded. Its text and address are removed."))
    return redirect("desk:outbox")


def _show(
    request: HttpRequest, found: Letter, *, trouble: str = "", status: int = 200
) -> HttpResponseBase:
    with override(found.language):
        subject = str(Letter.Subject(found.subject).label)
    user = person(request)
    context = {
        "letter": found,
        "subject": subject,
        "secret": lets_in(found) and found.has_text,
        "attached": found.uploads.all(),
        "files": found.files.all(),
        "trouble": trouble,
        "can_release": found.state in FOR_A_PERSON and user.has_perm("trust.release_letter"),
        "can_discard": found.state not in (State.SENT, State.DISCARDED, State.SENDING),
    }
    return render(request, "desk/outbox/letter.html", context, status=status)
