"""Give and take roles, for verbs that asked who may."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from vigil.reading.codebook.country_codes import COUNTRIES
from vigil.trust.access.errors import NotPossible
from vigil.trust.access.rules import forget_grants
from vigil.trust.decisions.verbs import CommandLine, record, require
from vigil.trust.models import GUARDED_ROLES, Role, RoleGrant, User
from vigil.trust.people.duplicate_accounts import require_own_mailbox

LANGUAGE = re.compile(r"[a-z]{2,3}")


def require_administration(by: User | CommandLine | None) -> None:
    """Raise NotAllowed unless an administrator, or the command line, changes a role."""
    if not isinstance(by, CommandLine):
        require(by, "trust.grant_role")


def take_role(user: User, role: Role, *, by: User | CommandLine, why: str) -> None:
    """Take a role away. Raises NotPossible (not held; the last administrator)."""
    if role == Role.ADMINISTRATOR:
        _require_another_administrator(user)
    grant = RoleGrant.objects.select_for_update().filter(user=user, role=role).first()
    if grant is None:
        raise not_held(user, role)
    before = {"role": role, **limits_of(grant)}
    grant.delete()
    forget_grants(user)
    record("revoke_role", "person", str(user.pk), by=by, before=before, why=why)


def limits_of(grant: RoleGrant) -> dict[str, list[str]]:
    """Return the countries and languages to which a role is limited."""
    return {"countries": list(grant.countries), "languages": list(grant.languages)}


def not_held(user: User, role: Role) -> NotPossible:
    """Return the refusal that somebody does not hold a role."""
    return NotPossible(
        _("%(user)s does not hold the role %(role)s.") % {"user": user, "role": role}
    )


def require_reason(why: str) -> None:
    """Raise NotPossible where no reason is given."""
    if not why.strip():
        raise NotPossible(_("Give a reason. It stays in the log."))


def give_role(
    user: User,
    role: Role,
    *,
    by: User | CommandLine | None,
    countries: Sequence[str] = (),
    languages: Sequence[str] = (),
    why: str = "",
) -> RoleGrant:
    """Give a role, or replace its limits. Raises NotPossible (no such role or limit)."""
    if role not in Role.values:
        raise NotPossible(_("There is no role called “%(role)s”.") % {"role": role})
    require_limits(countries, languages)
    if role in GUARDED_ROLES:
        require_own_mailbox(user)
    grant, _new = RoleGrant.objects.update_or_create(
        user=user,
        role=role,
        defaults={"countries": list(countries), "languages": list(languages)},
    )
    after = {"role": role, "countries": list(countries), "languages": list(languages)}
    record("grant_role", "person", str(user.pk), by=by, after=after, why=why)
    forget_grants(user)
    return grant


def require_limits(countries: Sequence[str], languages: Sequence[str]) -> None:
    """Raise NotPossible where a country or language is unknown."""
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
