"""What counts as evidence that two accounts tell of one attack."""

import numpy as np
import pytest

from reading.linkage.samples import account, report
from vigil.reading.linkage.comparing import FEATURES, compare
from vigil.reading.linkage.evidence import unproven
from vigil.reading.linkage.linking import batch_of
from vigil.reading.records import PerpetratorRead

EXTRA = ("dead_differ", "both_fresh", "both_located", "names_in_both", "ages_in_both")
APART = {"day_far": 1.6, "both_fresh": 1.0, "place_same": 1.0, "both_located": 1.0}
"""Two fresh reports of one town whose days lie apart."""


def lacking(*, crowded: bool = False, **told: float) -> bool:
    columns = {name: np.zeros(1) for name in (*FEATURES, *EXTRA)}
    columns |= {name: np.array([value]) for name, value in told.items()}
    return bool(unproven(columns, np.array([crowded]))[0])


@pytest.mark.parametrize(
    "told",
    [
        {"streets": 0.4},
        {"suspects_told": 1.0},
        {"name_pairs": 0.6, "names_in_both": 5},
        {"text_ages_shared": 1.0, "ages_in_both": 2},
        {"names_told": 1.0},
    ],
)
def test_a_rare_detail_is_evidence_though_days_lie_apart(told: dict[str, float]) -> None:
    assert not lacking(**APART, **told)


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"name_pairs": 0.6, "names_in_both": 1},
        {"text_ages_shared": 1.0, "ages_in_both": 1},
        {"streets_differ": 1.0},
    ],
)
def test_a_town_or_an_age_in_common_is_none(told: dict[str, float]) -> None:
    assert lacking(**APART, **told)


def test_a_suspect_counts_in_one_place_and_not_in_a_text_that_lists_attacks() -> None:
    assert lacking(**{**APART, "place_same": 0.0}, suspects_told=1.0)
    assert lacking(crowded=True, **APART, suspects_told=1.0)


def test_a_suspect_named_in_full_in_the_other_text_is_told() -> None:
    one = account("a", (), "2021-05-03", "Veracruz")
    two = account("b", (), "2021-05-20", "Veracruz")
    one.perpetrators.append(PerpetratorRead(name="Nicanor Ibarra", kind="person"))
    one.perpetrators.append(PerpetratorRead(name="two armed men", kind="unknown"))
    two.perpetrators.append(PerpetratorRead(name="Los Halcones", kind="group"))
    reports = {
        "a": report("a", "Los Halcones"),
        "b": report("b", "The judge heard Nicanor Ibarra today."),
    }
    features = compare(batch_of([one, two], reports), np.array([0]), np.array([1])).features
    assert features[0, FEATURES.index("suspects_told")] == 1
    reports["b"] = report("b", "The judge heard of two armed men today.")
    features = compare(batch_of([one, two], reports), np.array([0]), np.array([1])).features
    assert features[0, FEATURES.index("suspects_told")] == 0
