"""How far the reviews of a call are: by reviewer, and what is late."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from vigil.fund.models import Call, Review
from vigil.fund.overview.queries import visible_party_keys
from vigil.trust.models import User

State = Review.State


@dataclass
class ReviewProgress:
    """How many reviews somebody has in a call, by how far they are."""

    call: Call
    reviews: list[Review] = field(default_factory=list)

    @property
    def done(self) -> int:
        """Return how many are handed in."""
        return sum(one.state == State.SUBMITTED for one in self.reviews)

    @property
    def late(self) -> int:
        """Return how many should be in already."""
        return sum(is_late(one) for one in self.reviews)

    @property
    def due_on(self) -> date | None:
        """Return the earliest day by which one that is missing is handed in."""
        days = [one.due_on for one in self.reviews if one.state == State.ASSIGNED and one.due_on]
        return min(days, default=None)


def is_late(review: Review) -> bool:
    """Say whether a review should be in already."""
    due = review.due_on
    return review.state == State.ASSIGNED and due is not None and due < timezone.localdate()


def by_call(reviews: Iterable[Review]) -> list[ReviewProgress]:
    """Group the reviews of one reviewer by call, in the order in which they are given."""
    found: dict[int, ReviewProgress] = {}
    for one in reviews:
        call = one.application.call
        found.setdefault(call.pk, ReviewProgress(call)).reviews.append(one)
    return list(found.values())


def late_reviews(call: Call, by: User) -> QuerySet[Review]:
    """Return the late reviews of a call that `by` may know of, the longest overdue first."""
    rows = Review.objects.filter(
        application__call=call,
        application__state="review",
        state=State.ASSIGNED,
        due_on__lt=timezone.localdate(),
        application__party__in=visible_party_keys(by),
    )
    return rows.select_related("application", "reviewer").order_by("due_on", "application__number")


def counts_by_reviewer(call: Call) -> list[dict[str, int]]:
    """Return for each reviewer of a call how many reviews they have, handed in, and are late."""
    late = Q(state=State.ASSIGNED, due_on__lt=timezone.localdate())
    rows = Review.objects.filter(application__call=call, state__in=Review.HELD).order_by()
    rows = rows.exclude(application__state="withdrawn")
    counted = rows.values("reviewer").annotate(
        has=Count("pk"),
        done=Count("pk", filter=Q(state=State.SUBMITTED)),
        late=Count("pk", filter=late),
    )
    return [
        {"reviewer": who, "has": has, "done": done, "late": late_ones}
        for who, has, done, late_ones in counted.values_list("reviewer", "has", "done", "late")
    ]
