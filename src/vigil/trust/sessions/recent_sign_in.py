"""Require that people prove who they are just before certain acts.

A screen that was left open, or a stolen session, changes no role, opens no original and pays
nothing. What was sent is kept, and done once they gave their password or second factor.
"""

import json
import time
from datetime import timedelta
from typing import Any, Final

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from vigil.trust.models import User

RECENT_FOR: Final = timedelta(minutes=15)
"""How long who signed in, or proved who they are, is not asked again."""
SIGNED_IN: Final = "signed_in_at"
"""The key of a session under which stands when it began."""


def require_recent(request: HttpRequest) -> None:
    """Ask the person to prove who they are, unless they did so within `RECENT_FOR`.

    Raises ReauthenticationRequired, which leads to the page that asks, and back to the act; and
    ImmediateHttpResponse, which leads whoever has neither a password nor a second factor to set
    one up.
    """
    assert isinstance(request.user, User)
    records = get_authentication_records(request, request.user)
    proven = [record["at"] for record in records if record.get("reauthenticated")]
    latest = max([request.session.get(SIGNED_IN, 0), *proven])
    if time.time() - latest > RECENT_FOR.total_seconds():
        if not get_adapter().get_reauthentication_methods(request.user):
            messages.warning(request, _("Set up a second factor to do this."))
            raise ImmediateHttpResponse(redirect("mfa_index"))
        raise ReauthenticationRequired


def is_kept(request: HttpRequest, address: str) -> bool:
    """Return whether a form that was sent to this address is kept, and done after the proof."""
    kept = request.session.get(STATE_SESSION_KEY, {}).get("request")
    return bool(kept) and json.loads(kept)["path"] == address


def note_sign_in(sender: object, request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """Record in the session when its person signed in."""
    request.session[SIGNED_IN] = time.time()
