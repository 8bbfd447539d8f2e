"""Resetting a colleague's sign-in, which takes two administrators."""

from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from vigil.trust.models import Confirmation, User
from vigil.trust.people.verbs.resetting_access import RESET, reset_access
from vigil.trust.rooms.acts_of_two import ActOfTwo


def _account(asked: Confirmation) -> User:
    return User.objects.get(pk=asked.subject_key)


def _seen(asked: Confirmation) -> Any:
    """Return the address and roles of the account, which the second person must see unchanged."""
    account = _account(asked)
    roles = account.grants.order_by("role").values_list("role", flat=True)
    return [account.email, account.is_active, list(roles)]


RESETTING: Final = ActOfTwo(
    verb=RESET,
    kind="person",
    permission="trust.reset_access",
    carry_out=lambda asked, by: reset_access(_account(asked), by=by, why=asked.why),
    describe=lambda asked: _("Reset the sign-in of %(who)s.") % {"who": _account(asked)},
    seen=_seen,
    link=lambda asked: reverse("desk:account", args=[asked.subject_key]),
)
