"""State that an application meets the conditions of its call, and that one has no interest."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access.rules import WORK
from vigil.fund.models import Application, Review
from vigil.fund.parties import locking
from vigil.trust.access.errors import NeedsSecondPerson, NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

KIND = "application"
OPEN_STATES = (Application.State.SUBMITTED, Application.State.REVIEW, Application.State.DECIDED)


@transaction.atomic
def state_conditions(application: Application, *, by: User) -> Application:
    """State that one read the application, that it meets the conditions, and has no interest in it.

    An officer with a conflict of interest is not allowed; who reviews it leaves it to another.
    Raises NotAllowed; NotPossible if it was not sent or was taken back; NeedsSecondPerson if `by`
    reviews it.
    """
    require(by, WORK, application)
    row = Application.objects.select_for_update().get(pk=application.pk)
    row.party = locking.locked(row.party)
    if row.state not in OPEN_STATES:
        raise NotPossible(_("This application was not sent, or was taken back."))
    if row.reviews.filter(reviewer=by, state__in=Review.HELD).exists():
        raise NeedsSecondPerson(_("You review this application: another officer states it."))
    row.conditions_read_by, row.conditions_read_at = by, timezone.now()
    row.save(update_fields=["conditions_read_by", "conditions_read_at"])
    record("state_conditions", KIND, row.uid, by=by)
    return row


@transaction.atomic
def state_conditions_of_many(applications: Sequence[Application], *, by: User) -> list[Application]:
    """State the conditions of several applications: all or none. Raises as `state_conditions`."""
    rows = sorted(applications, key=lambda one: one.pk)
    return [state_conditions(one, by=by) for one in rows]


LOG = LogWords(
    verbs={
        "state_conditions": pgettext_lazy(
            "decision", "state that an application meets the conditions"
        ),
    },
)
