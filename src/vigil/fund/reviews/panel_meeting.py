"""What a panel meeting looks at: order of applications, who leaves the room, money left."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import F, Max, Min, OuterRef, QuerySet, Subquery, Sum

from vigil.fund.applications.verbs import determining
from vigil.fund.models import (
    Application,
    Call,
    Conflict,
    Outcome,
    PanelBudget,
    Review,
)
from vigil.fund.overview import queries
from vigil.trust.models import Role, User

BY_RANK, BY_DISAGREEMENT = "rank", "disagreement"
ORDERS: Final = (BY_RANK, BY_DISAGREEMENT)


@dataclass(frozen=True)
class PanelRemainder:
    """What a panel can still award. Each is None where no limit was set."""

    places: int | None
    minor: int | None
    currency: str
    """That of the call: what is asked for in another is not counted, and `uncounted` says so."""
    uncounted: int


def applications(call: Call, user: User, order: str) -> QuerySet[Application]:
    """Return the applications of a call for a meeting, best or most disputed first.

    Disagreement is the difference between the most and the least points of an application.
    """
    rows = queries.ranking(call, user)
    if order != BY_DISAGREEMENT:
        return rows
    handed = Review.objects.filter(application=OuterRef("pk"), state=Review.State.SUBMITTED)
    inside = handed.order_by().values("application")
    apart = inside.annotate(apart=Max("total") - Min("total")).values("apart")
    rows = rows.annotate(apart=Subquery(apart))
    # Without a mean the points are not to be seen yet: nor is how far they are apart.
    shown = F("mean") * 0 + F("apart")
    return rows.annotate(shown=shown).order_by(F("shown").desc(nulls_last=True), "number")


def who_leaves(application: Application) -> list[str]:
    """Return the initials of those of the fund who leave the room for an application.

    They have a conflict of interest, or proposed the applicant.
    """
    party = application.party
    conflicted = Conflict.objects.filter(party=party).values("user")
    staff = (Role.REVIEWER, Role.FUND_OFFICER)
    working = User.objects.filter(is_active=True, grants__role__in=map(str, staff))
    rows = working.filter(pk__in=conflicted) | working.filter(pk__in=party.nominations.values("by"))
    return sorted({initials(str(one)) for one in rows.distinct()})


def initials(name: str) -> str:
    """Return the first letter of each word of a name: "A. K."."""
    return " ".join(f"{word[0].upper()}." for word in name.partition("@")[0].split())


def remainder(call: Call) -> PanelRemainder:
    """Return what a panel can still award in a call, after what is decided so far."""
    awarded = Application.objects.filter(call=call, outcome=Outcome.AWARD).order_by()
    counted = awarded.filter(currency=call.currency, minor__isnull=False)
    spent = counted.aggregate(n=Sum("minor"))["n"] or 0
    budget = PanelBudget.objects.filter(call=call).first()
    return PanelRemainder(
        determining.places_left(call),
        budget.minor - spent if budget is not None else None,
        call.currency,
        awarded.count() - counted.count() if budget is not None else 0,
    )


def reviewers_say(reviews: Sequence[Review]) -> list[tuple[User, str]]:
    """Return what each reviewer proposes."""
    return [(one.reviewer, one.get_says_display()) for one in reviews]
