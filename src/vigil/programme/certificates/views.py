"""Certificates: made by who came, checked by anybody, offered by the host."""

from typing import Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import (
    CONFLICT,
    FAILED,
    READ_AND_ACT,
    REFUSED,
    Act,
    Data,
    ScreenState,
    perform,
    put_at_field,
)
from vigil.programme.certificates.attendance import attended, length_in_words, length_of
from vigil.programme.certificates.codes import check_code, code_of
from vigil.programme.certificates.pdf import MEDIA_TYPE, CertificateQueueFull, certificate_of
from vigil.programme.certificates.verbs import offer_certificates
from vigil.programme.events.verbs.events import MANAGE
from vigil.programme.events.words import event_words, words_of_sessions
from vigil.programme.models import Event, EventRegistration
from vigil.programme.registrations.verbs.common import LONGEST_NAME
from vigil.programme.registrations.views.own_page import gone, person_behind
from vigil.programme.time_zones.wall_times import span_of
from vigil.publication.api.responses import site_of
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.models import User
from vigil.trust.requests.verbs import count

A_DAY: Final = 20
"""Certificates a day for one registration: enough to correct what was typed wrongly."""


class NameForm(forms.Form):
    """The name that a certificate shows."""

    name = forms.CharField(
        label=_("Name on the certificate"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
        help_text=_("We write it on the certificate and do not keep it."),
    )


class OfferForm(forms.Form):
    """Whether an event has certificates."""

    offered = forms.BooleanField(
        label=_("Who came can download a certificate of attendance"), required=False
    )


@never_cache
@require_http_methods(READ_AND_ACT)
def certificate(request: HttpRequest, token: str) -> HttpResponse:
    """Let somebody who came type a name and download their certificate."""
    whose = person_behind(token)
    if whose is None:
        return gone(request)
    rows = attended(whose)
    if not rows:
        raise Http404
    form = NameForm(request.POST if request.method == "POST" else None, label_suffix="")
    status = 200
    if form.is_bound:
        status = REFUSED
        if form.is_valid():
            try:
                return _download(request, whose, form.cleaned_data["name"])
            except NotPossible as error:
                put_at_field(form, error)
                status = _status_of(error)
    words = words_of_sessions(row.session for row in rows)
    context = {
        "event": whose.event,
        "rows": [(words[row.session_id].title, span_of(row.session)) for row in rows],
        "length": length_in_words(length_of(rows)),
        "form": form,
        "token": token,
    }
    return render(request, "programme/certificates/certificate.html", context, status=status)


def _status_of(error: NotPossible) -> int:
    if isinstance(error, CertificateQueueFull):
        return FAILED
    return REFUSED if isinstance(error, Unfit) else CONFLICT


def _download(request: HttpRequest, whose: EventRegistration, name: str) -> HttpResponse:
    count(f"certificate {whose.uid}", A_DAY)
    address = site_of(request) + reverse("programme:check_certificate", args=[code_of(whose)])
    content = certificate_of(whose, attended(whose), name, address=address)
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = 'attachment; filename="certificate.pdf"'
    return response


@never_cache
@require_safe
def check_certificate(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether a certificate is valid, for which event and which days, and nothing of whom."""
    found = check_code(code)
    context = {"code": code, "found": found, "title": found and event_words(found.event).title}
    status = 200 if found else 404
    return render(request, "programme/certificates/check.html", context, status=status)


def _offer(event: Event, data: Data, by: User) -> object:
    return offer_certificates(event, data["offered"], by=by)


OFFER: Final = Act[Event](
    form=OfferForm,
    initial=lambda event: {"offered": event.certificates},
    verb=_offer,
    done=_("Saved."),
)


@room_view(MANAGE)
@require_http_methods(READ_AND_ACT)
def certificates(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Choose whether those who came to an event can make certificates."""
    event = get_object_or_404(Event, pk=pk)

    def show(state: ScreenState) -> HttpResponseBase:
        form = state.forms.get("form") or OFFER.blank("form", event, person(request))
        context = {"event": event, "form": form}
        return render(
            request, "programme/certificates/desk/certificates.html", context, status=state.status
        )

    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_programme:certificates", args=[pk])
    return perform(request, event, "form", OFFER, show=show, back=back)
