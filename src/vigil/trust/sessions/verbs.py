"""Sessions: which somebody has, ending one or all of them, and the lockdown of everybody."""

import hashlib
import re
from typing import Final

from django.apps import apps
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.trust.access.errors import NeedsSecondPerson, NotPossible
from vigil.trust.decisions.verbs import COMMAND_LINE, CommandLine, record, require
from vigil.trust.models import Lockdown, OpenSession, User
from vigil.trust.people.duplicate_accounts import require_two_people
from vigil.trust.rooms.log_words import LogWords

KEPT_LENGTH: Final = 40
"""Hex digits under which a session is kept: as many as Django's column holds, more than a key."""
LOCK_DOWN_PERMISSION: Final = "trust.lock_down"
LOCKDOWN: Final = "lockdown"
"""The kind under which the log keeps lockdowns."""
_BROWSERS: Final = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"),
                    ("Safari", "Safari"))  # fmt: skip
_SYSTEMS: Final = (("Android", "Android"), ("iPhone|iPad", "iOS"), ("Windows", "Windows"),
                   ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip


def kept_as(session_key: str) -> str:
    """Return under what the session of a key is kept: the key is in the browser alone.

    A key cannot be tried, having 165 bits, so a quick digest is enough.
    """
    return hashlib.sha256(f"session {session_key}".encode()).hexdigest()[:KEPT_LENGTH]


def begin_session(user: User, session_key: str, *, agent: str = "") -> bool:
    """Keep that somebody signed in; say whether it is in a lockdown.

    The session stands in the database before this asks, so that a lockdown that begins meanwhile
    ends it. In a lockdown administrators alone sign in, to lift it. Raises NotPossible.
    """
    locked = is_locked_down()
    if locked:
        require_let_in(user)
    kept = kept_as(session_key)
    OpenSession.objects.create(user=user, session_key=kept, browser=browser_of(agent))
    return locked


def require_let_in(user: User) -> None:
    """Raise NotPossible while a lockdown keeps this person out."""
    if is_locked_down() and not user.has_perm(LOCK_DOWN_PERMISSION):
        raise NotPossible(_("Nobody can sign in now. Ask an administrator when it is possible."))


def browser_of(agent: str) -> str:
    """Name a browser by its family and system: "Firefox, Linux"."""
    found = (_first(agent, names) for names in (_BROWSERS, _SYSTEMS))
    return ", ".join(filter(None, found))


def sessions_of(user: User) -> list[OpenSession]:
    """Return the sessions of somebody that are open, the newest first."""
    return list(OpenSession.objects.filter(user=user, session_key__in=_alive()))


def forget_ended_sessions(user: User) -> None:
    """Keep no more of the sessions of somebody that ran out."""
    OpenSession.objects.filter(user=user).exclude(session_key__in=_alive()).delete()


@transaction.atomic
def forget_expired() -> int:
    """Delete every session that ran out, of strangers too; return how many."""
    n, _by_model = Session.objects.filter(expire_date__lte=timezone.now()).delete()
    OpenSession.objects.exclude(session_key__in=_alive()).delete()
    return n


@transaction.atomic
def end_session(user: User, pk: int, *, by: User) -> None:
    """End one session of one's own; an administrator one of anybody.

    Raises NotAllowed, NotPossible (it has ended).
    """
    _require_own(user, by)
    if not _end_sessions_of_keys(OpenSession.objects.filter(user=user, pk=pk)):
        raise NotPossible(_("This session has ended already."))
    record("end_session", "person", str(user.pk), by=by)


@transaction.atomic
def end_all_sessions(user: User, *, by: User, but: str = "") -> int:
    """End the sessions of somebody, `but` the one of that key; return how many.

    One's own; an administrator those of anybody. Raises NotAllowed.
    """
    _require_own(user, by)
    rows = OpenSession.objects.filter(user=user).exclude(session_key=kept_as(but))
    n = _end_sessions_of_keys(rows)
    record("end_all_sessions", "person", str(user.pk), by=by, after={"sessions": n})
    return n


def forget_session(session_key: str) -> None:
    """List a session no more whose person signed out."""
    OpenSession.objects.filter(session_key=kept_as(session_key)).delete()


def follow_session(kept: str, session_key: str) -> bool:
    """Keep up with a session that was `kept` under one key and got another: a new password.

    Say whether it was still open: one that was ended meanwhile must not go on under a new key.
    """
    rows = OpenSession.objects.filter(session_key=kept)
    return bool(rows.update(session_key=kept_as(session_key)))


def end_sessions_of_older_versions() -> None:
    """End what older versions kept under the key itself: with the database anybody had that."""
    for rows in (Session.objects.all(), OpenSession.objects.all()):
        rows.alias(length=Length("session_key")).filter(length__lt=KEPT_LENGTH).delete()


def end_sessions(user: User) -> int:
    """End every session of a person, for a verb that asked who may; return how many."""
    return _end_sessions_of_keys(OpenSession.objects.filter(user=user))


def shut_out() -> QuerySet[User]:
    """Return those who are not signed in and who nothing but a new link would let in.

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


# Lockdown


def is_locked_down() -> bool:
    """Return whether nobody may be signed in now."""
    return Lockdown.objects.filter(in_force=True).exists()


def lockdown_in_force() -> Lockdown | None:
    """Return the lockdown that is in force, with who asked to lift it; None without one."""
    return Lockdown.objects.filter(in_force=True).select_related("lift_asked_by").first()


@transaction.atomic
def begin_lockdown(*, by: User | CommandLine, why: str) -> Lockdown:
    """End every session, of whoever calls this too, and let nobody sign in until it is lifted.

    What the public does without signing in goes on: reading, and writing to us. Raises NotAllowed,
    NotPossible (no reason; it is in force).
    """
    if isinstance(by, User):
        require(by, LOCK_DOWN_PERMISSION)
    _require_reason(why)
    try:
        with transaction.atomic():
            row = Lockdown.objects.create(began_by=by if isinstance(by, User) else None)
    except IntegrityError:
        raise NotPossible(_("The lockdown is in force already.")) from None
    _record("begin_lockdown", row, by, why)
    _end_everybody()
    # Whoever signed in while this was not yet seen by others has a session by now.
    transaction.on_commit(_end_everybody)
    return row


@transaction.atomic
def lift_lockdown(*, by: User, why: str) -> bool:
    """Ask to lift the lockdown, or lift it where another administrator asked; say whether it is.

    Raises NotAllowed, NeedsSecondPerson, NotPossible (no reason; none is in force).
    """
    require(by, LOCK_DOWN_PERMISSION)
    _require_reason(why)
    row = _in_force()
    asker = row.lift_asked_by
    if asker is not None and asker.pk == by.pk:
        raise NeedsSecondPerson(_("You asked for this: another administrator has to lift it."))
    if asker is not None and asker.has_perm(LOCK_DOWN_PERMISSION):
        require_two_people(asker, by)
    else:
        row.lift_asked_by = by
        row.save(update_fields=["lift_asked_by"])
        _record("ask_to_lift_lockdown", row, by, why)
        return False
    _lift(row, by, why)
    return True


@transaction.atomic
def lift_on_host(*, why: str) -> None:
    """Lift the lockdown on the command line of the host. Raises NotPossible."""
    _require_reason(why)
    _lift(_in_force(), COMMAND_LINE, why)


def _in_force() -> Lockdown:
    rows = Lockdown.objects.select_for_update(of=("self",)).select_related("lift_asked_by")
    row = rows.filter(in_force=True).first()
    if row is None:
        raise NotPossible(_("No lockdown is in force."))
    return row


def _lift(row: Lockdown, by: User | CommandLine, why: str) -> None:
    row.in_force, row.ended_at = False, timezone.now()
    row.save(update_fields=["in_force", "ended_at"])
    _record("lift_lockdown", row, by, why)


def _record(verb: str, row: Lockdown, by: User | CommandLine, why: str) -> None:
    record(verb, LOCKDOWN, str(row.pk), by=by, why=why)


def _require_reason(why: str) -> None:
    if not why.strip():
        raise NotPossible(_("Give a reason. It stays in the log."))


def _require_own(user: User, by: User) -> None:
    if user.pk != by.pk:
        require(by, "trust.end_sessions")


def _alive() -> QuerySet[Session, str]:
    """Return the keys of the sessions that have not run out."""
    rows = Session.objects.filter(expire_date__gt=timezone.now())
    return rows.values_list("session_key", flat=True)


def _end_sessions_of_keys(rows: QuerySet[OpenSession]) -> int:
    # Locked, so that none gets another key meanwhile.
    keys = list(rows.select_for_update().values_list("session_key", flat=True))
    n, _by_model = Session.objects.filter(session_key__in=keys).delete()
    OpenSession.objects.filter(session_key__in=keys).delete()
    return n


def _end_everybody() -> None:
    Session.objects.all().delete()
    OpenSession.objects.all().delete()


def _first(agent: str, names: tuple[tuple[str, str], ...]) -> str:
    return next((name for pattern, name in names if re.search(pattern, agent)), "")


LOG: Final = LogWords(
    verbs={
        "ask_to_lift_lockdown": pgettext_lazy("decision", "ask to lift the lockdown"),
        "begin_lockdown": pgettext_lazy("decision", "begin a lockdown"),
        "end_all_sessions": pgettext_lazy("decision", "sign somebody out everywhere"),
        "end_session": pgettext_lazy("decision", "sign out of one session"),
        "lift_lockdown": pgettext_lazy("decision", "lift the lockdown"),
    },
    kinds={
        "lockdown": pgettext_lazy("decision", "lockdown"),
    },
)
