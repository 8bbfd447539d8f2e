"""Find two accounts of one person, which must not count as two people.

Rules of two people rest on two accounts being two people. What a program can tell is little: that
both signed in with one browser, or have one mailbox. It is shown to administrators, and such a pair
is refused as the two halves of an act.
"""

import hashlib
from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from vigil.trust.access.errors import NeedsSecondPerson, NotPossible
from vigil.trust.models import GUARDED_ROLES, Device, User

SHARED_BROWSER_COUNTS_FOR: Final = timedelta(days=180)
"""How long it counts that two accounts were used in one browser."""


def note_device(user: User, token: str) -> None:
    """Remember that somebody signed in with the browser of this random token."""
    Device.objects.update_or_create(
        user=user, digest=_digest(token), defaults={"last_at": timezone.now()}
    )


def is_known(address: str, token: str) -> bool:
    """Return whether the account of an address was used in the browser of this token."""
    return _used().filter(user__email__iexact=address, digest=_digest(token)).exists()


def seem_one_person(user: User) -> QuerySet[User]:
    """Return other open accounts with a guarded role that seem to be the same person's."""
    shared = _used().filter(digest__in=_used().filter(user=user).values("digest")).values("user")
    others = User.objects.filter(is_active=True, grants__role__in=GUARDED_ROLES)
    same_mailbox = [one.pk for one in others if mailbox(one.email) == mailbox(user.email)]
    found = others.filter(pk__in=shared) | others.filter(pk__in=same_mailbox)
    return found.exclude(pk=user.pk).distinct().order_by("pk")


def require_two_people(one: User | None, other: User) -> None:
    """Raise NeedsSecondPerson where two accounts are, or seem to be, one person's.

    `one` is None where nobody is known to have done the first half.
    """
    if one == other:
        raise NeedsSecondPerson(
            _("You did the first part of this yourself. Another person has to do this.")
        )
    if one is not None and seeming_one(other, [one.pk]):
        raise NeedsSecondPerson(
            _(
                "Your account and that of the first person were used in one browser, or have one "
                "mailbox. Somebody else has to do this."
            )
        )


def count_people(users: Iterable[User]) -> int:
    """Return how many people have these accounts: accounts of one person count once."""
    known: list[User] = []
    for user in users:
        if not seeming_one(user, [other.pk for other in known]):
            known.append(user)
    return len(known)


def require_own_mailbox(user: User) -> None:
    """Raise NotPossible where another account with a guarded role has the same mailbox."""
    others = User.objects.filter(is_active=True, grants__role__in=GUARDED_ROLES)
    if any(mailbox(one.email) == mailbox(user.email) for one in others.exclude(pk=user.pk)):
        raise NotPossible(
            _("Another account with such a role has the same mailbox. One person has one account.")
        )


def seeming_one(user: User, accounts: Collection[int]) -> set[int]:
    """Return which of these accounts are a person's own, or seem to be theirs."""
    theirs = _used().filter(user=user).values("digest")
    shared = set(
        _used().filter(user__in=accounts, digest__in=theirs).values_list("user", flat=True)
    )
    own = mailbox(user.email)
    rows = User.objects.filter(pk__in=accounts).values_list("pk", "email")
    return {pk for pk, email in rows if pk == user.pk or pk in shared or mailbox(email) == own}


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _used() -> QuerySet[Device]:
    """Return the browsers that were used recently enough to count."""
    return Device.objects.filter(last_at__gt=timezone.now() - SHARED_BROWSER_COUNTS_FOR)


def mailbox(address: str) -> str:
    """Return the mailbox of an address: without capitals, and without what follows a plus."""
    local, _at, domain = address.casefold().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
