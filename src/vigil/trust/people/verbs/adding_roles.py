"""Add a role to an account at the desk: roles that decide take a second administrator."""

from collections.abc import Sequence
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.confirmations import verbs as confirmations
from vigil.trust.confirmations.second_person import require_two
from vigil.trust.decisions.verbs import require
from vigil.trust.models import GUARDED_ROLES, Confirmation, Role, User
from vigil.trust.people.duplicate_accounts import require_own_mailbox
from vigil.trust.people.role_grants import give_role, require_limits, require_reason
from vigil.trust.people.role_words import LIMITED, ROLE_MEANS
from vigil.trust.people.second_administrator import other_administrators, takes_second
from vigil.trust.people.verbs.resetting_access import subject_of
from vigil.trust.rooms.log_words import LogWords

ADD: Final = "add_role"
"""The act that takes two people."""
GRANT: Final = "trust.grant_role"


@transaction.atomic
def add_role(
    user: User,
    role: Role,
    *,
    by: User,
    countries: Sequence[str] = (),
    languages: Sequence[str] = (),
    why: str,
) -> Confirmation | None:
    """Add a role to an account, or ask a second administrator to confirm it.

    To their own account administrators add no role alone, whatever the role. Returns what was
    asked for; None where it is done. Raises NotAllowed, Unfit, NotPossible (no reason; their own
    account, and nobody else can confirm; closed; held already; asked for already).
    """
    require(by, GRANT)
    require_reason(why)
    _require_addable(user, role)
    own = user.pk == by.pk
    if own and not other_administrators(by).exists():
        raise NotPossible(
            _(
                "You cannot add a role to your own account alone. Whoever runs the server can: "
                "%(command)s"
            )
            % {"command": f"vigil person {user.email} --role {role}"}
        )
    if (countries or languages) and role not in LIMITED:
        sentence = _("Only coders, adjudicators and editors can be limited. Leave it empty.")
        raise Unfit(sentence, "countries" if countries else "languages")
    require_limits(countries, languages)
    if role in GUARDED_ROLES:
        require_own_mailbox(user)
    if own or takes_second([role], by=by):
        arguments = {"role": role, "countries": [*countries], "languages": [*languages]}
        return confirmations.ask(ADD, subject_of(user), by=by, why=why, arguments=arguments)
    give_role(user, role, by=by, countries=countries, languages=languages, why=why)
    return None


@transaction.atomic
def add_confirmed(user: User, asked: Confirmation, *, by: User) -> None:
    """Add the role that two administrators agreed on.

    Raises NotAllowed, NeedsSecondPerson, NotPossible (closed; held already; it is their own).
    """
    require(by, GRANT)
    require_two(ADD, subject_of(user))
    role = Role(asked.arguments["role"])
    if user.pk == by.pk:
        raise NotPossible(
            _("You cannot add a role to your own account. Ask another administrator.")
        )
    _require_addable(user, role)
    limits = {name: asked.arguments[name] for name in ("countries", "languages")}
    give_role(user, role, by=by, why=asked.why, **limits)


def _require_addable(user: User, role: Role) -> None:
    if not user.is_active:
        raise NotPossible(_("This account is closed already."))
    if role not in ROLE_MEANS:
        raise Unfit(_("There is no role called “%(role)s”.") % {"role": role}, "role")
    if user.grants.filter(role=role).exists():
        raise Unfit(_("This person has this role already."), "role")


LOG: Final = LogWords(verbs={ADD: pgettext_lazy("decision", "add a role")})
