"""Compute how far two coders agree, and whether further consultations bring new codes.

Both are computed from the codings each time.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from vigil.outlook.consultations.code_lists import CODE_LISTS, DIMENSIONS, PLACES
from vigil.outlook.consultations.verbs.coding import submitted
from vigil.outlook.models import Consultation, StatementCode
from vigil.reading.estimation.agreement import Agreement, alpha
from vigil.reading.estimation.saturation import SHIPPED, Rule, Saturation, saturation

THEMES: Final = tuple(CODE_LISTS)
"""Lists whose codes can be new in a meeting. Places are left out: each meeting has its own."""


@dataclass(frozen=True)
class CoderAgreement:
    """How far two coders agree on one dimension.

    The units of `agreement` are pairs of a statement and a code: the coder either gave the code or
    did not. All codes of a list count; of places, only those that a coder used somewhere.
    """

    dimension: str
    agreement: Agreement
    statements: int
    codes: int


@dataclass(frozen=True)
class CurvePoint:
    """One consultation on the saturation curve."""

    consultation: Consultation
    new: int
    cumulative: int


@dataclass(frozen=True)
class SaturationCurve:
    """The consultations in the order they were held, and the result of the saturation rule."""

    met: tuple[CurvePoint, ...]
    found: Saturation


def agreement_of(consultation: Consultation) -> list[CoderAgreement]:
    """Return the agreement on each dimension; an empty list until both codings are handed in."""
    codings = [row.values for row in submitted(consultation)]
    if len(codings) != 2:
        return []
    uids = [row.uid for row in consultation.statements.filter(withdrawn_at=None)]
    return [agreement_on(dimension, codings, uids) for dimension in DIMENSIONS]


def agreement_on(
    dimension: str,
    codings: Sequence[Mapping[str, Mapping[str, Collection[str]]]],
    uids: Sequence[str],
) -> CoderAgreement:
    """Return Krippendorff's alpha (nominal) of codings for one dimension of these statements."""
    found = {
        code
        for values in codings
        for uid in uids
        for code in values.get(uid, {}).get(dimension, ())
    }
    codes = sorted(found) if dimension == PLACES else list(CODE_LISTS[dimension]().terms)
    judged = np.array(
        [
            [
                float(code in values.get(uid, {}).get(dimension, ()))
                for uid in uids
                for code in codes
            ]
            for values in codings
        ],
        dtype=np.float64,
    )
    return CoderAgreement(dimension, alpha(judged, "nominal", draws=0), len(uids), len(codes))


def saturation_of(consultations: Iterable[Consultation], rule: Rule = SHIPPED) -> SaturationCurve:
    """Return how many new codes each consultation brought, in the order they were held.

    Pass consultations that are coded, without those that are not for use. Withdrawn statements do
    not count.
    """
    rows = sorted(consultations, key=lambda row: (row.starts_at, row.pk))
    codes: dict[int, set[str]] = {row.pk: set() for row in rows}
    said = StatementCode.objects.filter(
        statement__consultation__in=rows, statement__withdrawn_at=None, taxonomy__in=THEMES
    ).order_by()
    for pk, taxonomy, code in said.values_list("statement__consultation", "taxonomy", "code"):
        codes[pk].add(f"{taxonomy}:{code}")
    found = saturation([codes[row.pk] for row in rows], rule)
    met = zip(rows, found.new, found.cumulative, strict=True)
    return SaturationCurve(tuple(CurvePoint(*one) for one in met), found)
