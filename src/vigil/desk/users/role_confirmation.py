"""Adding a role that decides to a colleague's account, which takes two administrators."""

from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from vigil.desk.screens.labels import country_name, language_name
from vigil.language.punctuation import in_a_row
from vigil.trust.models import Confirmation, Role, User
from vigil.trust.people.verbs.adding_roles import ADD, add_confirmed
from vigil.trust.rooms.acts_of_two import ActOfTwo


def _account(asked: Confirmation) -> User:
    return User.objects.get(pk=asked.subject_key)


def _seen(asked: Confirmation) -> Any:
    """Return the address and roles of the account, which the second person must see unchanged."""
    account = _account(asked)
    roles = account.grants.order_by("role").values_list("role", flat=True)
    return [account.email, account.is_active, list(roles)]


def _describe(asked: Confirmation) -> str:
    told = asked.arguments
    limits = [*map(country_name, told["countries"]), *map(language_name, told["languages"])]
    said = {"who": _account(asked), "role": Role(told["role"]).label}
    if limits:
        return _("Add the role %(role)s to %(who)s, for %(limits)s.") % {
            **said,
            "limits": in_a_row(limits),
        }
    return _("Add the role %(role)s to %(who)s.") % said


ADDING: Final = ActOfTwo(
    verb=ADD,
    kind="person",
    permission="trust.grant_role",
    carry_out=lambda asked, by: add_confirmed(_account(asked), asked, by=by),
    describe=_describe,
    seen=_seen,
    link=lambda asked: reverse("desk:account", args=[asked.subject_key]),
)
