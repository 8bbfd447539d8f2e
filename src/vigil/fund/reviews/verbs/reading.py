"""Read the applications of a call for one reason, stated once and good for a while.

Each opening is recorded by itself, with the reason. What the call hides stays hidden.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access import rules
from vigil.fund.access.rules import REVIEW, blind_calls
from vigil.fund.models import Application, ApplicationFile, Call, ReadingReason, Review
from vigil.fund.reviews.verbs import reviewing
from vigil.trust.access.errors import NotAllowed, NotPossible, Unfit
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

GOOD_FOR: Final = timedelta(hours=8)
"""For how long a reason holds."""
CALL: Final = "call"


@transaction.atomic
def state_reason(call: Call, why: str, *, by: User) -> ReadingReason:
    """State once why one reads the applications of a call that are one's to read.

    Raises NotAllowed if somebody neither reviews in it nor works on it; Unfit without a reason.
    """
    if not Review.objects.filter(
        application__call=call, reviewer=by, state__in=Review.HELD
    ).exists():
        require(by, rules.WORK)
        if call.pk in blind_calls(by):
            raise NotAllowed(_("You review in this call, and it hides who applies."))
    else:
        require(by, REVIEW)
    why = why.strip()
    if not why:
        raise Unfit(_("Say why you open this."), "why")
    row, _new = ReadingReason.objects.update_or_create(
        user=by, call=call, defaults={"why": why, "stated_at": timezone.now()}
    )
    record("state_reading_reason", CALL, call.slug, by=by, why=why)
    return row


def reason_in_force(call: Call, user: User) -> str:
    """Return the reason for which somebody reads in a call at present; empty without one."""
    since = timezone.now() - GOOD_FOR
    row = ReadingReason.objects.filter(user=user, call=call, stated_at__gt=since).first()
    return row.why if row is not None else ""


def reason_ends_at(call: Call, user: User) -> datetime | None:
    """Return when the reason of somebody in a call ends; None if none holds."""
    row = ReadingReason.objects.filter(user=user, call=call).first()
    ends = row.stated_at + GOOD_FOR if row is not None else None
    return ends if ends is not None and ends > timezone.now() else None


def open_in_set(application: Application, *, by: User) -> reviewing.OpenedApplication:
    """Open an application for the reason in force. Raises as `reviewing.open_application`."""
    return reviewing.open_application(application, by=by, why=_reason(application, by))


def open_file_in_set(row: ApplicationFile, *, by: User) -> bytes:
    """Open a file of an application for the reason in force. Raises as `reviewing.open_file`."""
    if row.application is None:
        raise NotPossible(_("This file is of no application."))
    return reviewing.open_file(row, by=by, why=_reason(row.application, by))


def open_reviews_in_set(application: Application, *, by: User) -> reviewing.OpenedReviews:
    """Open comments and discussion for the reason in force. Raises as `open_reviews`."""
    return reviewing.open_reviews(application, by=by, why=_reason(application, by))


def _reason(application: Application, by: User) -> str:
    why = reason_in_force(application.call, by)
    if not why:
        raise NotPossible(
            _("Your reason has expired. State it again. It is valid for eight hours.")
        )
    return why


LOG: Final = LogWords(
    verbs={
        "state_reading_reason": pgettext_lazy("decision", "state why one reads applications"),
    },
)
