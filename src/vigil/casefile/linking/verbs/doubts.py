"""Write which cases may be one attack, where the linking left it in doubt. A person decides."""

from collections.abc import Collection, Mapping, Sequence
from itertools import batched
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q, QuerySet

from vigil.casefile.linking.index import why_in_doubt
from vigil.casefile.matches.queries import ACCEPTED_STAGES
from vigil.casefile.models import Case, CaseDoubt, Stage
from vigil.reading.linkage.records import Doubt

if TYPE_CHECKING:
    from vigil.reading.engines.linking.index import ProposedCases
    from vigil.reading.linkage.explaining import ScoreReason

DOUBTS_A_TRANSACTION = 100

Pair = tuple[int, int]
"""The primary keys of two cases, the smaller first."""


def write_doubts(proposed: "ProposedCases", index: Path | None = None) -> None:
    """Write which cases are in doubt. Call it after the proposals were written.

    `index` is the folder of the index that made them: it explains each doubt that changed.

    A doubt is deleted once it is gone, or once a case was merged, rejected or deleted. A doubt on
    two accepted cases stays: the linking does not compare them again, but nobody has decided yet
    whether they are one attack. Only differences are written, in small transactions. A run may be
    interrupted; the next one completes it.
    """
    opened = zip(proposed.case, proposed.placed, strict=True)
    of_people = {case for case, placed in opened if placed}
    rows = CaseDoubt.objects.values_list("case_id", "other_id", "probability")
    stored = {(case, other): probability for case, other, probability in rows}
    written: set[Pair] = set()
    for some in batched(proposed.doubts, DOUBTS_A_TRANSACTION):
        found = _by_case(some, _in_force({key for d in some for key in (d.a, d.b)}, of_people))
        if any(stored.get(pair) != probability for pair, probability in found.items()):
            why = why_in_doubt(index, {(doubt.a, doubt.b) for doubt in some}) if index else {}
            with transaction.atomic():
                written |= _write(some, of_people, why)
        else:
            written |= set(found)
    _drop_all_but(written)


def _write(
    doubts: Sequence[Doubt],
    of_people: Collection[str],
    why: Mapping[tuple[str, str], list["ScoreReason"]],
) -> set[Pair]:
    cases = _locked({key for d in doubts for key in (d.a, d.b)}, of_people)
    found = _by_case(doubts, cases)
    reasons = {
        frozenset((cases[doubt.a], cases[doubt.b])): why.get((doubt.a, doubt.b), [])
        for doubt in doubts
        if doubt.a in cases and doubt.b in cases
    }
    CaseDoubt.objects.bulk_create(
        [
            CaseDoubt(
                case_id=case,
                other_id=other,
                probability=probability,
                reasons=reasons[frozenset((case, other))],
            )
            for (case, other), probability in found.items()
        ],
        update_conflicts=True,
        unique_fields=["case", "other"],
        update_fields=["probability", "reasons"],
    )
    return set(found)


def _by_case(doubts: Sequence[Doubt], cases: Mapping[str, int]) -> dict[Pair, float]:
    """Return the probability of each doubt, by the keys of its two cases in force."""
    found: dict[Pair, float] = {}
    for doubt in doubts:
        if doubt.a in cases and doubt.b in cases:
            case, other = sorted((cases[doubt.a], cases[doubt.b]))
            found[case, other] = doubt.probability
    return found


def _locked(keys: Collection[str], of_people: Collection[str]) -> dict[str, int]:
    """Lock the cases that `_in_force` finds, in the order in which verbs lock."""
    return _in_force(keys, of_people, Case.objects.select_for_update())


def _in_force(
    keys: Collection[str], of_people: Collection[str], cases: QuerySet[Case] | None = None
) -> dict[str, int]:
    """Return the primary keys of the cases in force that belong to keys of the linking.

    A case that people merged, rejected or opened since the linking began is left out.
    """
    opened = {int(key) for key in keys if key in of_people}
    proposed = [key for key in keys if key not in of_people]
    # Stages are compared below: as conditions they would keep SQLite from using the index of keys.
    rows = (
        (Case.objects.all() if cases is None else cases)
        .filter(Q(pk__in=opened) | Q(key__in=proposed))
        .order_by("pk")
        .values_list("pk", "key", "stage", "superseded_by")
    )
    found = {}
    for pk, key, stage, superseded_by in rows:
        name = str(pk) if pk in opened else key
        meant = stage != Stage.REJECTED if pk in opened else stage == Stage.CANDIDATE
        if meant and superseded_by is None:
            found[name] = pk
    return found


def _drop_all_but(written: Collection[Pair]) -> None:
    in_hand = Q(case__stage__in=ACCEPTED_STAGES, case__superseded_by=None) & Q(
        other__stage__in=ACCEPTED_STAGES, other__superseded_by=None
    )
    standing = CaseDoubt.objects.exclude(in_hand).values_list("pk", "case_id", "other_id")
    gone = [pk for pk, case, other in standing if (case, other) not in written]
    for some in batched(gone, DOUBTS_A_TRANSACTION):
        CaseDoubt.objects.filter(pk__in=some).delete()
