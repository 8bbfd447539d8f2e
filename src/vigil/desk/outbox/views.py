"""The outbox: the list of letters; one letter, to be released or discarded."""

from collections import Counter
from functools import partial
from typing import Final

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_POST, require_safe

from vigil.desk.outbox.forms import LetterFilter
from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.act import Act, ScreenState, perform
from vigil.desk.screens.forms import NoteForm, ReasonForVerbForm
from vigil.trust.models import Letter
from vigil.trust.outbox.site_address import has_site_address, is_served_under, site_address
from vigil.trust.outbox.verbs.letters import (
    FOR_A_PERSON,
    discard_letter,
    is_captured,
    lets_in,
    release_letter,
)

PAGE = 50
State = Letter.State


def _released(letter: Letter) -> str:
    if letter.state == State.CAPTURED:
        return _("Released. No mail server is set up, so it stays here.")
    return _("Released.")


RELEASE: Final = Act[Letter](
    form=NoteForm,
    verb=lambda letter, data, by: release_letter(letter, by=by, why=data["why"]),
    done=_released,
)
DISCARD: Final = Act[Letter](
    form=ReasonForVerbForm,
    verb=lambda letter, data, by: discard_letter(letter, by=by, why=data["why"]),
    done=gettext_lazy("Discarded. Its text and address are removed."),
    next=lambda _letter, _answer: reverse("desk:outbox"),
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
    if not has_site_address():
        return settings.VIGIL_SITE, True
    return site_address(), settings.VIGIL_SITE_IS_NAMED and not is_served_under(request)


@desk_view("trust.see_outbox")
@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one letter as it is sent, without the address."""
    return _show(request, get_object_or_404(Letter, pk=pk), ScreenState())


@desk_view("trust.release_letter")
@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Release a letter, so that it is sent."""
    return _perform(request, pk, "release", RELEASE)


@desk_view("trust.discard_letter")
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Discard a letter, so that it is never sent."""
    return _perform(request, pk, "discard", DISCARD)


def _perform(request: HttpRequest, pk: int, name: str, act: Act[Letter]) -> HttpResponseBase:
    found = get_object_or_404(Letter, pk=pk)
    back = reverse("desk:letter", args=[pk])
    return perform(request, found, name, act, show=partial(_show, request, found), back=back)


def _show(request: HttpRequest, found: Letter, screen: ScreenState) -> HttpResponseBase:
    with override(found.language):
        subject = found.plain_subject or str(Letter.Subject(found.subject).label)
    user = person(request)
    context = {
        "letter": found,
        "subject": subject,
        "secret": lets_in(found) and found.has_text,
        "attached": found.uploads.all(),
        "files": found.files.all(),
        "refused": screen.forms,
        "discard": screen.forms.get("discard") or DISCARD.blank("discard", found, user),
        "can_release": found.state in FOR_A_PERSON and user.has_perm("trust.release_letter"),
        "can_discard": found.state not in (State.SENT, State.DISCARDED, State.SENDING),
    }
    return render(request, "desk/outbox/letter.html", context, status=screen.status)
