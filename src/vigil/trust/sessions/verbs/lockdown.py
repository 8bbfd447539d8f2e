"""Sign everybody out, and let nobody sign in until two administrators lift it."""

from typing import Final

from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.trust.access.errors import NeedsSecondPerson, NotPossible
from vigil.trust.decisions.verbs import COMMAND_LINE, CommandLine, record, require
from vigil.trust.models import Lockdown, OpenSession, User
from vigil.trust.people.duplicate_accounts import require_two_people
from vigil.trust.rooms.log_words import LogWords

LOCK_DOWN_PERMISSION: Final = "trust.lock_down"
LOCKDOWN: Final = "lockdown"
"""The kind under which the log keeps lockdowns."""


def require_let_in(user: User) -> None:
    """Raise NotPossible while a lockdown keeps this person out."""
    if is_locked_down() and not user.has_perm(LOCK_DOWN_PERMISSION):
        raise NotPossible(_("Nobody can sign in now. Ask an administrator when it is possible."))


def is_locked_down() -> bool:
    """Return whether a lockdown is in force."""
    return Lockdown.objects.filter(in_force=True).exists()


def lockdown_in_force() -> Lockdown | None:
    """Return the lockdown in force, with who asked to lift it; None without one."""
    return Lockdown.objects.filter(in_force=True).select_related("lift_asked_by").first()


@transaction.atomic
def begin_lockdown(*, by: User | CommandLine, why: str) -> Lockdown:
    """Sign everybody out, the caller too, and let nobody sign in until it is lifted.

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
    """Ask to lift the lockdown, or lift it after another administrator asked; return which.

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
    """Lift the lockdown from the command line of the host. Raises NotPossible."""
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


def _end_everybody() -> None:
    Session.objects.all().delete()
    OpenSession.objects.all().delete()


LOG: Final = LogWords(
    verbs={
        "ask_to_lift_lockdown": pgettext_lazy("decision", "ask to lift the lockdown"),
        "begin_lockdown": pgettext_lazy("decision", "begin a lockdown"),
        "lift_lockdown": pgettext_lazy("decision", "lift the lockdown"),
    },
    kinds={
        "lockdown": pgettext_lazy("decision", "lockdown"),
    },
)
