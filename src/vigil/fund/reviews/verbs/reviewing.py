"""Assign, hand in, decline and read reviews of applications.

Where the call is blind, a reviewer does not learn who applied. Nobody, officers included, sees
reviews until their own is in and all that the call asks for are in.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access import rules
from vigil.fund.access.rules import REVIEW, has_no_conflict
from vigil.fund.applications.verbs import storing_files
from vigil.fund.models import Application, ApplicationFile, Conflict, Outcome, Remark, Review
from vigil.fund.parties import locking
from vigil.fund.parties.verbs import sealing, who_may_know
from vigil.fund.reviews.agreement import weighted
from vigil.fund.reviews.queries import (
    STATES_THAT_BAR_REASSIGNMENT,
    files_for,
    is_reviewer_of,
    may_see_reviews,
    submitted,
)
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.access.rules import roles_of
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Role, User
from vigil.trust.rooms.log_words import LogWords

KIND: Final = "application"
DRAFT: Final = "draft"
"""As what the vault holds a review that is not handed in."""
State = Application.State
READABLE_STATES: Final = (State.SUBMITTED, State.REVIEW)
"""States in which an application is read."""


@dataclass(frozen=True)
class OpenedApplication:
    """The opened answers, by form key; `identity` is None where it is hidden."""

    answers: dict[str, Any]
    identity: dict[str, Any] | None


@dataclass(frozen=True)
class OpenedReviews:
    """The opened comments of reviewers, and the remarks."""

    reviews: list[tuple[Review, str]] = field(default_factory=list)
    remarks: list[tuple[Remark, str]] = field(default_factory=list)


@transaction.atomic
def assign(application: Application, reviewer: User, *, by: User) -> Review:
    """Assign an application to a reviewer; the first one starts the review.

    It can be assigned again to somebody it was taken from. Raises NotAllowed; NotPossible if the
    application was not sent or is decided, or the reviewer lacks the role, has a conflict of
    interest, may not know of the applicant, nominated them, has it already, or is an officer in a
    blind call.
    """
    row = _locked(application, rules.WORK, by=by)
    if row.state not in READABLE_STATES:
        raise NotPossible(_("It is not to be reviewed: not sent yet, taken back, or decided."))
    _check_reviewer(row, reviewer)
    review, _new = Review.objects.update_or_create(
        application=row,
        reviewer=reviewer,
        defaults={
            "state": Review.State.ASSIGNED,
            "assigned_at": timezone.now(),
            "due_on": row.call.reviews_due_on,
        },
    )
    if row.state == State.SUBMITTED:
        row.state, row.changed_at = State.REVIEW, timezone.now()
        row.save(update_fields=["state", "changed_at"])
    after = {"reviewer": reviewer.pk}
    record("assign_review", KIND, row.uid, by=by, after=after)
    return review


@transaction.atomic
def decline_review(review: Review, why: str, *, by: User, interest: bool = False) -> Review:
    """Decline to review an application; `interest` also records a conflict of interest.

    Raises NotAllowed if it is another's; NotPossible if it was handed in or declined, or the reason
    is missing.
    """
    review = own_unfinished_review(review, by=by)
    if not why.strip():
        raise NotPossible(_("Say why you do not review it."))
    party = review.application.party
    sealing.drop("review", review.uid, DRAFT, why="the review was given back")
    sealing.write(party, "review", review.uid, "declined", why, by=by)
    review.state = Review.State.DECLINED
    review.save(update_fields=["state"])
    record("decline_review", KIND, review.application.uid, by=by, after={"interest": interest})
    if interest:
        who_may_know.say_conflict(party, by, by=by)
    return review


@transaction.atomic
def take_back_review(review: Review, why: str, *, by: User) -> Review:
    """Take an application from a reviewer who has not handed in; delete their draft.

    Raises NotAllowed; NotPossible if it was handed in or declined, or the reason is missing.
    """
    require(by, rules.WORK, review)
    row = Review.objects.select_for_update().get(pk=review.pk)
    application = row.application
    party = locking.locked(application.party)
    if row.state != Review.State.ASSIGNED:
        raise NotPossible(_("This review was handed in already, or given back."))
    if not why.strip():
        raise NotPossible(_("Say why you take it back."))
    sealing.drop("review", row.uid, DRAFT, why="the review was taken back")
    sealing.write(party, "review", row.uid, "taken_back", why, by=by)
    row.state = Review.State.TAKEN_BACK
    row.save(update_fields=["state"])
    record("take_back_review", KIND, application.uid, by=by, before={"reviewer": row.reviewer_id})
    return row


@transaction.atomic
def submit_review(
    review: Review, scores: Mapping[str, int], says: str, comment: str, *, by: User
) -> Review:
    """Hand in a review for good. `scores` maps rubric keys to points.

    Raises NotAllowed if it is another's; NotPossible if a score, outcome or comment is missing or
    invalid, it was handed in already, or the application was withdrawn.
    """
    review = own_unfinished_review(review, by=by)
    application = review.application
    if application.state != State.REVIEW:
        raise NotPossible(_("It is not to be reviewed any more: taken back, or decided."))
    review.scores = checked_scores(application.call.rubric, scores)
    if says not in Outcome.values:
        raise NotPossible(_("Say what should come of it."))
    if not comment.strip():
        raise NotPossible(_("Say in words how you came to your points."))
    review.says, review.state = says, Review.State.SUBMITTED
    review.submitted_at = timezone.now()
    review.total = weighted(application.call.rubric, review.scores)
    review.save()
    sealing.drop("review", review.uid, DRAFT, why="the review is in")
    sealing.write(application.party, "review", review.uid, "comment", comment, by=by)
    record("submit_review", KIND, application.uid, by=by)
    return review


def checked_scores(rubric: list[dict[str, Any]], scores: Mapping[str, int]) -> dict[str, int]:
    """Return valid points by criterion. Raises NotPossible naming the criterion."""
    found = {}
    for criterion in rubric:
        key, most = str(criterion["key"]), int(criterion["points"])
        points = scores.get(key)
        if points is None or not 0 <= points <= most:
            raise NotPossible(
                _("Give 0 to %(most)d points: %(criterion)s.")
                % {"most": most, "criterion": criterion["label"].get("en", key)}
            )
        found[key] = points
    return found


@transaction.atomic
def open_application(application: Application, *, by: User, why: str) -> OpenedApplication:
    """Open the answers of an application, and record who did.

    Officers read everything. A reviewer sees the identity only if the call is not blind; so does an
    officer who reviews. Raises NotAllowed; NotPossible if it is a draft, or the reason is missing.
    """
    mine = is_reviewer_of(application, by)
    require(by, REVIEW if mine else rules.WORK, application)
    if application.state == State.DRAFT:
        raise NotPossible(_("It was not sent: nobody but who writes it reads a draft."))
    hidden = mine and application.call.blind
    identity = None if hidden else _opened(application, "identity", by=by, why=why)
    return OpenedApplication(_opened(application, "answers", by=by, why=why), identity)


def open_file(row: ApplicationFile, *, by: User, why: str) -> bytes:
    """Open a file of an application, and record who did.

    Raises NotAllowed; NotPossible if it was removed, or would reveal the applicant to a blind
    reviewer.
    """
    application = row.application
    if application is None:
        raise NotPossible(_("This file is of no application."))
    require(by, REVIEW if is_reviewer_of(application, by) else rules.WORK, application)
    if application.state == State.DRAFT or row not in files_for(application, by):
        raise NotPossible(_("This file is not for reviewers, or was removed."))
    return storing_files.open_file(row, by=by, why=why)


@transaction.atomic
def open_reviews(application: Application, *, by: User, why: str) -> OpenedReviews:
    """Open the comments of reviewers and the discussion, and record who did.

    Raises NotPossible if not all reviews are in, or the reason is missing.
    """
    _require_seeing(application, by)
    party = application.party
    return OpenedReviews(
        [
            (row, sealing.read(party, "review", row.uid, "comment", by=by, why=why))
            for row in submitted(application)
        ],
        [
            (row, sealing.read(party, "remark", row.uid, "text", by=by, why=why))
            for row in application.remarks.select_related("by")
        ],
    )


@transaction.atomic
def remark(application: Application, text: str, *, by: User) -> Remark:
    """Add a remark to the discussion, once the reviews are in.

    Raises NotPossible if they are not, the text is empty, or the application was withdrawn.
    """
    _require_seeing(application, by)
    application = _held(application)
    if application.state == State.WITHDRAWN:
        raise NotPossible(_("It was taken back."))
    if not text.strip():
        raise NotPossible(_("Write what you want to say."))
    row = Remark.objects.create(application=application, by=by)
    sealing.write(application.party, "remark", row.uid, "text", text, by=by)
    record("remark_on_application", KIND, application.uid, by=by)
    return row


def _check_reviewer(application: Application, reviewer: User) -> None:
    party = application.party
    if Role.REVIEWER not in roles_of(reviewer):
        raise NotPossible(_("They do not review for the fund."))
    if Conflict.objects.filter(party=party, user=reviewer).exists():
        raise NotPossible(_("They said that they have an interest in it."))
    if application.call.blind and Role.FUND_OFFICER in roles_of(reviewer):
        raise NotPossible(
            _(
                "This call hides who applies, and officers of the fund see it. "
                "Give it to somebody who is none."
            )
        )
    if not has_no_conflict(reviewer, party):
        raise NotPossible(_("They may not know of the applicant. Say first that they may."))
    if party.nominations.filter(by=reviewer).exists():
        raise NotPossible(_("They proposed the applicant: somebody else reviews it."))
    if application.reviews.filter(
        reviewer=reviewer, state__in=STATES_THAT_BAR_REASSIGNMENT
    ).exists():
        raise NotPossible(_("They have it already, or gave it back."))


def _locked(application: Application, permission: str, *, by: User) -> Application:
    require(by, permission, application)
    return _held(application)


def _held(application: Application) -> Application:
    # Its call is not locked with it: that comes first or not at all, see `parties.locking`.
    rows = Application.objects.select_for_update(of=("self",)).select_related("call")
    row = rows.get(pk=application.pk)
    row.party = locking.locked(row.party)
    return row


def own_unfinished_review(review: Review, *, by: User) -> Review:
    """Return the reviewer's own unwritten review, locked. Raises as the verbs do."""
    if review.reviewer_id != by.pk:
        raise NotAllowed(_("It is given to somebody else."))
    require(by, REVIEW, review)
    row = Review.objects.select_for_update().get(pk=review.pk)
    row.application.party = locking.locked(row.application.party)
    if row.state != Review.State.ASSIGNED:
        raise NotPossible(_("This review was handed in already, or given back."))
    return row


def _require_seeing(application: Application, by: User) -> None:
    require(by, REVIEW if is_reviewer_of(application, by) else rules.WORK, application)
    if not may_see_reviews(application, by):
        raise NotPossible(
            _("Not before all reviews are in, and your own: nobody is led by what others say.")
        )


def _opened(application: Application, name: str, *, by: User, why: str) -> dict[str, Any]:
    text = sealing.read(application.party, KIND, application.uid, name, by=by, why=why)
    found = json.loads(text) if text else {}
    return found if isinstance(found, dict) else {}


LOG: Final = LogWords(
    verbs={
        "assign_review": pgettext_lazy("decision", "give an application to a reviewer"),
        "decline_review": pgettext_lazy("decision", "give an application back unreviewed"),
        "remark_on_application": pgettext_lazy("decision", "discuss an application"),
        "submit_review": pgettext_lazy("decision", "hand in a review"),
        "take_back_review": pgettext_lazy("decision", "take an application back from a reviewer"),
    },
    kinds={
        "remark": pgettext_lazy("decision", "remark"),
        "review": pgettext_lazy("decision", "review"),
    },
    parts={
        "reviewer": pgettext_lazy("decision", "reviewer"),
    },
    reasons={
        "the review is in": pgettext_lazy("decision", "the review is in"),
        "the review was given back": pgettext_lazy("decision", "the review was given back"),
        "the review was taken back": pgettext_lazy("decision", "the review was taken back"),
    },
)
