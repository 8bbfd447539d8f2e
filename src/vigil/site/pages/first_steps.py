"""What a role is for, and the first thing to do with it: for people who just joined."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vigil.casefile.reliability.queries import training_of
from vigil.desk.queue.queries import candidates
from vigil.trust.access.rules import grants_of
from vigil.trust.models import Role, User
from vigil.trust.people.role_words import ROLE_MEANS

NEW_FOR: Final = timedelta(days=14)
"""How long somebody is new."""


@dataclass(frozen=True)
class FirstStep:
    """One role of a person: what it is for, and where to begin."""

    role: str
    means: str | Promise
    label: str | Promise
    address: str
    limited: bool
    """Whether it holds for some countries or languages only."""


_STEPS: Final[Mapping[Role, tuple[Promise, str]]] = {
    Role.CODER: (gettext_lazy("Open the first candidate of the queue"), "desk:queue"),
    Role.ADJUDICATOR: (gettext_lazy("See what waits for adjudication"), "desk:queue"),
    Role.EDITOR: (gettext_lazy("Open the stories"), "desk_stories:stories"),
    Role.PANEL_CHAIR: (gettext_lazy("Open the panels"), "desk_outlook:overview"),
    Role.PANEL_EXPERT: (gettext_lazy("Open the panels that seat you"), "panels:list"),
    Role.FUND_OFFICER: (gettext_lazy("Open the fund"), "desk_fund:overview"),
    Role.REVIEWER: (gettext_lazy("See the applications to review"), "desk_fund:reviews"),
    Role.PROGRAMME_HOST: (gettext_lazy("Open the events"), "desk_programme:events"),
    Role.ADMINISTRATOR: (gettext_lazy("Invite a person"), "desk:invite"),
    Role.AUDITOR: (gettext_lazy("Read the log of decisions"), "desk:decisions"),
}


def first_steps(user: User) -> list[FirstStep]:
    """Return what each role of a person is for, with the first thing to do."""
    return [
        _step(user, Role(grant.role), limited=bool(grant.countries or grant.languages))
        for grant in sorted(grants_of(user), key=lambda grant: grant.role)
        if grant.role in ROLE_MEANS
    ]


def role_of_room(namespace: str) -> Role | None:
    """Return the role that begins in a room, by the namespace of its routes; None: no one role."""
    found = [role for role, (_label, view) in _STEPS.items() if view.startswith(f"{namespace}:")]
    return found[0] if len(found) == 1 else None


def is_new(user: User) -> bool:
    """Return whether somebody joined a short time ago."""
    return user.date_joined > timezone.now() - NEW_FOR


def _step(user: User, role: Role, *, limited: bool) -> FirstStep:
    label, view = _STEPS.get(role, ("", ""))
    if special := _SPECIAL.get(role):
        label, view = special(user) or (label, view)
    address = reverse(view) if view else ""
    return FirstStep(str(role.label), ROLE_MEANS[role], label, address, limited)


def _of_a_coder(user: User) -> tuple[str, str] | None:
    if training_of(user) is not None:
        return _("Code a case for practice"), "desk:queue"
    if not candidates(user=user).exists():
        return _("Add a report: nothing waits in the queue yet"), "desk:add"
    return None


_SPECIAL: Final[Mapping[Role, Callable[[User], tuple[str, str] | None]]] = {
    Role.CODER: _of_a_coder,
}
"""Where a role begins in another way than usual: the label and the route."""
