"""Compute the figures of agreement in the background, and those of a release."""

import hashlib
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, QuerySet

from vigil.casefile.access.reach import languages_of_cases
from vigil.casefile.house_rules.asked import Why
from vigil.casefile.models import (
    AgreementFigures,
    Case,
    Coding,
    CodingRule,
    GoldCase,
    Purpose,
    Stage,
)
from vigil.casefile.reliability.figures import GROUPS, figures_of
from vigil.casefile.reliability.measuring import shares_by_coder
from vigil.casefile.reliability.units import CodedCase, coded_cases

AT_ONCE = 500


def refresh_figures() -> bool:
    """Compute the figures anew if codings or gold cases changed; say whether that was done."""
    state = state_of_codings()
    if AgreementFigures.objects.filter(state=state).exists():
        return False
    figures = {**figures_of(_cases(_counted())), "gold": _gold(), "coded": _coded(_counted())}
    with transaction.atomic():
        AgreementFigures.objects.all().delete()
        AgreementFigures.objects.create(state=state, figures=figures)
    return True


def latest_figures() -> tuple[AgreementFigures | None, bool]:
    """Return the figures as they were computed last, and whether nothing has changed since."""
    latest = AgreementFigures.objects.order_by("-computed_at").first()
    return latest, latest is not None and latest.state == state_of_codings()


def figures_for_release(cases: Collection[int]) -> dict[str, Any]:
    """Return the figures of the codings of some cases, with no coder named.

    Pairs of coders are numbered, those who coded most together first.
    """
    found = figures_of(_cases(_counted().filter(case__in=cases)))
    pairs = sorted(
        found["by"]["pair"].values(), key=lambda fields: (-_most_units(fields), repr(fields))
    )
    return {
        "cases": found["cases"],
        "coded": _coded(_counted().filter(case__in=cases)),
        "fields": found["fields"],
        "pairs": {str(number): fields for number, fields in enumerate(pairs, 1)},
        "languages": found["by"]["language"],
    }


def _most_units(fields: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> int:
    return max(sum(groups[g]["n"] for g in GROUPS if g in groups) for groups in fields.values())


def _counted() -> QuerySet[Coding]:
    """Return the codings whose agreement is measured."""
    return Coding.objects.filter(purpose=Purpose.RECORD).exclude(submitted_at=None)


def _coded(codings: QuerySet[Coding]) -> dict[str, int]:
    """Count the cases that one person coded, and those of two people; drawn apart from the rest."""
    coders = codings.values("case").annotate(n=Count("coder", distinct=True))
    twice = {row["case"] for row in coders if row["n"] > 1}
    once = {row["case"] for row in coders if row["n"] == 1}
    done = Case.objects.filter(stage__in=(Stage.CODED, Stage.VERIFIED))
    done_once = done.filter(pk__in=once).count()
    drawn = CodingRule.objects.filter(case__in=twice, reason=Why.DRAWN).count()
    return {"once": done_once, "twice": len(twice), "drawn": drawn}


def _cases(codings: QuerySet[Coding]) -> list[CodedCase]:
    languages: dict[int, frozenset[str]] = {}
    keys = sorted(set(codings.values_list("case_id", flat=True)))
    for start in range(0, len(keys), AT_ONCE):
        languages |= languages_of_cases(keys[start:][:AT_ONCE])
    return list(coded_cases(codings.order_by("case_id", "submitted_at", "pk"), languages))


def _gold() -> dict[str, Any]:
    """Return, by coder and by purpose, how much of the gold cases they coded in the same way."""
    marks = {gold.case_id: gold for gold in GoldCase.objects.order_by("marked_at")}
    made: dict[str, Any] = {}
    for purpose in (Purpose.GOLD, Purpose.TRAINING):
        codings = Coding.objects.filter(purpose=purpose, case__in=marks).exclude(submitted_at=None)
        shares = shares_by_coder((marks[coding.case_id], coding) for coding in codings)
        made[purpose.value] = [
            {
                "coder": coder,
                "cases": share.cases,
                "values": share.values,
                "right": share.right,
                "wrong_fields": [list(one) for one in share.wrong_fields],
                **({"share": share.share, "interval": share.interval} if share.enough else {}),
            }
            for coder, share in sorted(shares.items())
        ]
    return made


def state_of_codings() -> str:
    """Return a digest that changes with the codings and the gold cases."""
    codings = Coding.objects.exclude(submitted_at=None).aggregate(
        n=Count("pk"), last=Max("submitted_at")
    )
    gold = GoldCase.objects.aggregate(n=Count("pk"), last=Max("marked_at"))
    return hashlib.sha256(f"{codings} {gold}".encode()).hexdigest()
