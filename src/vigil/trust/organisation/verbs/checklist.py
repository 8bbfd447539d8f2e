"""Tick off what the installation cannot know, and put aside what nobody wants to do."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import CommandLine, record
from vigil.trust.models import User
from vigil.trust.organisation import steps
from vigil.trust.organisation.mail import KEY, KIND
from vigil.trust.organisation.queries import forget
from vigil.trust.organisation.verbs.stating import own_row
from vigil.trust.rooms.log_words import LogWords


@transaction.atomic
def confirm_step(item: str, *, by: User | CommandLine) -> None:
    """Keep that a person says that an item of the list is done. Raises NotAllowed, NotPossible."""
    row = own_row(by)
    if item not in steps.CONFIRMED:
        raise NotPossible(_("The installation sees by itself whether this is done."))
    if item not in row.confirmed:
        row.confirmed = [*row.confirmed, item]
        row.save()
        record("confirm_step", KIND, KEY, by=by, after={"setup_step": item})
        forget()


@transaction.atomic
def put_aside(item: str, *, by: User | CommandLine, back: bool = False) -> None:
    """Put an optional item aside, or take it `back`. Raises NotAllowed, NotPossible."""
    row = own_row(by)
    if item not in steps.OPTIONAL:
        raise NotPossible(_("This cannot be put aside."))
    left = [one for one in row.put_aside if one != item]
    row.put_aside = left if back else [*left, item]
    row.save()
    record("put_aside_step", KIND, KEY, by=by, after={"setup_step": item, "put_aside": not back})
    forget()


LOG: Final = LogWords(
    verbs={
        "confirm_step": pgettext_lazy("decision", "say that a step of the setup is done"),
        "put_aside_step": pgettext_lazy("decision", "put aside a step of the setup"),
    },
    parts={
        "put_aside": pgettext_lazy("decision", "put aside"),
        "setup_step": pgettext_lazy("decision", "step of the setup"),
    },
)
