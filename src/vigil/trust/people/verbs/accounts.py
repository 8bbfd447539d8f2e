"""Create, close and empty the accounts of people. Their roles are in `roles`."""

import secrets
from collections.abc import Callable, Iterable
from typing import Final

from django.apps import apps
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import CommandLine, record, require
from vigil.trust.models import Letter, Role, User
from vigil.trust.outbox.verbs.letters import empty_letter
from vigil.trust.people.role_grants import (
    give_role,
    require_administration,
    require_reason,
    take_role,
)
from vigil.trust.rooms import house
from vigil.trust.rooms.events import Event
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.rooms.points import Point
from vigil.trust.sessions.verbs.sessions import end_sessions

WHY_ACCOUNT_STAYS: Final = Point[Callable[[User], str]]("why an account cannot be closed yet")
"""A function that answers "" where it can."""
ACCOUNT_CLOSES: Final = Event[User, User]("an account is closed")
"""Told with the account, before it is emptied, and with whoever closes it."""
HELD_BY_LIBRARIES = ("account.EmailAddress", "mfa.Authenticator")
"""What else is kept of somebody with an account: an address, second factors."""


@transaction.atomic
def create_person(
    email: str,
    *,
    by: User | CommandLine | None,
    roles: Iterable[Role] = (),
    name: str = "",
    why: str = "",
) -> User:
    """Create a person without a password and grant their roles.

    The decision holds the number of the account alone: decisions stay, the address goes when the
    account is closed. `by` is None only for the installation's own first person. Raises
    NotAllowed, NotPossible (the address is taken, in whatever capitals; no such role).
    """
    if by is not None or User.objects.exists():
        require_administration(by)
    if User.objects.filter(Q(email__iexact=email) | Q(username__iexact=email)).exists():
        raise NotPossible(_("Somebody here has the address %(email)s already.") % {"email": email})
    user = User(username=email, email=email, display_name=name)
    user.set_unusable_password()
    user.save()
    record("create", "person", str(user.pk), by=by, why=why)
    for role in roles:
        give_role(user, role, by=by, why=why)
    return user


@transaction.atomic
def open_account(email: str, *, name: str = "") -> User:
    """Create a person without a password and without any role: they may do nothing here.

    For a verb of another room that lets somebody in as what that room knows them as, and has
    asked who may. The address stands in the account alone, in no decision: it goes with it.
    Raises NotPossible (the address is taken, in whatever capitals).
    """
    if User.objects.filter(Q(email__iexact=email) | Q(username__iexact=email)).exists():
        raise NotPossible(_("Somebody here has the address %(email)s already.") % {"email": email})
    user = User(username=email, email=email, display_name=name[:120])
    user.set_unusable_password()
    user.save()
    record("create", "person", str(user.pk), by=None)
    return user


@transaction.atomic
def close_account(user: User, *, by: User, why: str) -> None:
    """Close a colleague's account for good: revoke every role, then empty it.

    Raises NotAllowed, NotPossible (no reason; their own; closed already; the last administrator;
    a room still has something of theirs that has to end first).
    """
    require(by, "trust.close_account")
    require_reason(why)
    if user.pk == by.pk:
        raise NotPossible(_("You cannot close your own account. Ask another administrator."))
    for _room, reason in house.added(WHY_ACCOUNT_STAYS):
        if said := reason(user):
            raise NotPossible(said)
    empty_account(user, by=by, why=why)


@transaction.atomic
def empty_account(user: User, *, by: User, why: str) -> None:
    """Empty an account for good: nobody can sign in with it or be written to.

    Each role is taken away by a decision of its own. The row stays: it says by its number who
    decided what. The verb that calls this asks who may. Raises NotPossible (closed already; the
    last administrator).
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise NotPossible(_("This account is closed already."))
    house.tell(ACCOUNT_CLOSES, user, by)
    for role in user.grants.order_by("role").values_list("role", flat=True):
        take_role(user, Role(role), by=by, why=why)
    for letter in Letter.objects.filter(to_user=user):
        empty_letter(letter, why=why)
    for label in HELD_BY_LIBRARIES:
        apps.get_model(label).objects.filter(user=user).delete()
    user.one_time_links.all().delete()
    end_sessions(user)
    user.username = user.email = f"closed-{secrets.token_hex(16)}@account.invalid"
    user.display_name, user.is_active, user.last_login = "", False, None
    user.set_unusable_password()
    user.save()
    record("close_account", "person", str(user.pk), by=by, why=why)


def set_password(user: User, password: str) -> None:
    """Set the password of an account. The caller checked that it is its person.

    Raises NotPossible (the account was closed or reset meanwhile, or has another password since).
    """
    before = user.password
    user.set_password(password)
    # Of the row only this column: what was done to the account meanwhile stands.
    rows = User.objects.filter(pk=user.pk, is_active=True, password=before)
    if not rows.update(password=user.password):
        raise NotPossible(_("This account was changed meanwhile. Sign in again."))


LOG: Final = LogWords(
    verbs={
        "close_account": pgettext_lazy("decision", "close the account"),
        "create": pgettext_lazy("decision", "create the account"),
    },
    kinds={
        "person": pgettext_lazy("decision", "account of a person"),
    },
    reasons={
        "first run of this installation": pgettext_lazy(
            "decision", "first run of this installation"
        ),
    },
)
