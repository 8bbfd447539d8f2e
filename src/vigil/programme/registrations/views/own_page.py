"""The page behind the link in a letter: what somebody registered for, changing and withdrawing.

A page whose address contains a token sends no referrer. Browsers then send its forms without an
origin, which are refused, so its forms are on pages of their own.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from vigil.charts.qr_code import qr_code
from vigil.programme.certificates.attendance import attended
from vigil.programme.events.queries import public as queries
from vigil.programme.events.words import Wording, words_of_sessions
from vigil.programme.mailings.queries import messages_to
from vigil.programme.models import EventRegistration, Registration, Stream
from vigil.programme.registrations import links
from vigil.programme.registrations.display import sessions_to_register
from vigil.programme.registrations.forms import ChangeForm
from vigil.programme.registrations.letters import in_order
from vigil.programme.registrations.verbs.changing import add_to_registration, change_wishes
from vigil.programme.registrations.verbs.common import COMING
from vigil.programme.registrations.verbs.host_codes import NoSuchCode
from vigil.programme.registrations.verbs.withdrawing import withdraw, withdraw_person
from vigil.programme.registrations.views.entry_pass import (
    give_pass,
    take_pass_back,
    without_referrer,
)
from vigil.programme.streams import admission
from vigil.programme.streams.display import StreamStatus, status_of_stream
from vigil.programme.time_zones import wall_times
from vigil.programme.time_zones.wall_times import Span
from vigil.publication.api.responses import site_of
from vigil.trust.access.errors import NotPossible

GONE, REFUSED = 410, 422


@dataclass(frozen=True)
class SessionOfPerson:
    """A session for which somebody registered, as their own page shows it."""

    registration: Registration
    title: Wording
    here: Span
    theirs: Span | None
    cancelled: bool
    over: bool
    can_withdraw: bool
    stream: StreamStatus | None = None
    answer: admission.AdmissionAnswer | None = None

    @property
    def admits(self) -> bool:
        """Whether the door lets them in, at its time."""
        confirmed = self.registration.state == Registration.State.CONFIRMED
        return confirmed and not self.cancelled and not self.over


@without_referrer
@require_safe
def registration(request: HttpRequest, token: str) -> HttpResponse:
    """Show somebody their registration, and set the entry pass for the streams."""
    person = person_behind(token)
    if person is None:
        return gone(request)
    now = timezone.now()
    rows = _all_shown(person, now)
    context = {
        **_frame(person, rows),
        "person": person,
        "rows": rows,
        "alone": rows[0] if len(rows) == 1 else None,
        "token": token,
        "changes": any(not one.over for one in rows) or bool(_to_add(person)),
        "has_pass": any(one.admits for one in rows),
        "has_certificate": bool(attended(person)),
        "kept_until": links.link_expires_at(person),
        "host_messages": messages_to(person, [one.registration for one in rows]),
    }
    response = render(request, "programme/registrations/registration.html", context)
    give_pass(response, person)
    return response


@without_referrer
@require_safe
def pass_for_the_door(request: HttpRequest, token: str) -> HttpResponse:
    """Show the pass for the door: a code for the host's telephone, and what it is for."""
    person = person_behind(token)
    if person is None:
        return gone(request)
    now = timezone.now()
    at_the_door = reverse("desk_programme:door_pass", args=[links.door_code(person)])
    context = {
        "event": person.event,
        "person": person,
        "rows": [row for row in _all_shown(person, now) if row.admits],
        "code": qr_code(site_of(request) + at_the_door),
        "token": token,
    }
    return render(request, "programme/registrations/pass.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change_registration(request: HttpRequest, token: str) -> HttpResponse:
    """Add sessions, or change the language, the zone and what somebody needs."""
    person = person_behind(token)
    if person is None:
        return gone(request)
    sent = request.POST if request.method == "POST" else None
    form = ChangeForm(person, _to_add(person), sent)
    if sent is not None and form.is_valid() and _changed(person, form):
        return redirect("programme:registration", token)
    context = {
        "form": form,
        "choices": form.choices(),
        "event": person.event,
        "token": token,
        "person": person,
    }
    status = 200 if sent is None else REFUSED
    return render(request, "programme/registrations/change.html", context, status=status)


def _changed(person: EventRegistration, form: ChangeForm) -> bool:
    """Change a registration as the form says; where that is not possible, the form says why."""
    said = form.cleaned_data
    try:
        change_wishes(
            person,
            language=said["language"] or person.language,
            zone=said["zone"],
            needs=said["needs"],
            forget_needs=said["forget_needs"],
        )
        add_to_registration(person, said["sessions"], said["codes"])
    except NoSuchCode as error:
        form.refuse_code(error.session, str(error))
        return False
    except NotPossible as error:
        form.add_error(None, str(error))
        return False
    return True


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_registration(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether somebody withdraws from one session (`session`) or from all, or do it."""
    person = person_behind(token)
    if person is None:
        return gone(request)
    sent = request.POST if request.method == "POST" else request.GET
    rows = list(in_order(person))
    named = [one for one in rows if str(one.session_id) == sent.get("session")]
    one = named[0] if named and len(rows) > 1 else None
    if request.method != "POST":
        context = {"event": person.event, "rows": rows, "one": one, "token": token}
        return render(request, "programme/registrations/withdraw.html", context)
    if "session" in sent and not named:
        return redirect("programme:registration", token)  # withdrawn before
    if one is not None:
        withdraw(one)
        return redirect("programme:registration", token)
    withdraw_person(person)
    response = redirect("programme:forgotten")
    take_pass_back(response, person)
    return response


@never_cache
@require_safe
def forgotten(request: HttpRequest) -> HttpResponse:
    """Show what was removed, and leave no cookie behind."""
    response = render(request, "programme/registrations/withdrawn.html")
    response.delete_cookie(settings.CSRF_COOKIE_NAME, samesite="Lax")
    return response


def person_behind(token: str) -> EventRegistration | None:
    """Return what a link leads to, as long as it works."""
    found = links.registration_by(token)
    if found is None or timezone.now() >= links.link_expires_at(found):
        return None
    return found


def gone(request: HttpRequest) -> HttpResponse:
    """Give one answer for a link that expired, one that was withdrawn, and one that never was."""
    return render(request, "programme/registrations/gone.html", status=GONE)


def _all_shown(person: EventRegistration, now: datetime) -> list[SessionOfPerson]:
    """Return what somebody registered for. Four queries: many open this page at the same time."""
    rows = list(in_order(person))
    sessions = [row.session for row in rows]
    found = Stream.objects.filter(session__in=sessions).prefetch_related("addresses")
    streams = {one.session_id: one for one in found}
    words = words_of_sessions(sessions)
    return [
        _shown(row, now, words[row.session_id].title, streams.get(row.session_id)) for row in rows
    ]


def _shown(
    row: Registration, now: datetime, title: Wording, stream: Stream | None
) -> SessionOfPerson:
    session, zone = row.session, row.zone
    return SessionOfPerson(
        row,
        title=title,
        here=wall_times.span_of(session),
        theirs=wall_times.span_of(session, zone) if zone and zone != session.zone else None,
        cancelled=queries.is_cancelled(session),
        over=queries.is_over(session, now),
        can_withdraw=row.state in COMING and not queries.is_over(session, now),
        stream=status_of_stream(stream, session, zone) if stream else None,
        answer=admission.decide_admission(row, session, stream, now) if stream else None,
    )


def _to_add(person: EventRegistration) -> list[Any]:
    """Return the sessions of the event for which somebody can still register."""
    there = set(in_order(person).values_list("session_id", flat=True))
    return [one for one in sessions_to_register(person.event) if one.pk not in there]


def _frame(person: EventRegistration, rows: list[SessionOfPerson]) -> dict[str, Any]:
    """Return what the frame of the page needs: that of a session, or of its event."""
    session = rows[0].registration.session if len(rows) == 1 else None
    frame = "_session_base" if session else "_event_base"
    return {"frame": f"programme/events/{frame}.html", "event": person.event, "session": session}
