"""Whom an administrator may invite."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.utils.translation import gettext as _

from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.verbs import CommandLine
from vigil.trust.models import GUARDED_ROLES, Invitation, Role, User
from vigil.trust.people.duplicate_accounts import mailbox, require_own_mailbox
from vigil.trust.people.role_grants import require_limits
from vigil.trust.people.role_words import LIMITED, ROLE_MEANS

LONGEST_NAME: Final = 120
LONGEST_NOTE: Final = 500


@dataclass(frozen=True)
class Invitee:
    """Whom to invite, and as what."""

    email: str
    name: str = ""
    language: str = "en"
    roles: Sequence[Role] = ()
    countries: Sequence[str] = ()
    """To which countries the roles are limited that have such limits; none: to all."""
    languages: Sequence[str] = ()
    """The same for the languages of reports."""
    note: str = ""

    @property
    def grants(self) -> list[dict[str, Any]]:
        """Return the roles with their limits, as an invitation keeps them."""
        return [
            {
                "role": str(role),
                "countries": sorted(self.countries) if role in LIMITED else [],
                "languages": sorted(self.languages) if role in LIMITED else [],
            }
            for role in dict.fromkeys(self.roles)
        ]


def require_fit(invitee: Invitee, *, by: User | CommandLine) -> None:
    """Raise Unfit, with the field, where somebody cannot be invited like this."""
    _require_address(invitee, by)
    if len(invitee.name) > LONGEST_NAME:
        raise Unfit(_("Use at most %(n)d characters.") % {"n": LONGEST_NAME}, "name")
    if len(invitee.note) > LONGEST_NOTE:
        raise Unfit(_("Use at most %(n)d characters.") % {"n": LONGEST_NOTE}, "note")
    if invitee.language not in dict(settings.LANGUAGES):
        raise Unfit(_("We do not write letters in this language."), "language")
    if not invitee.roles:
        raise Unfit(_("Choose at least one role."), "roles")
    for role in invitee.roles:
        if role not in ROLE_MEANS:
            raise Unfit(_("Nobody is invited to the role “%(role)s”.") % {"role": role}, "roles")
    if (invitee.countries or invitee.languages) and not LIMITED & {*invitee.roles}:
        field = "countries" if invitee.countries else "languages"
        raise Unfit(
            _("Only coders, adjudicators and editors can be limited. Leave it empty."), field
        )
    try:
        require_limits(invitee.countries, ())
    except NotPossible as error:
        raise Unfit(str(error), "countries") from error
    try:
        require_limits((), invitee.languages)
    except NotPossible as error:
        raise Unfit(str(error), "languages") from error


def _require_address(invitee: Invitee, by: User | CommandLine) -> None:
    """Raise Unfit where nobody can be invited to this address. Only administrators learn why."""
    email = invitee.email
    try:
        validate_email(email)
    except ValidationError as error:
        sentence = _("This is not an email address. Check it for typing errors.")
        raise Unfit(sentence, "email") from error
    if isinstance(by, User) and mailbox(by.email) == mailbox(email):
        raise Unfit(_("This is your own mailbox. You cannot invite yourself."), "email")
    if has_account(email):
        raise Unfit(
            _("Somebody with this address has an account already. Change their roles there."),
            "email",
        )
    open_now = Invitation.objects.filter(accepted_at=None, taken_back_at=None)
    if open_now.filter(email__iexact=email).exists():
        raise Unfit(
            _("This address has an open invitation. Send it again, or withdraw it first."), "email"
        )
    if is_guarded_invitation(invitee.grants):
        try:
            require_own_mailbox(User(email=email))
        except NotPossible as error:
            raise Unfit(str(error), "email") from error


def has_account(email: str) -> bool:
    """Return whether an address belongs to an account."""
    return User.objects.filter(Q(email__iexact=email) | Q(username__iexact=email)).exists()


def is_guarded_invitation(grants: Iterable[Mapping[str, Any]]) -> bool:
    """Return whether an invitation brings a role that decides, discloses, pays or administers."""
    return any(grant["role"] in GUARDED_ROLES for grant in grants)


def still_counts(invitation: Invitation) -> bool:
    """Return whether whoever invited may still do so: else their invitations are void."""
    by = invitation.made_by
    return by is None or by.has_perm("trust.grant_role")
