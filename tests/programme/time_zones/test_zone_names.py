"""Time zones as hosts type them."""

from datetime import datetime

import pytest
from django.utils.translation import override

from vigil.programme.time_zones.wall_times import UnknownZone, zones
from vigil.programme.time_zones.zone_names import (
    _KEPT,
    zone_choices,
    zone_typed,
    zones_of_country,
)


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Asia/Tokyo", "Asia/Tokyo"),
        ("asia/tokyo", "Asia/Tokyo"),
        (" America/New York ", "America/New_York"),
        ("Tokyo", "Asia/Tokyo"),
        ("tokio", "Asia/Tokyo"),
        ("طوكيو", "Asia/Tokyo"),
        ("Japan", "Asia/Tokyo"),
        ("Japón", "Asia/Tokyo"),
        ("JST", "Asia/Tokyo"),
        ("jst", "Asia/Tokyo"),
        ("Ciudad de México", "America/Mexico_City"),
        ("Bogotá", "America/Bogota"),
        ("Colombia", "America/Bogota"),
        ("Calcutta", "Asia/Kolkata"),
        ("Kiev", "Europe/Kyiv"),
        ("Singapore", "Asia/Singapore"),
        ("México", "America/Mexico_City"),
        ("UTC", "UTC"),
        ("gmt", "UTC"),
    ],
)
def test_names_of_one_place(typed: str, zone: str) -> None:
    assert zone_typed(typed) == zone


@pytest.mark.parametrize(
    ("typed", "near", "when", "zone"),
    [
        ("GMT+9", ["Asia/Tokyo"], None, "Asia/Tokyo"),
        ("UTC+09:00", ["Asia/Seoul"], None, "Asia/Seoul"),
        ("+9", zones_of_country("JPN"), None, "Asia/Tokyo"),
        ("UTC−3:30", ["America/St_Johns"], datetime(2027, 1, 9), "America/St_Johns"),
        ("CET", ["Europe/Rome", "Asia/Tokyo"], None, "Europe/Rome"),
        ("GMT+2", ["Europe/Vienna"], datetime(2027, 7, 1), "Europe/Vienna"),
        ("IST", ["Asia/Calcutta"], None, "Asia/Kolkata"),
    ],
)
def test_the_form_decides_between_several(
    typed: str, near: list[str], when: datetime | None, zone: str
) -> None:
    assert zone_typed(typed, near, when) == zone


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("GMT+9", "kept in several places.*Asia/Tokyo"),
        ("IST", "kept in several places.*Asia/Kolkata.*Asia/Jerusalem"),
        ("Brazil", "kept in several places.*America/"),
        ("GMT+19", "No place keeps"),
        ("Tokoyo", "no time zone of a place.*Spelled alike: Asia/Tokyo"),
        ("Etc/GMT-9", "no time zone of a place"),
        ("<script>", "no time zone of a place"),
    ],
)
def test_a_refusal_says_what_to_write(typed: str, said: str) -> None:
    with pytest.raises(UnknownZone, match=said):
        zone_typed(typed)


def test_a_city_without_a_zone_of_its_own_has_that_of_its_country() -> None:
    japan, brazil = zones_of_country("JPN"), zones_of_country("BRA")
    assert zone_typed("Kyoto", country=japan) == "Asia/Tokyo"
    assert zone_typed("京都", country=japan) == "Asia/Tokyo"
    assert zone_typed("Lima", country=japan) == "America/Lima"
    with pytest.raises(UnknownZone, match=r"named after.*America/Manaus.*America/Sao_Paulo"):
        zone_typed("Curitiba", country=brazil)
    with pytest.raises(UnknownZone, match="no time zone of a place"):
        zone_typed("<script>", country=japan)


def test_an_offset_is_that_of_the_day() -> None:
    with pytest.raises(UnknownZone):
        zone_typed("GMT+2", ["Europe/Vienna"], datetime(2027, 1, 1))


def test_the_picker_says_city_country_and_short_name_in_the_language_of_the_page() -> None:
    with override("es"):
        offered = dict(zone_choices())
    assert offered["Asia/Tokyo"] == "Tokio · Japón · JST"
    assert "Asia/Calcutta" not in offered
    assert set(offered) <= set(zones())
    assert {zone for kept in _KEPT.values() for zone in kept} <= set(offered)
