"""Where divisions lie."""

from pathlib import Path

import pytest

from vigil.publication.map.divisions import POINTS, build, divisions
from vigil.reading.intake.gazetteer.index import INDEX, KINDS, read_index


@pytest.mark.parametrize(
    ("country", "name", "lat", "lon"),
    [
        ("MEX", "Sinaloa", 24.8, -107.4),
        ("USA", "Texas", 31, -98),
        ("ITA", "Sicily", 37.5, 14),
        ("COL", "Bogotá D.C.", 4.7, -74.1),
        ("UKR", "Kherson Oblast", 46.6, 32.6),
    ],
)
def test_a_division_is_found_by_country_and_name(
    country: str, name: str, lat: float, lon: float
) -> None:
    assert divisions().point(country, name) == pytest.approx((lat, lon), abs=1.5)


def test_a_name_counts_only_in_its_country() -> None:
    assert divisions().point("ITA", "Sinaloa") is None
    assert divisions().point("MEX", "") is None
    assert divisions().point("", "") is None


def test_spelling_without_accents_is_enough() -> None:
    assert divisions().point("MEX", "michoacan") == divisions().point("MEX", "Michoacán")
    assert divisions().point("MEX", "michoacan") is not None


def test_every_point_is_a_town_of_its_division(tmp_path: Path) -> None:
    out = tmp_path / "points.zst"
    assert build(out=out) == 3960
    assert out.read_bytes() == POINTS.read_bytes(), "the file is made from the gazetteer as it is"
    places, points = read_index(INDEX), read_index(out)
    towns = places["kind"] == KINDS.index("town")
    at = {
        (round(float(lat), 2), round(float(lon), 2))
        for lat, lon in zip(places["lat"][towns], places["lon"][towns], strict=True)
    }
    told = {
        (round(float(lat), 2), round(float(lon), 2))
        for lat, lon in zip(points["lat"], points["lon"], strict=True)
    }
    assert told <= at
