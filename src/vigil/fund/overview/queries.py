"""What desk screens of the fund list: only parties that the officer may know of, nothing opened."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Avg, Case, Count, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from vigil.fund.models import (
    Application,
    Call,
    Determination,
    EmergencyRequest,
    Nomination,
    Party,
    Review,
)
from vigil.fund.parties import letters
from vigil.fund.parties import queries as party_queries
from vigil.fund.parties.models.party import PARTY
from vigil.fund.parties.verbs import removing
from vigil.fund.reporting import verbs as reporting
from vigil.fund.reviews.verbs import reviewing
from vigil.trust.models import Decision, Letter, User
from vigil.trust.outbox.verbs.letters import FOR_A_PERSON


@dataclass(frozen=True)
class SealedTextOpening:
    """One opening of a sealed text."""

    who: User
    at: datetime
    kind: str
    field: str
    why: str


def visible_party_keys(user: User) -> QuerySet[Party, Any]:
    """Return the keys of visible parties, to filter other tables by."""
    return party_queries.visible_to(user).order_by().values("pk")


def applications_for(user: User) -> QuerySet[Application]:
    """Return the sent applications that somebody may know of, newest first."""
    rows = Application.objects.exclude(state=Application.State.DRAFT)
    return rows.filter(party__in=visible_party_keys(user)).select_related("party", "call", "grant")


def ranking(call: Call, user: User) -> QuerySet[Application]:
    """Return the applications of a call by mean points, highest first.

    Each has `handed_in`, the number of reviews that are in, and `mean`, in percent of the scale.
    There is no mean until all reviews are in, or while this user has one to write.
    """
    rows = applications_for(user).filter(call=call).exclude(state=Application.State.WITHDRAWN)
    # Subqueries: joined, the rows would be grouped by every column of party and call.
    handed = Review.objects.filter(application=OuterRef("pk"), state=Review.State.SUBMITTED)
    inside = handed.order_by().values("application")
    own = Review.objects.filter(reviewer=user, state=Review.State.ASSIGNED)
    shown = Q(handed_in__gte=call.reviewers) & ~Q(pk__in=own.values("application"))
    rows = rows.annotate(
        handed_in=Coalesce(Subquery(inside.annotate(n=Count("pk")).values("n")), 0),
        points=Subquery(inside.annotate(mean=Avg("total")).values("mean")),
    )
    rows = rows.annotate(mean=Case(When(shown, then=F("points")), default=None))
    rows = rows.select_related(None).select_related("party")
    return rows.order_by(F("mean").desc(nulls_last=True), "number")


def nominations_for(user: User) -> QuerySet[Nomination]:
    """Return the nominations that somebody may know of, newest first."""
    rows = Nomination.objects.filter(party__in=visible_party_keys(user), party__removed_at=None)
    return rows.select_related("party", "by", "call")


def emergencies_for(user: User) -> QuerySet[EmergencyRequest]:
    """Return the emergency requests that somebody may know of: undecided first, soonest first.

    Then follow decided requests whose answer was not released.
    """
    waits = EmergencyRequest.State.WAITING
    rows = EmergencyRequest.objects.filter(party__in=visible_party_keys(user)).select_related(
        "party"
    )
    turn = Case(When(state=waits, then=0), When(told_at=None, then=1), default=2)
    return rows.order_by(turn, "decide_by", "pk")


def letters_for(user: User) -> QuerySet[Letter]:
    """Return the letters of the fund that wait for release, oldest first."""
    return letters_about(party_queries.visible_to(user).order_by())


def letters_about(parties: QuerySet[Party, Any]) -> QuerySet[Letter]:
    """Return the letters about these parties that wait for release, oldest first."""
    kinds = (letters.KIND, reporting.REMINDER_LETTER_KIND)
    rows = Letter.objects.filter(
        kind__in=kinds, about_kind=PARTY, about_key__in=parties.values("uid")
    )
    return rows.filter(state__in=FOR_A_PERSON).order_by("created_at")


def unreleased_determinations_for(user: User) -> QuerySet[Determination]:
    """Return the current decisions that were not released, oldest first."""
    newest = Determination.objects.filter(application=OuterRef("application")).order_by(
        "-at", "-pk"
    )
    rows = Determination.objects.filter(
        told_at=None,
        application__party__in=visible_party_keys(user),
        application__party__removed_at=None,
        application__state=Application.State.DECIDED,
        pk=Subquery(newest.values("pk")[:1]),
    )
    return rows.select_related("application__party").order_by("at")


def reviews_in(rows: Iterable[Application]) -> dict[int, int]:
    """Return how many reviews are in, by application key."""
    found = Review.objects.filter(application__in=[row.pk for row in rows])
    found = found.filter(state=Review.State.SUBMITTED).order_by()
    counted = found.values("application").annotate(n=Count("pk")).values_list("application", "n")
    return dict(counted)


def sealed_text_openings(party: Party) -> list[SealedTextOpening]:
    """Return who opened sealed text about a party, when and why, newest first.

    Drafts of reviews are left out: only their writer knows of them.
    """
    keys = [key for _kind, key in removing.sealed_subjects_of(party)]
    rows = Decision.objects.filter(verb="open_sealed", target_key__in=keys, actor__isnull=False)
    rows = rows.exclude(target_kind="review", after__field=reviewing.DRAFT)
    return [
        SealedTextOpening(
            row.actor, row.at, row.target_kind, str(row.after.get("field", "")), row.why
        )
        for row in rows.select_related("actor").order_by("-at", "-pk")[:100]
        if row.actor is not None
    ]


def decisions_on(kind: str, key: str) -> list[Decision]:
    """Return the decisions on a subject, oldest first, without sealing and opening.

    Drafts of reviews are left out: only their writer knows of them.
    """
    rows = Decision.objects.filter(target_kind=kind, target_key=key)
    rows = rows.exclude(verb__in=("seal", "shred", "open_sealed", "save_review_draft"))
    return list(rows.select_related("actor").order_by("at", "pk"))


def filter_by_party(rows: QuerySet[Any], text: str, *, party: str = "party") -> QuerySet[Any]:
    """Keep the rows of the party with this number or exactly this name.

    Names are compared by digest, so nothing is opened.
    """
    said = text.strip()
    if not said:
        return rows
    letter, _dash, number = said.upper().partition("-")
    if number.isdecimal() and len(number) < 10:
        if letter == "F":
            return rows.filter(**{f"{party}__number" if party else "number": int(number)})
        if letter == "A" and party:
            return rows.filter(number=int(number))
    known = party_queries.parties_known_as([said]).order_by().values("pk")
    return rows.filter(**{f"{party}__in" if party else "pk__in": known})
