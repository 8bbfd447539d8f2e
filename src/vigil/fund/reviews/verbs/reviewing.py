"""Reviewing applications: several reviewers, blind to each other until all who must are in.

A reviewer reads what an application says and, where the call says so, not whose it is. What others
say of it stays closed until their own review is handed in and all that the call asks for are in:
the officers see no sooner either.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access import rules
from vigil.fund.access.rules import has_no_conflict
from vigil.fund.applications.verbs import storing_files
from vigil.fund.calls.form_definition import is_identity
from vigil.fund.models import Application, ApplicationFile, Conflict, Outcome, Remark, Review
from vigil.fund.parties import locking
from vigil.fund.parties import queries as party_queries
from vigil.fund.parties.verbs import sealing, who_may_know
from vigil.fund.reviews.agreement import weighted
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.access.rules import roles_of
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Role, User
from vigil.trust.rooms.log_words import LogWords

REVIEW: Final = "fund.review"
KIND: Final = "application"
DRAFT: Final = "draft"
"""As what the vault holds a review that is not handed in."""
State = Application.State
STATES_THAT_BAR_REASSIGNMENT: Final = (*Review.HELD, Review.State.DECLINED)
"""States of a review after which its reviewer is given no other of the same application."""
READABLE_STATES: Final = (State.SUBMITTED, State.REVIEW)
"""States in which an application is read."""


@dataclass(frozen=True)
class OpenedApplication:
    """What an application says, by the keys of its call's form; `identity` is None where hidden."""

    answers: dict[str, Any]
    identity: dict[str, Any] | None


@dataclass(frozen=True)
class OpenedReviews:
    """What reviewers and others said of an application, opened."""

    reviews: list[tuple[Review, str]] = field(default_factory=list)
    remarks: list[tuple[Remark, str]] = field(default_factory=list)


@transaction.atomic
def assign(application: Application, reviewer: User, *, by: User) -> Review:
    """Give an application to somebody for review; with the first, it is in review.

    Whom it was taken back from can have it again. Raises NotAllowed, NotPossible (not sent, or
    decided; they are no reviewer, have an interest, may not know of the applicant, proposed them,
    have it already; or the call hides who applies, and they are an officer, who sees it).
    """
    row = _locked(application, rules.WORK, by=by)
    if row.state not in READABLE_STATES:
        raise NotPossible(_("It is not to be reviewed: not sent yet, taken back, or decided."))
    _check_reviewer(row, reviewer)
    review, _new = Review.objects.update_or_create(
        application=row,
        reviewer=reviewer,
        defaults={"state": Review.State.ASSIGNED, "assigned_at": timezone.now()},
    )
    if row.state == State.SUBMITTED:
        row.state, row.changed_at = State.REVIEW, timezone.now()
        row.save(update_fields=["state", "changed_at"])
    after = {"reviewer": reviewer.pk}
    record("assign_review", KIND, row.uid, by=by, after=after)
    return review


@transaction.atomic
def decline_review(review: Review, why: str, *, by: User, interest: bool = False) -> Review:
    """Give an application back unreviewed; with `interest`, nothing of the applicant is seen more.

    Raises NotAllowed (it is somebody else's), NotPossible (handed in or declined; no reason).
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
    """Take an application back from a reviewer whose review is not in; what they began goes.

    Raises NotAllowed, NotPossible (handed in or given back; no reason).
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
    """Hand a review in; it stands. `scores` are points by the keys of the call's rubric.

    Raises NotAllowed (it is somebody else's), NotPossible (a criterion without points, or with
    more than it has; no outcome; no comment; handed in already; the application was taken back).
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
    """Return the points by criterion. Raises NotPossible naming the criterion that lacks them."""
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
    """Open what an application says; it is kept who looked.

    An officer reads all of it. A reviewer reads who it is only where the call is not blind; so does
    an officer who reviews it. Raises NotAllowed, NotPossible (a draft; no reason).
    """
    mine = _reviews(application, by)
    require(by, REVIEW if mine else rules.WORK, application)
    if application.state == State.DRAFT:
        raise NotPossible(_("It was not sent: nobody but who writes it reads a draft."))
    hidden = mine and application.call.blind
    identity = None if hidden else _opened(application, "identity", by=by, why=why)
    return OpenedApplication(_opened(application, "answers", by=by, why=why), identity)


def files_for(application: Application, user: User) -> QuerySet[ApplicationFile]:
    """Return the files that somebody may open: where the call is blind, a reviewer opens none that
    answers what would tell who applies.
    """
    rows = application.files.filter(whole=True, removed=False)
    if not application.call.blind or not _reviews(application, user):
        return rows
    form = application.call.form
    return rows.filter(field__in=[one["key"] for one in form if not is_identity(one)])


def open_file(row: ApplicationFile, *, by: User, why: str) -> bytes:
    """Return the bytes of a file of an application; it is kept who looked.

    Raises NotAllowed, NotPossible (removed; one that would tell a blind reviewer who it is).
    """
    application = row.application
    if application is None:
        raise NotPossible(_("This file is of no application."))
    require(by, REVIEW if _reviews(application, by) else rules.WORK, application)
    if application.state == State.DRAFT or row not in files_for(application, by):
        raise NotPossible(_("This file is not for reviewers, or was removed."))
    return storing_files.open_file(row, by=by, why=why)


def _reviews(application: Application, user: User) -> bool:
    return application.reviews.filter(reviewer=user, state__in=Review.HELD).exists()


def submitted(application: Application) -> list[Review]:
    """Return the reviews that are in."""
    rows = application.reviews.filter(state=Review.State.SUBMITTED)
    return list(rows.select_related("reviewer"))


def unsubmitted(application: Application) -> QuerySet[Review]:
    """Return the reviews that are still to be written."""
    return application.reviews.filter(state=Review.State.ASSIGNED).select_related("reviewer")


def all_reviews_submitted(application: Application) -> bool:
    """Say whether as many reviews are in as the call asks for."""
    return len(submitted(application)) >= application.call.reviewers


def may_see_reviews(application: Application, user: User) -> bool:
    """Say whether somebody may see what reviewers said: all must be in, and their own."""
    if not all_reviews_submitted(application):
        return False
    own = application.reviews.filter(reviewer=user, state__in=Review.HELD).first()
    if own is not None:
        return own.state == Review.State.SUBMITTED and user.has_perm(REVIEW, application)
    return user.has_perm(rules.WORK, application)


def seen_in_full(user: User) -> QuerySet[Application]:
    """Return the applications of which an officer may see what reviewers said, at one question.

    As `may_see_reviews`; which parties they may know of is for who asks.
    """
    handed_in = Count("reviews", filter=Q(reviews__state=Review.State.SUBMITTED))
    own = Review.objects.filter(reviewer=user, state=Review.State.ASSIGNED)
    rows = Application.objects.order_by().annotate(handed_in=handed_in)
    return rows.filter(handed_in__gte=F("call__reviewers")).exclude(
        pk__in=own.values("application")
    )


@transaction.atomic
def open_reviews(application: Application, *, by: User, why: str) -> OpenedReviews:
    """Open what reviewers said in words, and the discussion; it is kept who looked.

    Raises NotPossible (not all are in, or not their own; no reason).
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
    """Say something in the discussion, once the reviews are in.

    Raises NotPossible (not all are in, or not their own; nothing said; taken back).
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


def to_review(user: User) -> QuerySet[Review]:
    """Return what somebody has to review or has reviewed: what is to be written first."""
    rows = Review.objects.filter(reviewer=user, state__in=Review.HELD)
    rows = rows.filter(application__party__in=party_queries.without_conflict_of(user).values("pk"))
    rows = rows.exclude(application__state=State.WITHDRAWN)
    return rows.select_related("application__call").order_by("state", "assigned_at")


def candidates(application: Application) -> QuerySet[User]:
    """Return the reviewers to whom an application can be given."""
    party = application.party
    rows = User.objects.filter(is_active=True, grants__role=Role.REVIEWER).distinct()
    had = application.reviews.filter(state__in=STATES_THAT_BAR_REASSIGNMENT)
    rows = rows.exclude(pk__in=had.values("reviewer"))
    if application.call.blind:
        rows = rows.exclude(grants__role=Role.FUND_OFFICER)
    rows = rows.exclude(pk__in=Conflict.objects.filter(party=party).values("user"))
    rows = rows.exclude(pk__in=party.nominations.values("by"))
    if party.known_to.exists():
        rows = rows.filter(pk__in=party.known_to.values("pk"))
    return rows.order_by("display_name", "email")


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
    # Its call is not locked with it: that comes first or not at all, see `parties.locked`.
    rows = Application.objects.select_for_update(of=("self",)).select_related("call")
    row = rows.get(pk=application.pk)
    row.party = locking.locked(row.party)
    return row


def own_unfinished_review(review: Review, *, by: User) -> Review:
    """Return a review that somebody has still to write, locked. Raises as the verbs do."""
    if review.reviewer_id != by.pk:
        raise NotAllowed(_("It is given to somebody else."))
    require(by, REVIEW, review)
    row = Review.objects.select_for_update().get(pk=review.pk)
    row.application.party = locking.locked(row.application.party)
    if row.state != Review.State.ASSIGNED:
        raise NotPossible(_("This review was handed in already, or given back."))
    return row


def _require_seeing(application: Application, by: User) -> None:
    require(by, REVIEW if _reviews(application, by) else rules.WORK, application)
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
