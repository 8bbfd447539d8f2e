"""Grant, limit and revoke the roles of people."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.trust.access.errors import NotPossible
from vigil.trust.access.rules import forget_grants
from vigil.trust.decisions.verbs import CommandLine, record, require
from vigil.trust.models import Role, RoleGrant, User
from vigil.trust.people.role_grants import (
    give_role,
    limits_of,
    not_held,
    require_administration,
    require_limits,
    require_reason,
    take_role,
)
from vigil.trust.rooms.log_words import LogWords


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
    """Give `user` a role, limited to countries (alpha-3) or languages if any are given.

    Granting it again replaces the limits. Raises NotAllowed, NotPossible (no such role or
    country: a limit misspelt would reach nowhere, and nobody would see why).
    """
    require_administration(by)
    return give_role(user, role, by=by, countries=countries, languages=languages, why=why)


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
    """Change the countries (alpha-3) and languages that limit a role; none removes a limit.

    Raises NotAllowed, NotPossible (no reason; the role is not held; no such country or language;
    these are the limits already; their own, and wider).
    """
    require(by, "trust.grant_role")
    require_reason(why)
    require_limits(countries, languages)
    grant = RoleGrant.objects.select_for_update().filter(user=user, role=role).first()
    if grant is None:
        raise not_held(user, role)
    before = limits_of(grant)
    grant.countries, grant.languages = list(countries), list(languages)
    if limits_of(grant) == before:
        raise NotPossible(_("These are the limits already."))
    if user.pk == by.pk and _is_wider(before, limits_of(grant)):
        raise NotPossible(_("You cannot widen your own limits. Ask another administrator."))
    grant.save(update_fields=["countries", "languages"])
    after = {"role": role, **limits_of(grant)}
    record("limit_role", "person", str(user.pk), by=by, before=before, after=after, why=why)
    forget_grants(user)
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
    """Take a role away. It counts from the person's next request on.

    Administrators who take their own role say with `gives_up_access` that they know what they
    lose. Raises NotAllowed, NotPossible (no reason; that was not said; the role is not held; the
    last administrator who has signed in, after whom nobody could grant a role).
    """
    require_administration(by)
    require_reason(why)
    if role == Role.ADMINISTRATOR and user == by and not gives_up_access:
        raise NotPossible(_("Confirm that you lose access to this page."))
    take_role(user, role, by=by, why=why)


def _is_wider(before: Mapping[str, list[str]], after: Mapping[str, list[str]]) -> bool:
    """Return whether limits reach further than those before; an empty limit reaches everything."""
    return any(
        had and not (set(after[kind]) and set(after[kind]) <= set(had))
        for kind, had in before.items()
    )


LOG: Final = LogWords(
    verbs={
        "grant_role": pgettext_lazy("decision", "grant a role"),
        "limit_role": pgettext_lazy("decision", "change the limits of a role"),
        "revoke_role": pgettext_lazy("decision", "take a role away"),
    },
)
