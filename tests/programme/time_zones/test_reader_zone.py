"""In which zone a reader wants times shown."""

import pytest
from django.http import QueryDict
from django.utils.translation import override

from vigil.programme.time_zones.reader_zone import ReaderZone


def offered(reader: ReaderZone) -> dict[str, str]:
    return {zone: city for _area, zones in reader.choices() for zone, city in zones}


def test_what_is_asked_for_stands_else_the_audience() -> None:
    assert ReaderZone.of(QueryDict(""), "Europe/Vienna").zone == "Europe/Vienna"
    asked = ReaderZone.of(QueryDict("zone=America/Bogota"), "Europe/Vienna")
    assert (asked.zone, asked.asked, asked.query) == (
        "America/Bogota",
        True,
        "?zone=America/Bogota",
    )


@pytest.mark.parametrize("wrong", ["CET", "Mars", "<script>", "../../etc/passwd", "Europe/\0"])
def test_what_is_no_zone_is_said_and_the_audience_stands(wrong: str) -> None:
    query = QueryDict(mutable=True)
    query["zone"] = wrong
    reader = ReaderZone.of(query, "Europe/Vienna")
    assert (reader.zone, reader.asked) == ("Europe/Vienna", False)
    assert reader.error


def test_a_city_is_offered_once_by_the_name_it_has_now() -> None:
    zones = offered(ReaderZone("Europe/Vienna"))
    assert zones["Asia/Kolkata"] == "Kolkata"
    assert "Asia/Calcutta" not in zones
    assert not [zone for zone in zones if "/" not in zone and zone != "UTC"]


def test_a_zone_by_another_name_is_in_the_list_when_it_is_shown() -> None:
    assert "Asia/Calcutta" in offered(ReaderZone("Asia/Calcutta"))


def test_cities_are_in_the_language_of_the_page() -> None:
    with override("es"):
        assert offered(ReaderZone("UTC"))["Europe/Vienna"] == "Viena"
    with override("en"):
        assert offered(ReaderZone("UTC"))["Europe/Vienna"] == "Vienna"
