"""Reviews and applications that somebody may see, and who can review."""

from typing import Final

from django.db.models import Count, F, Q, QuerySet

from vigil.files import MEDIA
from vigil.fund.access import rules
from vigil.fund.access.rules import REVIEW
from vigil.fund.calls.form_definition import is_identity
from vigil.fund.calls.versions import form_of
from vigil.fund.models import Application, ApplicationFile, Conflict, Review
from vigil.fund.parties import queries as party_queries
from vigil.trust.models import Role, User

State = Application.State
STATES_THAT_BAR_REASSIGNMENT: Final = (*Review.HELD, Review.State.DECLINED)
"""States of a review after which its reviewer is given no other of the same application."""


def files_for(application: Application, user: User) -> QuerySet[ApplicationFile]:
    """Return the files that somebody may open.

    In a blind call, a reviewer cannot open files that reveal the applicant, as a voice always does.
    """
    rows = application.files.filter(whole=True, removed=False)
    if not application.call.blind or not is_reviewer_of(application, user):
        return rows
    form = form_of(application)
    rows = rows.exclude(kind__in=MEDIA)
    return rows.filter(field__in=[one["key"] for one in form if not is_identity(one)])


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
    """Say whether somebody may see the reviews: all are in, including their own."""
    if not all_reviews_submitted(application):
        return False
    own = application.reviews.filter(reviewer=user, state__in=Review.HELD).first()
    if own is not None:
        return own.state == Review.State.SUBMITTED and user.has_perm(REVIEW, application)
    return user.has_perm(rules.WORK, application)


def seen_in_full(user: User) -> QuerySet[Application]:
    """Return the applications whose reviews this officer may see, in one query.

    As `may_see_reviews`; the caller filters by the parties that the officer may know of.
    """
    handed_in = Count("reviews", filter=Q(reviews__state=Review.State.SUBMITTED))
    own = Review.objects.filter(reviewer=user, state=Review.State.ASSIGNED)
    rows = Application.objects.order_by().annotate(handed_in=handed_in)
    return rows.filter(handed_in__gte=F("call__reviewers")).exclude(
        pk__in=own.values("application")
    )


def to_review(user: User) -> QuerySet[Review]:
    """Return the reviews of this reviewer, unwritten ones first."""
    rows = Review.objects.filter(reviewer=user, state__in=Review.HELD)
    rows = rows.filter(application__party__in=party_queries.without_conflict_of(user).values("pk"))
    rows = rows.exclude(application__state=State.WITHDRAWN)
    return rows.select_related("application__call").order_by("state", "assigned_at")


def next_to_write(review: Review) -> Review | None:
    """Return the next unwritten review of the same call and reviewer; None if all are in."""
    mine = to_review(review.reviewer).filter(
        application__call=review.application.call_id, state=Review.State.ASSIGNED
    )
    rows = mine.exclude(pk=review.pk).order_by("application__number")
    after = rows.filter(application__number__gt=review.application.number)
    return after.first() or rows.first()


def candidates(application: Application) -> QuerySet[User]:
    """Return the reviewers to whom an application can be assigned."""
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


def is_reviewer_of(application: Application, user: User) -> bool:
    """Say whether an application is assigned to somebody for review."""
    return application.reviews.filter(reviewer=user, state__in=Review.HELD).exists()
