"""The address to which a telephone at the door sends its taps, until it hears an answer."""

import json
from datetime import datetime, timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import READ_AND_ACT, REFUSED
from vigil.programme.check_in.display import count_words
from vigil.programme.check_in.outcomes import Outcome, TapAnswer
from vigil.programme.check_in.queries import door_clocks, door_counts
from vigil.programme.check_in.verbs.tapping import SEE, Kind, Tap, take_tap
from vigil.programme.check_in.verbs.walk_ins import count_walk_in
from vigil.programme.events.queries.desk import session_or_404
from vigil.programme.models import Session
from vigil.programme.registrations.links import registration_by_door_code
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import User

MOST: Final = 50
"""Taps that are sent at once."""
LONGEST_AGO: Final = timedelta(days=2)


@room_view(SEE)
@require_http_methods(READ_AND_ACT)
def taps(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take taps, each by itself, and say who is checked in now.

    `taps` is JSON: of each tap its nonce, what it is (check_in, undo, walk_in), the number or the
    code of a pass, and for how many milliseconds it waited (`ago`): so the clock of a telephone
    may be wrong.
    """
    session, by = session_or_404(pk), person(request)
    answers: list[dict[str, Any]] = []
    if request.method == "POST":
        try:
            sent = json.loads(request.POST.get("taps", ""))
        except ValueError:
            sent = None
        if not isinstance(sent, list) or not all(isinstance(one, dict) for one in sent):
            return JsonResponse(
                {"detail": _("This page is too old. Load it again.")}, status=REFUSED
            )
        now = timezone.now()
        answers = [_answer(session, one, now, by) for one in sent[:MOST]]
    counts = door_counts(session)
    checked_in, in_stream = door_clocks(session)
    return JsonResponse(
        {
            "answers": answers,
            "checked_in": checked_in,
            "in_stream": in_stream,
            "counts": count_words(counts),
            "full": counts.is_full,
        }
    )


def _answer(session: Session, sent: dict[str, Any], now: datetime, by: User) -> dict[str, Any]:
    nonce = str(sent.get("nonce", ""))
    try:
        return {"nonce": nonce, **_taken(session, sent, now, by)}
    except NotAllowed:
        raise
    except NotPossible as error:
        return {"nonce": nonce, "taken": False, "sentence": str(error)}


def _taken(session: Session, sent: dict[str, Any], now: datetime, by: User) -> dict[str, Any]:
    at = now - _ago(sent.get("ago"))
    nonce, kind = str(sent.get("nonce", "")), str(sent.get("kind", ""))
    if kind == "walk_in":
        # Whoever tapped saw how many were here; while the line is down nobody can be asked again.
        tap = Tap(nonce, at, Kind.CHECK_IN)
        made = count_walk_in(session, tap, by=by, beyond=bool(sent.get("beyond")))
        return {"taken": True, "walk_in": made.pk, "sentence": _("One walk-in counted.")}
    if kind not in Kind.values:
        raise NotPossible(_("Say what to do."))
    number = _number(sent)
    if number is None:
        answer = TapAnswer(Outcome.UNKNOWN, 0, session)
        return {"taken": False, "outcome": answer.outcome, "sentence": answer.reason}
    answer = take_tap(session, number, Tap(nonce, at, Kind(kind)), by=by)
    return {
        "taken": answer.taken,
        "outcome": answer.outcome,
        "number": number,
        "clock": answer.clock,
        "sentence": answer.sentence,
    }


def _number(sent: dict[str, Any]) -> int | None:
    code, number = sent.get("code"), sent.get("number")
    if isinstance(code, str):
        found = registration_by_door_code(code)
        return found.pk if found else None
    return number if isinstance(number, int) and 0 < number < 10**9 else None


def _ago(sent: object) -> timedelta:
    """Return how long a tap waited; nothing where that is no sensible length."""
    if not isinstance(sent, int | float) or not 0 <= sent <= LONGEST_AGO.total_seconds() * 1000:
        return timedelta()
    return timedelta(milliseconds=sent)
