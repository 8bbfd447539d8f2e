"""Remind late reviewers: one neutral letter for a call, which a person releases; three at most."""

from collections import Counter
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language, override, pgettext_lazy
from django.utils.translation import gettext as _

from vigil.fund.access import rules
from vigil.fund.models import Call, Review
from vigil.fund.reviews import progress
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Letter, User
from vigil.trust.outbox.verbs.letters import FOR_A_PERSON, release_letter, write_letter
from vigil.trust.rooms.log_words import LogWords

KIND: Final = "review_reminder"
SET: Final = "review_set"
"""The subject of such a letter: the reviews of somebody in a call."""
MOST: Final = 3
"""Most reminders of one call to one reviewer."""
INTERVAL: Final = timedelta(days=3)
"""In which time a reviewer gets no more than one."""


@transaction.atomic
def remind_late(call: Call, *, by: User) -> int:
    """Write a reminder to each reviewer who is late in a call; return how many.

    It names neither the fund nor an applicant, and waits for release. Who got three, or one in the
    last three days, gets none. Raises NotAllowed; NotPossible if nobody is to be reminded.
    """
    require(by, rules.WORK)
    Call.objects.select_for_update().get(pk=call.pk)
    late = {one.reviewer_id: one.reviewer for one in progress.late_reviews(call, by)}
    written = _written(call).filter(to_user__in=late)
    sent = Counter(written.values_list("to_user", flat=True))
    new = written.filter(created_at__gt=timezone.now() - INTERVAL)
    recent = set(new.values_list("to_user", flat=True))
    due = [who for pk, who in late.items() if sent[pk] < MOST and pk not in recent]
    if not due:
        raise NotPossible(
            _(
                "There is nobody to remind: nobody is late, or everyone who is late has a letter "
                "already."
            )
        )
    for who in due:
        _write(call, who, by=by)
    record("remind_reviewers", "call", call.slug, by=by, after={"people": len(due)})
    return len(due)


@transaction.atomic
def release_reminders(call: Call, *, by: User) -> int:
    """Release the reminders of a call that wait; discard none. Return how many.

    Those of reviewers who handed in meanwhile wait on. Raises NotAllowed; NotPossible without any.
    """
    require(by, rules.WORK)
    late = Review.objects.filter(application__call=call, state=Review.State.ASSIGNED)
    rows = waiting(call).filter(to_user__in=late.order_by().values("reviewer"))
    found = list(rows.order_by("pk"))
    if not found:
        raise NotPossible(_("No reminder waits."))
    for letter in found:
        release_letter(letter, by=by)
    return len(found)


def waiting(call: Call) -> QuerySet[Letter]:
    """Return the reminders of a call that a person must release."""
    return _written(call).filter(state__in=FOR_A_PERSON)


def _written(call: Call) -> QuerySet[Letter]:
    return Letter.objects.filter(kind=KIND, about_kind=SET, about_key=call.slug)


def _write(call: Call, who: User, *, by: User) -> Letter:
    language = get_language() or settings.LANGUAGE_CODE
    with override(language):
        body = _(
            "Hello,\n\nsomething that you agreed to read is still waiting for you. Sign in to see "
            "what, and until when. If you cannot do it, you can give it back there. You need not "
            "answer this letter."
        )
    return write_letter(
        who,
        Letter.Subject.REMINDER,
        body,
        kind=KIND,
        by=by,
        decides=True,
        language=language,
        about=(SET, call.slug),
    )


LOG: Final = LogWords(
    verbs={
        "remind_reviewers": pgettext_lazy("decision", "write reminders to late reviewers"),
    },
)
