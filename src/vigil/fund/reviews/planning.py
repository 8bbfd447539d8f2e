"""Plan who reviews what in a call, before anything is assigned."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from vigil.fund.models import Call, Review
from vigil.fund.reviews.eligibility import (
    Eligibility,
    ToAssign,
    eligibility,
    loads_of,
    reviewers_of,
)
from vigil.fund.reviews.spreading import ReviewTask, spread
from vigil.trust.models import User


@dataclass(frozen=True)
class ReviewerShare:
    """What one reviewer has, gets by a plan, and cannot get."""

    reviewer: User
    languages: tuple[str, ...] | None
    """None where it is not known which they read."""
    load: int
    """Reviews that are theirs in this call, and unwritten ones of other calls."""
    gets: int
    barred: Mapping[str, int]
    """Reason (`eligibility`) -> how many applications it keeps from them."""


@dataclass(frozen=True)
class LackingApplication:
    """An application that gets fewer reviewers than the call asks for."""

    application: ToAssign
    lacks: int
    reasons: Mapping[str, int]
    """Reason -> how many of the chosen reviewers cannot review it for that reason."""


@dataclass(frozen=True)
class AssignmentPlan:
    """Who gets what. `digest` names the plan: an act carries out the one that was seen."""

    applications: int
    """How many are read at present."""
    given: Sequence[tuple[ToAssign, tuple[User, ...]]]
    shares: Sequence[ReviewerShare]
    lacking: Sequence[LackingApplication]
    digest: str
    read: Eligibility

    @property
    def assignments(self) -> int:
        """Return how many reviews it assigns."""
        return sum(len(who) for _one, who in self.given)


def plan(
    call: Call, chosen: Sequence[int], *, by: User, leaving: User | None = None
) -> AssignmentPlan:
    """Plan the missing assignments of a call among the chosen reviewers (keys).

    With `leaving`, only what that reviewer has not handed in is planned, for others. Applications
    that `by` may not know of are left out. The number of queries does not depend on the call.
    """
    wanted = set(chosen) - ({leaving.pk} if leaving else set())
    reviewers = [one for one in reviewers_of(call) if one.pk in wanted]
    read = eligibility(call, reviewers, by=by)
    theirs = unwritten_of(call, leaving) if leaving else frozenset[int]()
    open_ones = [one for one in read.applications if not leaving or one.pk in theirs]
    lacks = {one.pk: _lacks(call, read, one, leaving, theirs) for one in open_ones}
    reasons = {
        one.pk: {who.pk: read.reason(one, who.pk) for who in reviewers}
        for one in open_ones
        if lacks[one.pk]
    }
    tasks = [
        ReviewTask(pk, lacks[pk], frozenset(who for who, why in found.items() if not why))
        for pk, found in reasons.items()
    ]
    loads = loads_of(reviewers, call)
    spread_out = spread(tasks, loads)
    people = {one.pk: one for one in reviewers}
    given = [
        (one, tuple(people[who] for who in spread_out[one.pk]))
        for one in open_ones
        if spread_out.get(one.pk)
    ]
    lacking = [
        LackingApplication(one, lack, dict(Counter(filter(None, reasons[one.pk].values()))))
        for one in open_ones
        if (lack := lacks[one.pk] - len(spread_out.get(one.pk, ())))
    ]
    shares = _shares(reviewers, read, loads, spread_out, reasons)
    digest = _digest(call, leaving, spread_out)
    return AssignmentPlan(len(read.applications), given, shares, lacking, digest, read)


def unwritten_of(call: Call, reviewer: User) -> frozenset[int]:
    """Return the keys of the applications of a call that a reviewer still has to review."""
    rows = Review.objects.filter(
        application__call=call, reviewer=reviewer, state=Review.State.ASSIGNED
    )
    return frozenset(rows.values_list("application", flat=True))


def _lacks(
    call: Call, read: Eligibility, one: ToAssign, leaving: User | None, theirs: frozenset[int]
) -> int:
    held = read.held.get(one.pk, frozenset())
    if leaving is not None and one.pk in theirs:
        held = held - {leaving.pk}
    return max(0, call.reviewers - len(held))


def _shares(
    reviewers: Sequence[User],
    read: Eligibility,
    loads: Mapping[int, int],
    given: Mapping[int, tuple[int, ...]],
    reasons: Mapping[int, Mapping[int, str]],
) -> list[ReviewerShare]:
    gets = Counter(who for people in given.values() for who in people)
    barred: dict[int, Counter[str]] = defaultdict(Counter)
    for found in reasons.values():
        for who, why in found.items():
            if why:
                barred[who][why] += 1
    return [
        ReviewerShare(
            one,
            tuple(sorted(read.languages[one.pk])) if one.pk in read.languages else None,
            loads[one.pk],
            gets[one.pk],
            dict(barred[one.pk]),
        )
        for one in reviewers
    ]


def _digest(call: Call, leaving: User | None, given: Mapping[int, tuple[int, ...]]) -> str:
    said = (call.pk, call.reviewers, leaving.pk if leaving else 0, sorted(given.items()))
    return sha256(repr(said).encode()).hexdigest()[:24]
