"""What is one value for two coders: spelling, order and coordinates do not count."""

from typing import Any

import pytest

from vigil.casefile.coding.same_values import same_value
from vigil.reading import codebook

FIELDS = codebook.current().fields
TOWN = {"name": "Puerto Ejemplo", "country": "MEX", "precision": "town"}


@pytest.mark.parametrize(
    ("field", "left", "right"),
    [
        ("method", None, ""),
        ("occupation", "Council  member", "council member"),
        ("names", ["Ana Ríos", "Tomás Prueba"], ["tomas prueba", "Ana Rios"]),
        ("contract_signs", ["payment", "manner"], ["manner", "payment"]),
        ("place", TOWN, {**TOWN, "name": "Puerto ejemplo", "lat": 19.5, "lon": -99.0}),
        ("age", 41, {"low": 41, "high": 41}),
        ("price_paid", {"amount": 500, "currency": "USD"}, {"amount": 500.0, "currency": "USD"}),
    ],
)
def test_these_are_one_value(field: str, left: Any, right: Any) -> None:
    assert same_value(FIELDS[field], left, right)


@pytest.mark.parametrize(
    ("field", "left", "right"),
    [
        ("method", "firearm", "blade"),
        ("method", "firearm", None),
        ("names", ["Ana Ríos"], ["Ana Ríos", "La Güera"]),
        ("place", TOWN, {**TOWN, "precision": "exact"}),
        ("age", {"low": 41, "high": 43}, {"low": 41, "high": 41}),
        (
            "date_of_attack",
            {"value": "2019-03", "precision": "month"},
            {"value": "2019-03-07", "precision": "day"},
        ),
    ],
)
def test_these_are_two_values(field: str, left: Any, right: Any) -> None:
    assert not same_value(FIELDS[field], left, right)
