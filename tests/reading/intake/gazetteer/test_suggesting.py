"""Places suggested for what somebody has typed so far."""

from vigil.reading.intake.gazetteer.suggesting import suggest, towns_near


def test_places_of_the_country_come_first_and_accents_do_not_matter() -> None:
    found = suggest("medel", "COL")
    assert (found[0].name, found[0].country) == ("Medellín", "COL")
    assert suggest("MEDELLÍN", "ESP")[0].country == "ESP"
    assert suggest("londres")[0].country == "GBR"


def test_what_stands_behind_a_comma_says_where_the_place_lies() -> None:
    assert suggest("Medellin, Extremadura")[0].country == "ESP"
    assert suggest("Medellin, Mexico")[0].country == "MEX"
    assert suggest("San, Zacatecas")[0].admin1 == "Zacatecas"


def test_a_country_leads_and_a_town_comes_before_the_division_called_after_it() -> None:
    assert suggest("El Salvador", "PHL")[0].kind == "country"
    assert [place.kind for place in suggest("San Salvador")[:2]] == ["town", "admin1"]
    assert suggest("Antioquia")[0].kind == "admin1"
    # A later word of the name is found where nothing begins so in what stands behind the comma.
    assert suggest("La Mar, Ayacucho")[0].country == "PER"


def test_a_beginning_that_says_nothing_suggests_nothing() -> None:
    assert suggest("m") == []
    assert suggest("  ") == []
    assert suggest("no place is called so") == []


def test_towns_near_a_point_come_by_size() -> None:
    near = towns_near(6.25, -75.56, 0.5, 5)
    assert near[0].name == "Medellín"
    assert [town.population for town in near] == sorted((t.population for t in near), reverse=True)
