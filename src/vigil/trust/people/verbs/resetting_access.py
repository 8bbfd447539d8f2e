"""Reset the access of somebody who lost their password or second factor.

Nobody sets another's password. The old way in ends, and a link that works once goes to the address
of the person, sealed. Where the account holds a role that decides, discloses, pays or administers,
two administrators do it, and everybody who holds one of those roles is told.
"""

from collections.abc import Iterable
from typing import Final

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.trust.access.errors import NotPossible
from vigil.trust.access.rules import is_guarded
from vigil.trust.confirmations import verbs as confirmations
from vigil.trust.confirmations.second_person import require_two
from vigil.trust.decisions.subjects import Subject
from vigil.trust.decisions.verbs import COMMAND_LINE, record, require
from vigil.trust.models import GUARDED_ROLES, Letter, Role, User
from vigil.trust.outbox.site_address import site_address
from vigil.trust.outbox.verbs.letters import ACCOUNT, is_captured, write_letter
from vigil.trust.people.verbs.accounts import create_person
from vigil.trust.people.verbs.sign_in_links import make_one_time_link
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.sessions.verbs.sessions import end_sessions

RESET: Final = "reset_access"
"""The verb, and the act that takes two people."""
SECOND: Final = {"second": "command_line"}
"""What the log says of a reset on the host: whoever runs the machine was the second person."""
LETTER: Final = "reset"
"""The kind of letters that tell colleagues of it, and of a second factor that was set up."""


def subject_of(user: User) -> Subject:
    """Return the subject of decisions about an account."""
    return Subject("person", str(user.pk))


@transaction.atomic
def begin_reset(user: User, *, by: User, why: str) -> bool:
    """Reset an account, or ask a second administrator where it takes two.

    Returns whether it is done. Raises NotAllowed, NotPossible (as `reset_access`; somebody asked
    for it already).
    """
    require(by, "trust.reset_access")
    _require_open(user, why)
    if is_guarded(user):
        confirmations.ask(RESET, subject_of(user), by=by, why=why)
        return False
    reset_access(user, by=by, why=why)
    return True


@transaction.atomic
def reset_access(user: User, *, by: User, why: str) -> None:
    """End all access to an account, and write its person a link that works once.

    Raises NotAllowed, NeedsSecondPerson (a role of theirs takes two people, and nobody confirmed),
    NotPossible (no reason; closed; no mail server is set up, so that no link would reach them; the
    address of the site is unknown).
    """
    require(by, "trust.reset_access")
    _require_open(user, why)
    if is_captured():
        raise NotPossible(
            _(
                "No mail server is set up, so no link would reach this person. Reset the account "
                "on the host: vigil person ADDRESS --reset --why REASON"
            )
        )
    if is_guarded(user):
        require_two(RESET, subject_of(user))
    site = site_address()
    _end_ways_in(user)
    record(RESET, *subject_of(user), by=by, why=why)
    write_letter(
        user,
        Letter.Subject.ACCOUNT,
        _(
            "Hello,\n\nyour way in was reset. This link lets you in once, within twelve hours:\n\n"
            "%(link)s\n\nThen set a new password and a second factor."
        )
        % {"link": site + settings.VIGIL_LINK_PATH % make_one_time_link(user)},
        kind=ACCOUNT,
        by=by,
        decides=False,
    )
    tell_colleagues(user)


@transaction.atomic
def reset_on_host(user: User, *, why: str) -> str:
    """End all access to an account from the host's command line; return a link's token.

    Whoever runs the host is the second person, and the log says so. Raises NotPossible.
    """
    _require_open(user, why)
    _end_ways_in(user)
    record(RESET, *subject_of(user), by=COMMAND_LINE, after=SECOND, why=why)
    tell_colleagues(user)
    return make_one_time_link(user)


@transaction.atomic
def link_on_host(user: User) -> str:
    """Return the token of a sign-in link requested on the host. A decision records it.

    It replaces a password, and no second factor. Colleagues are told as of a reset.
    """
    record("make_link", *subject_of(user), by=COMMAND_LINE)
    tell_colleagues(user)
    return make_one_time_link(user)


@transaction.atomic
def open_on_host(email: str, *, roles: Iterable[Role] = (), name: str = "") -> str:
    """Create an account from the host's command line; return a sign-in link's token.

    Whoever holds one of its roles is told: a second account of one person does not stay unseen.
    Raises NotPossible (the address is taken; no such role).
    """
    user = create_person(email, by=COMMAND_LINE, roles=roles, name=name)
    tell_colleagues(user, themself=False)
    return make_one_time_link(user)


def tell_colleagues(user: User, *, themself: bool = True) -> None:
    """Write to everybody who shares a guarded role with this account.

    To its own person as well, unless not `themself`.
    """
    roles = sorted(set(user.grants.values_list("role", flat=True)) & GUARDED_ROLES)
    if not roles:
        return
    told = User.objects.filter(grants__role__in=roles, is_active=True).distinct()
    if not themself:
        told = told.exclude(pk=user.pk)
    labels = "\n".join(str(Role(role).label) for role in roles)
    body = _(
        "Hello,\n\nsomebody was given a new way in to an account that holds a role of yours:\n\n"
        "%(roles)s\n\nIf you did not expect this, ask an administrator. The log says whose account "
        "it is, and who did it."
    ) % {"roles": labels}
    for colleague in told:
        write_letter(colleague, Letter.Subject.MESSAGE, body, kind=LETTER, by=None, decides=False)


@transaction.atomic
def note_factor(user: User) -> None:
    """Record that somebody set up a second factor, and write to them.

    Where a role of theirs decides, discloses, pays or administers, administrators are told too.
    """
    record("add_second_factor", *subject_of(user), by=user)
    mine = _(
        "Hello,\n\na second factor was set up for your account. If it was not you, tell an "
        "administrator at once: somebody else may be signed in as you."
    )
    write_letter(user, Letter.Subject.MESSAGE, mine, kind=LETTER, by=None, decides=False)
    if not is_guarded(user):
        return
    body = _(
        "Hello,\n\na second factor was set up for an account that decides, discloses, pays or "
        "administers. The log says whose account it is. Ask that person whether it was they."
    )
    administrators = User.objects.filter(grants__role=Role.ADMINISTRATOR, is_active=True)
    for one in administrators.exclude(pk=user.pk):
        write_letter(one, Letter.Subject.MESSAGE, body, kind=LETTER, by=None, decides=False)


def _require_open(user: User, why: str) -> None:
    if not why.strip():
        raise NotPossible(_("Give a reason. It stays in the log."))
    if not user.is_active:
        raise NotPossible(_("This account is closed already."))


def _end_ways_in(user: User) -> None:
    """Remove password, second factors, links, sessions, and the one sign-in without a factor."""
    apps.get_model("mfa.Authenticator").objects.filter(user=user).delete()
    user.one_time_links.all().delete()
    end_sessions(user)
    user.set_unusable_password()
    user.grace_used_at = timezone.now()
    user.save(update_fields=["password", "grace_used_at"])


LOG: Final = LogWords(
    verbs={
        "add_second_factor": pgettext_lazy("decision", "set up a second factor"),
        "make_link": pgettext_lazy("decision", "make a sign-in link"),
        "reset_access": pgettext_lazy("decision", "reset the sign-in of an account"),
    },
    parts={
        "second": pgettext_lazy("decision", "second person"),
    },
)
