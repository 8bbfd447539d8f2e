"""Accounts of people, their roles, and the first sign-in."""

import hashlib
import re
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Final

from django.apps import apps
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.reading.codebook.country_codes import COUNTRIES
from vigil.trust.access.errors import NotPossible
from vigil.trust.access.rules import forget_roles
from vigil.trust.decisions.verbs import CommandLine, record, require
from vigil.trust.models import GUARDED_ROLES, Letter, OneTimeLink, Role, RoleGrant, User
from vigil.trust.outbox.verbs.letters import empty_letter
from vigil.trust.people.duplicate_accounts import require_own_mailbox
from vigil.trust.rooms import house
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.rooms.points import Point
from vigil.trust.sessions.verbs import end_sessions, require_let_in

WHY_ACCOUNT_STAYS: Final = Point[Callable[[User], str]]("why an account cannot be closed yet")
"""A function that answers "" where it can."""
LANGUAGE = re.compile(r"[a-z]{2,3}")
LINK_LIFETIME = timedelta(hours=12)
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
        _require_administration(by)
    if User.objects.filter(Q(email__iexact=email) | Q(username__iexact=email)).exists():
        raise NotPossible(_("Somebody here has the address %(email)s already.") % {"email": email})
    user = User(username=email, email=email, display_name=name)
    user.set_unusable_password()
    user.save()
    record("create", "person", str(user.pk), by=by, why=why)
    for role in roles:
        _grant(user, role, by=by, why=why)
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
    """Close a colleague's account for good: take every role away, then empty it.

    Raises NotAllowed, NotPossible (no reason; their own; closed already; the last administrator;
    a room still has something of theirs that has to end first).
    """
    require(by, "trust.close_account")
    _require_reason(why)
    if user.pk == by.pk:
        raise NotPossible(_("You cannot close your own account. Ask another administrator."))
    for _room, reason in house.added(WHY_ACCOUNT_STAYS):
        if said := reason(user):
            raise NotPossible(said)
    empty_account(user, by=by, why=why)


@transaction.atomic
def empty_account(user: User, *, by: User, why: str) -> None:
    """Empty the account of somebody who leaves, for good: nobody signs in or is written to by it.

    Each role is taken away by a decision of its own. The row stays: it says by its number who
    decided what. The verb that calls this asks who may. Raises NotPossible (closed already; the
    last administrator).
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise NotPossible(_("This account is closed already."))
    for role in user.grants.order_by("role").values_list("role", flat=True):
        _revoke(user, Role(role), by=by, why=why)
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


@transaction.atomic
def grant_role(
    user: User,
    role: Role,
    *,
    by: User | CommandLine,
    countries: Sequence[str] = (),
    languages: Sequence[str] = (),
    why: str = "",
) -> RoleGrant:
    """Give `user` a role, limited to countries (alpha-3) or languages if given.

    Granting it again replaces the limits. Raises NotAllowed, NotPossible (no such role or
    country: a limit misspelt would reach nowhere, and nobody would see why).
    """
    _require_administration(by)
    return _grant(user, role, by=by, countries=countries, languages=languages, why=why)


@transaction.atomic
def limit_role(
    user: User,
    role: Role,
    *,
    by: User,
    countries: Sequence[str] = (),
    languages: Sequence[str] = (),
    why: str,
) -> RoleGrant:
    """Change the countries (alpha-3) and languages a role is limited to; none take a limit away.

    Raises NotAllowed, NotPossible (no reason; the role is not held; no such country or language;
    these are the limits already; their own, and wider).
    """
    require(by, "trust.grant_role")
    _require_reason(why)
    _require_limits(countries, languages)
    grant = RoleGrant.objects.select_for_update().filter(user=user, role=role).first()
    if grant is None:
        raise _not_held(user, role)
    before = _limits(grant)
    grant.countries, grant.languages = list(countries), list(languages)
    if _limits(grant) == before:
        raise NotPossible(_("These are the limits already."))
    if user.pk == by.pk and _is_wider(before, _limits(grant)):
        raise NotPossible(_("You cannot widen your own limits. Ask another administrator."))
    grant.save(update_fields=["countries", "languages"])
    after = {"role": role, **_limits(grant)}
    record("limit_role", "person", str(user.pk), by=by, before=before, after=after, why=why)
    return grant


@transaction.atomic
def revoke_role(
    user: User,
    role: Role,
    *,
    by: User | CommandLine,
    why: str,
    gives_up_access: bool = False,
) -> None:
    """Take a role away. It holds from the person's next request on.

    Administrators who take their own role say with `gives_up_access` that they know what they
    lose. Raises NotAllowed, NotPossible (no reason; that was not said; the role is not held; the
    last administrator who has signed in, after whom nobody could grant a role).
    """
    _require_administration(by)
    _require_reason(why)
    if role == Role.ADMINISTRATOR and user == by and not gives_up_access:
        raise NotPossible(_("Confirm that you lose access to this page."))
    _revoke(user, role, by=by, why=why)


def _require_administration(by: User | CommandLine | None) -> None:
    if not isinstance(by, CommandLine):
        require(by, "trust.grant_role")


def _revoke(user: User, role: Role, *, by: User | CommandLine, why: str) -> None:
    if role == Role.ADMINISTRATOR:
        _require_another_administrator(user)
    grant = RoleGrant.objects.select_for_update().filter(user=user, role=role).first()
    if grant is None:
        raise _not_held(user, role)
    before = {"role": role, **_limits(grant)}
    grant.delete()
    forget_roles(user)
    record("revoke_role", "person", str(user.pk), by=by, before=before, why=why)


def _limits(grant: RoleGrant) -> dict[str, list[str]]:
    return {"countries": list(grant.countries), "languages": list(grant.languages)}


def _is_wider(before: Mapping[str, list[str]], after: Mapping[str, list[str]]) -> bool:
    """Return whether limits reach further than those before; none of a kind reach everything."""
    return any(
        had and not (set(after[kind]) and set(after[kind]) <= set(had))
        for kind, had in before.items()
    )


def _not_held(user: User, role: Role) -> NotPossible:
    return NotPossible(
        _("%(user)s does not hold the role %(role)s.") % {"user": user, "role": role}
    )


def _require_reason(why: str) -> None:
    if not why.strip():
        raise NotPossible(_("Give a reason. It stays in the log."))


def _grant(
    user: User,
    role: Role,
    *,
    by: User | CommandLine | None,
    countries: Sequence[str] = (),
    languages: Sequence[str] = (),
    why: str = "",
) -> RoleGrant:
    if role not in Role.values:
        raise NotPossible(_("There is no role called “%(role)s”.") % {"role": role})
    _require_limits(countries, languages)
    if role in GUARDED_ROLES:
        require_own_mailbox(user)
    grant, _new = RoleGrant.objects.update_or_create(
        user=user,
        role=role,
        defaults={"countries": list(countries), "languages": list(languages)},
    )
    after = {"role": role, "countries": list(countries), "languages": list(languages)}
    record("grant_role", "person", str(user.pk), by=by, after=after, why=why)
    forget_roles(user)
    return grant


def _require_limits(countries: Sequence[str], languages: Sequence[str]) -> None:
    unknown = sorted(set(countries) - COUNTRIES)
    if unknown:
        raise NotPossible(
            _("No country of ISO 3166-1 alpha-3: %(codes)s.") % {"codes": ", ".join(unknown)}
        )
    odd = sorted(tag for tag in languages if not LANGUAGE.fullmatch(tag))
    if odd:
        raise NotPossible(
            _("No primary language tag such as es or pt: %(tags)s.") % {"tags": ", ".join(odd)}
        )


def _require_another_administrator(user: User) -> None:
    """Refuse to let go the last administrator who has signed in.

    An account whose owner never came does not count: its address may be mistyped.
    """
    # Locked, so that two administrators cannot take the role from each other at once.
    grants = RoleGrant.objects.select_for_update().filter(role=Role.ADMINISTRATOR)
    people = [grant.user for grant in grants.select_related("user")]
    active = {one.pk for one in people if one.is_active}
    came = {one.pk for one in people if one.is_active and one.last_login}
    mine = {user.pk}
    last = not (came - mine) if came & mine else not (active - mine)
    if last and user.pk in {one.pk for one in people}:
        raise NotPossible(
            _("This is the last administrator who has signed in. Let another one sign in first.")
        )


@transaction.atomic
def use_grace(user: User) -> bool:
    """Let somebody work once without the second factor that their role needs; say whether it is so.

    The second time the answer is no: nothing opens but the page that sets one up.
    """
    rows = User.objects.filter(pk=user.pk, grace_used_at=None)
    if not rows.update(grace_used_at=timezone.now()):
        return False
    record("use_grace", "person", str(user.pk), by=user)
    return True


def set_password(user: User, password: str) -> None:
    """Set the password of an account, for its person, who showed who they are.

    Raises NotPossible (the account was closed or reset meanwhile, or has another password since).
    """
    before = user.password
    user.set_password(password)
    # Of the row only this column: what was done to the account meanwhile stands.
    rows = User.objects.filter(pk=user.pk, is_active=True, password=before)
    if not rows.update(password=user.password):
        raise NotPossible(_("This account was changed meanwhile. Sign in again."))


def make_one_time_link(user: User) -> str:
    """Return the token of a sign-in link for `user` that works once, within twelve hours."""
    token = secrets.token_urlsafe(32)
    OneTimeLink.objects.create(
        user=user, digest=_digest(token), expires_at=timezone.now() + LINK_LIFETIME
    )
    return token


@transaction.atomic
def redeem_one_time_link(token: str) -> User:
    """Return the user whom this token signs in, and spend it.

    Raises NotPossible if it is unknown, spent or expired (one answer for all three), or a lockdown
    keeps its person out; then the link can still be used afterwards.
    """
    now = timezone.now()
    link = (
        OneTimeLink.objects.select_related("user")
        .filter(digest=_digest(token), expires_at__gt=now, user__is_active=True)
        .first()
    )
    if link is not None:
        require_let_in(link.user)
    # No join in this statement: PostgreSQL then looks at `used_at` again once it has the row,
    # so that of several who come at once one spends the link. With a join it would not.
    if link is None or not OneTimeLink.objects.filter(pk=link.pk, used_at=None).update(used_at=now):
        raise NotPossible(_("This sign-in link is not valid any more."))
    user = link.user
    record("redeem_one_time_link", "person", str(user.pk), by=user)
    return user


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


LOG: Final = LogWords(
    verbs={
        "close_account": pgettext_lazy("decision", "close the account"),
        "create": pgettext_lazy("decision", "create the account"),
        "grant_role": pgettext_lazy("decision", "grant a role"),
        "limit_role": pgettext_lazy("decision", "change the limits of a role"),
        "redeem_one_time_link": pgettext_lazy("decision", "sign in by link"),
        "revoke_role": pgettext_lazy("decision", "take a role away"),
        "use_grace": pgettext_lazy("decision", "sign in once without a second factor"),
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
