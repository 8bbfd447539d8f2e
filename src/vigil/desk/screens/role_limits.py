"""Sentences on the limits of a person's roles: which cases they may only read."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from vigil.casefile.access.reach import CODERS, grants_outside, in_reach
from vigil.casefile.models import Case
from vigil.desk.screens.labels import country_name, language_name
from vigil.language.punctuation import in_a_row
from vigil.trust.access.rules import grants_of, roles_of
from vigil.trust.models import RoleGrant, User


def own_limits(user: User) -> str:
    """Return the countries and languages to which a user's work on cases is limited."""
    return _sentence(grants_of(user, *CODERS))


def limits_outside(user: User, case: Case) -> str:
    """Return the user's limits if none of their coding roles covers this case, else ""."""
    if not roles_of(user) & {str(role) for role in CODERS} or in_reach(*CODERS).test(user, case):
        return ""
    return own_limits(user)


def refusal(user: User, item: object) -> str:
    """Return the limits that exclude a case from the roles of a user, or ""."""
    grants = grants_outside(user, item) if isinstance(item, Case) else []
    return _sentence(grants) if grants else ""


def _sentence(grants: Iterable[RoleGrant]) -> str:
    held = list(grants)
    names = [country_name(code) for grant in held for code in grant.countries]
    names += [language_name(tag) for grant in held for tag in grant.languages]
    return _("Outside your limits (%(limits)s).") % {"limits": in_a_row(dict.fromkeys(names))}
