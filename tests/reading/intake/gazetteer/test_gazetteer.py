"""Places by name."""

from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from vigil.reading.intake.gazetteer import Gazetteer, fold, fold_name
from vigil.reading.intake.gazetteer.index import read_index


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


def test_a_town_with_its_division_and_country(gazetteer: Gazetteer) -> None:
    town = next(p for p in gazetteer.lookup("APATZINGAN") if p.kind == "town")
    assert (town.name, town.admin1, town.country) == ("Apatzingán", "Michoacán", "MEX")
    assert town.lat == pytest.approx(19.09, abs=0.1)
    assert town.geonames_id == 4018400


@pytest.mark.parametrize(
    ("name", "kind", "country"),
    [
        ("Estados Unidos", "country", "USA"),
        ("Brasil", "country", "BRA"),
        ("Haïti", "country", "HTI"),
        ("Sinaloa", "admin1", "MEX"),
        ("Tepito", "neighbourhood", "MEX"),
        ("Baixada Fluminense", "region", "BRA"),
        ("Catatumbo", "region", "COL"),
        ("Россия", "country", "RUS"),
        ("العراق", "country", "IRQ"),
        ("Махачкала", "town", "RUS"),
        ("Ростовская область", "admin1", "RUS"),
        ("البصره", "town", "IRQ"),
        ("Enrique Estrada", "admin2", "MEX"),
    ],
)
def test_what_a_name_stands_for(gazetteer: Gazetteer, name: str, kind: str, country: str) -> None:
    assert any((p.kind, p.country) == (kind, country) for p in gazetteer.lookup(name))


def test_most_people_first(gazetteer: Gazetteer) -> None:
    people = [p.population for p in gazetteer.lookup("San Miguel")]
    assert len(people) > 10
    assert people == sorted(people, reverse=True)


def test_an_unknown_name_has_no_place(gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup("Xyzzyqwert") == ()


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "places.zst"
    path.write_bytes(zstandard.compress(b"something else"))
    with pytest.raises(ValueError, match="not a gazetteer index"):
        read_index(path)


@given(st.text())
def test_folding_keeps_offsets(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
def test_folding_a_name_twice_is_folding_it_once(name: str) -> None:
    assert fold_name(fold_name(name)) == fold_name(name)


def test_the_people_of_a_country(gazetteer: Gazetteer) -> None:
    assert 40_000_000 < gazetteer.people_of("COL") < 60_000_000
    assert gazetteer.people_of("XXX") == 0


@pytest.mark.parametrize(
    ("one", "other"), [("البصرة", "البصره"), ("مُوسى", "موسي"), ("Йошкар-Ола", "йошкар ола")]
)
def test_letters_written_in_two_ways_are_one(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)
