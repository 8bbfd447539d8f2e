"""Recording decisions, and asking whether a person may take one."""

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext as _

from vigil.trust.errors import NotAllowed
from vigil.trust.models import Decision, User


def require(user: User | None, permission: str, item: Model | None = None) -> None:
    """Let the call go on only if `user` holds `permission` (for `item`).

    Raises NotAllowed with a sentence to show. `None` (nobody signed in) is always refused.
    """
    if user is None or not user.has_perm(permission, item):
        raise NotAllowed(
            _("%(who)s does not hold the permission %(permission)s.")
            % {"who": user or _("A visitor"), "permission": permission}
        )


def record(
    verb: str,
    kind: str,
    key: str,
    *,
    by: User | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    why: str = "",
    undoes: Decision | None = None,
) -> Decision:
    """Write one decision, inside the transaction that carries out what it decides.

    Raises RuntimeError outside a transaction: a change without its decision, or a decision
    without its change, must not be possible.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a decision is recorded in the transaction of its change")
    return Decision.objects.create(
        actor=by,
        verb=verb,
        target_kind=kind,
        target_key=key,
        before=dict(before or {}),
        after=dict(after or {}),
        why=why,
        undoes=undoes,
    )
