"""What the rules of extraction tell screening of a report's opening."""

import numpy as np
import pytest

from vigil.reading.intake.screening.attack_features import (
    ATTACK_FEATURES,
    OPENING,
    attack_features,
)
from vigil.reading.records import Report

TEXTS = {
    "en": "The mayor Anna Kowal, 41, was shot dead outside her house on Monday.",
    "es": "El alcalde Ramiro Tovar, de 41 años, fue asesinado a balazos frente a su casa.",
    "pt": "O vereador Caio Brandão, de 41 anos, foi morto a tiros em frente de casa.",
    "fr": "Le maire Luc Arnaud, 41 ans, a été tué par balles devant sa maison.",
}


def read(report: Report) -> dict[str, float]:
    return dict(zip(ATTACK_FEATURES, attack_features(report).tolist(), strict=True))


@pytest.mark.parametrize("language", TEXTS)
def test_a_killing_means_the_same_in_every_language(language: str) -> None:
    found = read(Report(id="a", text=TEXTS[language], language=language))
    told = ("attack", "killing", "plain_killing", "victim_named_killed", "victim_age", "in_lead")
    assert [found[name] for name in told] == [1.0] * len(told)
    assert found["in_title"] == 0


def test_no_attack_is_nothing() -> None:
    found = attack_features(Report(id="a", text="Rain is expected on the coast.", language="en"))
    assert found.dtype == np.float32
    assert found.tolist() == [float(name == "nobody") for name in ATTACK_FEATURES]
    assert read(Report(id="a", text="Rain is expected.", language="en"))["attack"] == 0


def test_what_stands_behind_the_opening_is_not_read() -> None:
    late = "The council met. " * (OPENING // 16) + TEXTS["en"]
    assert read(Report(id="a", text=late, language="en"))["killing"] == 0
