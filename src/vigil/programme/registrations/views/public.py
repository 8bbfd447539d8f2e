"""Public pages to register for a session, and the page behind the link in a letter.

A page whose address contains a token sends no referrer. Browsers then send its forms without an
origin, which are refused, so its forms are on a page of their own.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from vigil.programme.events.queries import public as queries
from vigil.programme.models import Registration, Session, Stream
from vigil.programme.registrations import links
from vigil.programme.registrations.forms import RegisterForm
from vigil.programme.registrations.verbs.host_codes import NoSuchCode
from vigil.programme.registrations.verbs.registering import register as register_for
from vigil.programme.registrations.verbs.registering import why_closed, withdraw
from vigil.programme.registrations.views.entry_pass import (
    give_pass,
    take_pass_back,
    without_referrer,
)
from vigil.programme.streams import admission
from vigil.programme.streams.display import status_of_stream
from vigil.programme.time_zones import wall_times
from vigil.programme.time_zones.reader_zone import ReaderZone
from vigil.trust.access.errors import NotPossible
from vigil.trust.organisation.queries import organisation
from vigil.trust.public_forms.network_address import network_address
from vigil.trust.requests.verbs import TooManyLetters

REFUSED, GONE, MANY, CONFLICT = 422, 410, 429, 409


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, slug: str, session: str) -> HttpResponse:
    """Show the form, or take a registration in. The answer is the same for every address."""
    event = queries.event_by_slug(slug)
    wanted = queries.session_of(event, session)
    if wanted.registering == Session.Registering.NONE:
        raise Http404
    reader = ReaderZone.of(request.GET, event.audience_zone or wanted.zone)
    form = RegisterForm(wanted, reader, request.POST if request.method == "POST" else None)
    if closed := why_closed(wanted):
        return _form(request, wanted, form, CONFLICT if request.method == "POST" else 200, closed)
    if request.method != "POST":
        return _form(request, wanted, form)
    if not form.is_valid():
        return _form(request, wanted, form, REFUSED)
    said = {**form.cleaned_data}
    if not said.pop("website"):
        try:
            register_for(
                wanted,
                said.pop("address"),
                language=get_language() or "",
                network=network_address(request),
                **said,
            )
        except TooManyLetters as error:
            form.add_error(None, str(error))
            return _form(request, wanted, form, MANY)
        except NotPossible as error:
            form.add_error("code" if isinstance(error, NoSuchCode) else None, str(error))
            return _form(request, wanted, form, REFUSED)
    return redirect("programme:registered", slug, session)


@never_cache
@require_safe
def registered(request: HttpRequest, slug: str, session: str) -> HttpResponse:
    """Show that a letter is on its way, and leave no cookie behind."""
    wanted = queries.session_of(queries.event_by_slug(slug), session)
    by_code = wanted.registering == Session.Registering.CODES
    response = render(
        request, "programme/registrations/letter_sent.html", {"session": wanted, "coded": by_code}
    )
    response.delete_cookie(settings.CSRF_COOKIE_NAME, samesite="Lax")
    return response


@without_referrer
@require_safe
def registration(request: HttpRequest, token: str) -> HttpResponse:
    """Show somebody their registration, and set the entry pass for the stream."""
    found = _behind(token)
    if found is None:
        return _gone(request)
    session = found.session
    stream = Stream.objects.filter(session=session).first()
    now = timezone.now()
    context = {
        "registration": found,
        "session": session,
        "token": token,
        "here": wall_times.span_of(session),
        "theirs": _theirs(found),
        "cancelled": queries.is_cancelled(session),
        "over": queries.is_over(session, now),
        "stream": status_of_stream(stream, session, found.zone) if stream else None,
        "answer": admission.decide_admission(found, session, stream, now) if stream else None,
        "kept_until": links.expires_at(session),
    }
    response = render(request, "programme/registrations/registration.html", context)
    give_pass(response, found)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_registration(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether somebody wants to be forgotten, or forget them."""
    found = _behind(token)
    if found is None:
        return _gone(request)
    if request.method != "POST":
        context = {"session": found.session, "token": token}
        return render(request, "programme/registrations/withdraw.html", context)
    withdraw(found)
    response = redirect("programme:forgotten")
    take_pass_back(response, found.session)
    return response


@never_cache
@require_safe
def forgotten(request: HttpRequest) -> HttpResponse:
    """Show what was removed, and leave no cookie behind."""
    response = render(request, "programme/registrations/withdrawn.html")
    response.delete_cookie(settings.CSRF_COOKIE_NAME, samesite="Lax")
    return response


def _behind(token: str) -> Registration | None:
    """Return what a link leads to, as long as it works."""
    found = links.registration_by(token)
    if found is None or timezone.now() >= links.expires_at(found.session):
        return None
    return found


def _gone(request: HttpRequest) -> HttpResponse:
    """Give one answer for a link that expired, one that was withdrawn, and one that never was."""
    return render(request, "programme/registrations/gone.html", status=GONE)


def _theirs(registration: Registration) -> wall_times.Span | None:
    zone, session = registration.zone, registration.session
    return wall_times.span_of(session, zone) if zone and zone != session.zone else None


def _form(
    request: HttpRequest, session: Session, form: RegisterForm, status: int = 200, closed: str = ""
) -> HttpResponse:
    context = {
        "session": session,
        "event": session.event,
        "form": form,
        "closed": closed,
        "when": wall_times.span_of(session),
        "kept_until": links.expires_at(session),
        "contact": organisation().contact,
    }
    return render(request, "programme/registrations/register.html", context, status=status)
