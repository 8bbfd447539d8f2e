"""How far two coders agree, and whether consultations brought anything new."""

from collections.abc import Mapping, Sequence

import pytest

from outlook import factories_consultations as factories
from outlook.factories_consultations import CODES
from vigil.outlook.consultations.agreement_and_saturation import (
    agreement_of,
    agreement_on,
    saturation_of,
)
from vigil.outlook.consultations.saturation_figure import saturation_figure
from vigil.outlook.consultations.verbs import speakers_and_consent

UIDS = ("a", "b", "c", "d")


def coded(*markets: Sequence[str]) -> Mapping[str, Mapping[str, Sequence[str]]]:
    return {uid: {"markets": one} for uid, one in zip(UIDS, markets, strict=True)}


def by_hand(pairs: Sequence[tuple[int, int]]) -> float:
    """Return nominal alpha of two coders from the matrix of coincidences, after Krippendorff."""
    answers = [one for pair in pairs for one in pair]
    n = len(answers)
    ones = sum(answers)
    differing = sum(a != b for a, b in pairs) * 2
    return 1 - (n - 1) * differing / (2 * ones * (n - ones))


def test_alpha_is_over_statements_and_codes_as_there_or_not() -> None:
    first = coded(["cocaine"], ["heroin"], [], ["cocaine"])
    second = coded(["cocaine"], ["cocaine"], [], ["cocaine"])
    found = agreement_on("markets", [first, second], UIDS)
    pairs = [(1, 1), (1, 0), (0, 1), (1, 1)] + [(0, 0)] * (4 * 15 - 4)
    assert (found.statements, found.codes, found.agreement.units) == (4, 15, 60)
    assert found.agreement.alpha == pytest.approx(by_hand(pairs))


def test_perfect_agreement_is_one_and_silence_is_none_with_its_reason() -> None:
    same = coded(["cocaine"], [], ["heroin"], [])
    assert agreement_on("markets", [same, same], UIDS).agreement.alpha == 1
    nothing = agreement_on("drivers", [same, same], UIDS).agreement
    assert (nothing.alpha, nothing.reason) == (None, "no_variation")
    places = agreement_on("places", [same, same], UIDS)
    assert (places.agreement.alpha, places.agreement.reason, places.codes) == (None, "no_pairs", 0)


@pytest.mark.django_db
def test_agreement_is_told_once_both_are_in() -> None:
    row = factories.being_coded()
    factories.code(row, CODES)
    assert agreement_of(row) == []
    second = row.codings.all()[1]
    for statement, codes in zip(row.statements.all(), CODES, strict=True):
        factories.coding_verbs.code_statement(second, statement, codes, by=second.coder)
    factories.coding_verbs.hand_in(second, by=second.coder)
    found = {one.dimension: one.agreement.alpha for one in agreement_of(row)}
    assert found == {"markets": 1, "drivers": 1, "responses": None, "levels": None, "places": 1}


@pytest.mark.django_db
def test_a_meeting_brings_what_none_before_it_had_and_places_are_not_new() -> None:
    by = factories.chair()
    rows = [factories.settled(by) for _n in range(2)]
    other = ({"markets": ["heroin"], "places": ["PER"]}, {}, {})
    rows.append(factories.settled(by, other))
    curve = saturation_of(reversed(rows))
    assert [(met.consultation.number, met.new, met.cumulative) for met in curve.met] == [
        (1, 5, 5),
        (2, 0, 5),
        (3, 1, 6),
    ]
    speakers_and_consent.withdraw_statement(rows[2].statements.all()[0], "asked", by=by)
    assert saturation_of(rows).found.new == (5, 0, 0)
    shown = saturation_figure(curve)
    assert "too few" in shown.verdict
    assert "at most 5%" in shown.rule
    assert shown.figure is not None
    assert [one.label for one in shown.figure.rows] == ["C-001", "C-002", "C-003"]


@pytest.mark.django_db
def test_of_no_consultation_there_is_no_figure() -> None:
    assert saturation_figure(saturation_of([])).figure is None
