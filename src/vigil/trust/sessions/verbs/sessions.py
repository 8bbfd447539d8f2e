"""Record, list and end the sessions of people. The lockdown is in `lockdown`."""

import hashlib
import re
import time
from typing import Final

from django.apps import apps
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import OpenSession, SharedValue, User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.sessions.verbs.lockdown import (
    is_locked_down,
    require_let_in,
)

KEPT_LENGTH: Final = 40
"""Hex digits under which a session is kept: as many as Django's column holds, more than a key."""
_BROWSERS: Final = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"),
                    ("Safari", "Safari"))  # fmt: skip
_SYSTEMS: Final = (("Android", "Android"), ("iPhone|iPad", "iOS"), ("Windows", "Windows"),
                   ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip


def kept_as(session_key: str) -> str:
    """Return the digest under which a session is stored. Only the browser has the key.

    A key cannot be tried, having 165 bits, so a quick digest is enough.
    """
    return hashlib.sha256(f"session {session_key}".encode()).hexdigest()[:KEPT_LENGTH]


def begin_session(user: User, session_key: str, *, agent: str = "") -> bool:
    """Record that somebody signed in; return whether a lockdown is in force.

    The session stands in the database before this asks, so that a lockdown that begins meanwhile
    ends it. In a lockdown administrators alone sign in, to lift it. Raises NotPossible.
    """
    locked = is_locked_down()
    if locked:
        require_let_in(user)
    kept = kept_as(session_key)
    OpenSession.objects.create(user=user, session_key=kept, browser=browser_of(agent))
    return locked


def browser_of(agent: str) -> str:
    """Return a browser's family and system: "Firefox, Linux"."""
    found = (_first(agent, names) for names in (_BROWSERS, _SYSTEMS))
    return ", ".join(filter(None, found))


def sessions_of(user: User) -> list[OpenSession]:
    """Return the open sessions of somebody, the newest first."""
    return list(OpenSession.objects.filter(user=user, session_key__in=_alive()))


def forget_ended_sessions(user: User) -> None:
    """Delete the records of somebody's expired sessions."""
    OpenSession.objects.filter(user=user).exclude(session_key__in=_alive()).delete()


@transaction.atomic
def forget_expired() -> int:
    """Delete every expired session, of strangers too, and counts of tries; return how many."""
    n, _by_model = Session.objects.filter(expire_date__lte=timezone.now()).delete()
    OpenSession.objects.exclude(session_key__in=_alive()).delete()
    SharedValue.objects.filter(ends__lte=time.time()).delete()
    return n


@transaction.atomic
def end_session(user: User, pk: int, *, by: User) -> None:
    """End one session: one's own, or as an administrator anybody's.

    Raises NotAllowed, NotPossible (it has ended).
    """
    _require_own(user, by)
    if not _end_sessions_of_keys(OpenSession.objects.filter(user=user, pk=pk)):
        raise NotPossible(_("This session has ended already."))
    record("end_session", "person", str(user.pk), by=by)


@transaction.atomic
def end_all_sessions(user: User, *, by: User, but: str = "") -> int:
    """End the sessions of somebody, except (`but`) the one of that key; return how many.

    One's own; an administrator those of anybody. Raises NotAllowed.
    """
    _require_own(user, by)
    rows = OpenSession.objects.filter(user=user).exclude(session_key=kept_as(but))
    n = _end_sessions_of_keys(rows)
    record("end_all_sessions", "person", str(user.pk), by=by, after={"sessions": n})
    return n


def forget_session(session_key: str) -> None:
    """Delete the record of a session whose person signed out."""
    OpenSession.objects.filter(session_key=kept_as(session_key)).delete()


def follow_session(kept: str, session_key: str) -> bool:
    """Follow a session that was stored under `kept` and got another key: a new password.

    Say whether it was still open: one that was ended meanwhile must not go on under a new key.
    """
    rows = OpenSession.objects.filter(session_key=kept)
    return bool(rows.update(session_key=kept_as(session_key)))


def end_sessions_of_older_versions() -> None:
    """End sessions that older versions stored under the key itself, which is not safe."""
    for rows in (Session.objects.all(), OpenSession.objects.all()):
        rows.alias(length=Length("session_key")).filter(length__lt=KEPT_LENGTH).delete()


def end_sessions(user: User) -> int:
    """End every session of a person, for a verb that checked who may; return how many."""
    return _end_sessions_of_keys(OpenSession.objects.filter(user=user))


def shut_out() -> QuerySet[User]:
    """Return people who are signed out and can only come back by a new sign-in link.

    They have neither password nor passkey, as after a reset; or no second factor, and used up the
    sign-in that was to set one up.
    """
    factors = apps.get_model("mfa.Authenticator").objects
    lacks_password = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    lacks_passkey = ~Q(pk__in=factors.filter(type="webauthn").values("user"))
    lacks_factor = ~Q(pk__in=factors.filter(type__in=("totp", "webauthn")).values("user"))
    used_up = Q(grace_used_at__isnull=False)
    rows = User.objects.filter((lacks_password & lacks_passkey) | (used_up & lacks_factor))
    return rows.exclude(pk__in=OpenSession.objects.values("user"))


def _require_own(user: User, by: User) -> None:
    if user.pk != by.pk:
        require(by, "trust.end_sessions")


def _alive() -> QuerySet[Session, str]:
    """Return the keys of the sessions that have not expired."""
    rows = Session.objects.filter(expire_date__gt=timezone.now())
    return rows.values_list("session_key", flat=True)


def _end_sessions_of_keys(rows: QuerySet[OpenSession]) -> int:
    # Locked, so that none gets another key meanwhile.
    keys = list(rows.select_for_update().values_list("session_key", flat=True))
    n, _by_model = Session.objects.filter(session_key__in=keys).delete()
    OpenSession.objects.filter(session_key__in=keys).delete()
    return n


def _first(agent: str, names: tuple[tuple[str, str], ...]) -> str:
    return next((name for pattern, name in names if re.search(pattern, agent)), "")


LOG: Final = LogWords(
    verbs={
        "end_all_sessions": pgettext_lazy("decision", "sign somebody out everywhere"),
        "end_session": pgettext_lazy("decision", "sign out of one session"),
    },
)
