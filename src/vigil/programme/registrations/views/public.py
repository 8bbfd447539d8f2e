"""Public pages to register for sessions of an event. What is behind the link is in `own_page`."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from vigil.programme.events.models.event import Letters
from vigil.programme.events.queries import public as queries
from vigil.programme.models import Event, Session
from vigil.programme.registrations import links
from vigil.programme.registrations.delivery import why_no_link
from vigil.programme.registrations.display import sessions_to_register
from vigil.programme.registrations.forms import RegisterForm
from vigil.programme.registrations.verbs.common import why_closed
from vigil.programme.registrations.verbs.host_codes import NoSuchCode
from vigil.programme.registrations.verbs.registering import register as register_for
from vigil.programme.time_zones import wall_times
from vigil.programme.time_zones.reader_zone import ReaderZone
from vigil.trust.access.errors import NotPossible
from vigil.trust.organisation.queries import organisation
from vigil.trust.public_forms.network_address import network_address
from vigil.trust.requests.verbs import TooManyLetters

REFUSED, MANY, CONFLICT = 422, 429, 409


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, slug: str, session: str = "") -> HttpResponse:
    """Show the form, or register somebody. The answer is the same for every address.

    The form offers the open sessions of the event. The one in the address is chosen already.
    """
    event = queries.event_by_slug(slug)
    wanted = queries.session_of(event, session) if session else None
    if wanted is not None and wanted.registering == Session.Registering.NONE:
        raise Http404
    offered = sessions_to_register(event)
    if closed := (why_closed(wanted) if wanted else _why_nothing_is_open(event, offered)):
        return _closed(request, event, wanted, closed)
    if closed := why_no_link():
        return _closed(request, event, wanted, closed)
    reader = ReaderZone.of(request.GET, event.audience_zone or event.zone)
    sent = request.POST if request.method == "POST" else None
    form = RegisterForm(offered, reader, sent, chosen=[wanted] if wanted else [])
    page = _Page(request, event, wanted, form)
    if sent is None:
        return page.shown()
    if not form.is_valid():
        return page.shown(REFUSED)
    said = {**form.cleaned_data}
    if not said.pop("website"):
        try:
            register_for(
                said.pop("sessions"),
                said.pop("address"),
                language=said.pop("language") or get_language() or "",
                plain_letters=said.pop("letters") == Letters.PLAIN,
                network=network_address(request),
                **said,
            )
        except TooManyLetters as error:
            form.add_error(None, str(error))
            return page.shown(MANY)
        except NoSuchCode as error:
            form.refuse_code(error.session, str(error))
            return page.shown(REFUSED)
        except NotPossible as error:
            form.add_error(None, str(error))
            return page.shown(REFUSED)
    if wanted is not None:
        return redirect("programme:registered", slug, session)
    return redirect("programme:registered_for_event", slug)


@never_cache
@require_safe
def registered(request: HttpRequest, slug: str, session: str = "") -> HttpResponse:
    """Show that a letter is on its way, and leave no cookie behind."""
    event = queries.event_by_slug(slug)
    wanted = queries.session_of(event, session) if session else None
    asked = [wanted] if wanted else sessions_to_register(event)
    coded = any(one.registering == Session.Registering.CODES for one in asked)
    context = {**_frame(event, wanted), "coded": coded}
    response = render(request, "programme/registrations/letter_sent.html", context)
    response.delete_cookie(settings.CSRF_COOKIE_NAME, samesite="Lax")
    return response


class _Page:
    """The page of the form, as it was sent."""

    def __init__(
        self, request: HttpRequest, event: Event, wanted: Session | None, form: RegisterForm
    ) -> None:
        self.request, self.event, self.wanted, self.form = request, event, wanted, form

    def shown(self, status: int = 200) -> HttpResponse:
        """Return the page."""
        choices = self.form.choices()
        alone = choices[0] if self.form.alone else None
        wanted = alone.session if alone else self.wanted
        context = {
            **_frame(self.event, wanted),
            **_kept(self.form.offered),
            "form": self.form,
            "alone": alone,
            "when": wall_times.span_of(alone.session) if alone else None,
            "first": [one for one in choices if one.session == wanted],
            "others": [one for one in choices if one.session != wanted],
            "by_hand": any(one.by == Session.Registering.APPROVAL for one in choices),
        }
        return render(self.request, "programme/registrations/register.html", context, status=status)


def _why_nothing_is_open(event: Event, offered: Sequence[Session]) -> str:
    """Return why no session of an event can be registered for; empty if one can.

    Raises Http404 where no session of it ever took registrations.
    """
    if offered:
        return ""
    if not queries.sessions_with_registration(event).exists():
        raise Http404
    return _("The sessions of this event that one could register for are over or cancelled.")


def _closed(
    request: HttpRequest, event: Event, session: Session | None, closed: str
) -> HttpResponse:
    context = {
        **_frame(event, session),
        "closed": closed,
        "when": wall_times.span_of(session) if session else None,
    }
    status = CONFLICT if request.method == "POST" else 200
    return render(request, "programme/registrations/register.html", context, status=status)


def _kept(sessions: Sequence[Session]) -> dict[str, Any]:
    return {
        "kept_until": max(map(links.expires_at, sessions)),
        "contact": organisation().contact,
    }


def _frame(event: Event, session: Session | None) -> dict[str, Any]:
    """Return what the frame of a page needs: that of a session, or of its event."""
    frame = "_session_base" if session else "_event_base"
    return {"frame": f"programme/events/{frame}.html", "event": event, "session": session}
