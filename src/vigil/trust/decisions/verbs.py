"""Record decisions, and check whether a person holds a permission."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext as _

from vigil.trust.access.errors import NotAllowed, OutsideLimits
from vigil.trust.access.rules import why_outside_limits
from vigil.trust.confirmations.second_person import asker
from vigil.trust.decisions.subjects import Subject
from vigil.trust.models import Decision, PrivateLink, User

BATCH = 500


class CommandLine:
    """The person who runs commands on the host. They administer it without an account."""


COMMAND_LINE: Final = CommandLine()
ORIGIN: Final = "through"
"""Part of a decision that says how it came about."""
ON_HOST: Final = "command_line"
ON_LINK: Final = "private_link"
"""Somebody outside did it on a private link, whose number the decision says under this name."""
_on_host: ContextVar[bool] = ContextVar("on_host", default=False)


@contextmanager
def on_the_host() -> Iterator[None]:
    """Mark decisions made inside as made by a command on the host.

    Whoever runs commands on the host names an account, and proves nothing: the log must not say
    that its person signed in and did it.
    """
    token = _on_host.set(True)
    try:
        yield
    finally:
        _on_host.reset(token)


@contextmanager
def in_their_name() -> Iterator[None]:
    """Do in a command what somebody asked for while signed in: the log names that person alone."""
    token = _on_host.set(False)
    try:
        yield
    finally:
        _on_host.reset(token)


def through() -> dict[str, str]:
    """Return what a decision records of its origin; empty where its actor signed in."""
    return {ORIGIN: ON_HOST} if _on_host.get() else {}


def through_link(link: PrivateLink) -> dict[str, Any]:
    """Return what a decision records that was taken on a private link: its number, no person."""
    return {ORIGIN: ON_LINK, ON_LINK: link.pk}


def require(user: User | None, permission: str, item: Model | Subject | None = None) -> None:
    """Raise NotAllowed unless `user` holds `permission` (for `item`).

    Raises NotAllowed with a sentence to show, OutsideLimits where the permission is held for other
    things. `None` (nobody signed in) is always refused.
    """
    # A rule takes whatever it knows; Django's types tell of models alone.
    if user is None or not user.has_perm(permission, item):  # type: ignore[arg-type]
        if user and (said := why_outside_limits(user, item)) and user.has_perm(permission):
            raise OutsideLimits(said)
        raise NotAllowed(
            _("%(who)s does not hold the permission %(permission)s.")
            % {"who": user or _("A visitor"), "permission": permission}
        )


def record(
    verb: str,
    kind: str,
    key: str,
    *,
    by: User | CommandLine | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    why: str = "",
    undoes: Decision | None = None,
) -> Decision:
    """Write one decision, inside the transaction that carries out what it decides.

    While an act of two people is carried out, each of its decisions names who asked for it too.
    What was done on the command line says so in `after`, and has no actor where the command names
    nobody: no name stands alone under what its person did not do.

    Raises RuntimeError outside a transaction: a change without its decision, or a decision
    without its change, must not be possible.
    """
    _require_transaction()
    told = dict(after or {}) | (through() if by is not None else {})
    if isinstance(by, CommandLine):
        by, told[ORIGIN] = None, ON_HOST
    return Decision.objects.create(
        actor=by,
        asked_by=asker(),
        verb=verb,
        target_kind=kind,
        target_key=key,
        before=dict(before or {}),
        after=told,
        why=why,
        undoes=undoes,
    )


def record_many(
    verb: str, kind: str, afters: Mapping[str, Mapping[str, Any]], *, by: User | None, why: str = ""
) -> None:
    """Write one decision for each of many things that one act changed, by their keys.

    As `record`, with few statements. Raises RuntimeError outside a transaction.
    """
    _require_transaction()
    asked_by, how = asker(), through() if by is not None else {}
    Decision.objects.bulk_create(
        (
            Decision(
                actor=by,
                asked_by=asked_by,
                verb=verb,
                target_kind=kind,
                target_key=key,
                after={**after, **how},
                why=why,
            )
            for key, after in afters.items()
        ),
        batch_size=BATCH,
    )


def _require_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("a decision is recorded in the transaction of its change")
