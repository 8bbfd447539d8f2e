"""Read gold cases and trainings: who codes which case, and what they must not see of it."""

from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from vigil.casefile.models import Case, CoderTraining, Coding, GoldCase, Purpose
from vigil.trust.models import User

ONE_GOLD_IN: Final = 10
"""A coder is handed one gold case among so many codings for the record."""


def gold_of(case: Case) -> GoldCase | None:
    """Return the mark of a gold case; None for any other."""
    return case.gold.filter(ended_at=None).first()


def latest_gold_of(case: Case) -> GoldCase | None:
    """Return the latest mark of a case as gold, ended or not."""
    return case.gold.order_by("-marked_at").first()


def gold_cases() -> QuerySet[GoldCase]:
    """Return the gold cases, the newest first."""
    return GoldCase.objects.filter(ended_at=None).select_related("case").order_by("-marked_at")


def training_of(user: User) -> CoderTraining | None:
    """Return the training that somebody is in."""
    return user.trainings.filter(ended_at=None).first()


def coders_in_training() -> QuerySet[CoderTraining]:
    """Return the trainings that have not ended, the newest first."""
    return (
        CoderTraining.objects.filter(ended_at=None)
        .select_related("coder", "started_by")
        .order_by("-started_at")
    )


def is_measured(case: Case, user: User) -> bool:
    """Say whether somebody codes a gold case as any other case, and so must not see its values.

    That is a coder who neither coded it before nor decided on it. Adjudicators see every value.
    """
    if gold_of(case) is None or user.has_perm("casefile.adjudicate", case):
        return False
    if not user.has_perm("casefile.code_case", case):
        return False
    if case.codings.filter(coder=user).exclude(submitted_at=None).exists():
        return False
    return not case.adjudications.filter(verified_by=user).exists()


def purpose_of(case: Case, user: User) -> Purpose:
    """Return what a coding that somebody begins now would be for."""
    if training_of(user) is not None:
        return Purpose.TRAINING
    return Purpose.GOLD if is_measured(case, user) else Purpose.RECORD


def gold_to_code(user: User) -> QuerySet[Case]:
    """Return the gold cases that somebody is handed now: all in training, else one in a while."""
    gold = list(GoldCase.objects.filter(ended_at=None).values_list("case", flat=True))
    if not gold:
        return Case.objects.none()
    mine = Coding.objects.filter(coder=user).exclude(submitted_at=None)
    cases = (
        Case.objects.filter(superseded_by=None, pk__in=gold)
        .exclude(Exists(mine.filter(case=OuterRef("pk"))))
        .exclude(adjudications__verified_by=user)
        .exclude(adjudications__by=user)
    )
    if training_of(user) is not None:
        return cases
    measured = mine.filter(purpose=Purpose.GOLD).order_by("-submitted_at").first()
    since = mine.filter(purpose=Purpose.RECORD)
    if measured is not None:
        since = since.filter(submitted_at__gt=measured.submitted_at)
    if since.count() < ONE_GOLD_IN or user.has_perm("casefile.adjudicate"):
        return cases.none()
    begun = Coding.objects.filter(coder=user, submitted_at=None, case=OuterRef("pk"))
    first = cases.order_by(Exists(begun).desc(), "opened_at", "pk").values("pk")[:1]
    return Case.objects.filter(pk__in=list(first.values_list("pk", flat=True)))
