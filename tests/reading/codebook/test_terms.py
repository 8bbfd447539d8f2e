"""Lists of terms: whole, each code once, and errors that name what is wrong."""

from pathlib import Path

import pytest

from vigil.reading.codebook.country_codes import COUNTRIES
from vigil.reading.codebook.scheme import LANGUAGES, CodebookError
from vigil.reading.codebook.terms import (
    actors,
    drivers,
    levels,
    markets,
    new_in,
    read_labelled,
    read_regions,
    region_of,
    regions,
    regions_within,
    resilience,
    responses,
    terms_in,
)

LABEL = 'label = { en = "a", es = "b", fr = "c", pt = "d", ar = "e" }'


def test_the_markets_and_responses_are_those_of_the_index() -> None:
    assert len(markets().terms) == 15
    assert sum(term.since == "2023" for term in markets().terms.values()) == 5
    assert len(actors().terms) == 5
    assert len(resilience().terms) == 12
    assert responses() == resilience()


def test_drivers_and_levels_are_those_of_the_report() -> None:
    assert list(drivers().terms) == [
        *("technology", "climate", "infrastructure_trade", "finance_banking"),
        *("inequality", "conflict", "demography_mobility", "geopolitics"),
    ]
    assert list(levels().terms) == ["international", "national", "local_community"]


def test_an_edition_has_the_terms_that_stood_in_it() -> None:
    assert [len(terms_in("2021", terms)) for terms in (markets(), actors(), resilience())] == [
        *(10, 4, 12)
    ]
    assert [len(terms_in("2023", terms)) for terms in (markets(), actors(), resilience())] == [
        *(15, 5, 12)
    ]
    assert new_in("2023", actors()) == ["private_sector"]
    assert set(new_in("2023", markets())) == set(markets().terms) - set(terms_in("2021", markets()))


def test_a_term_is_called_as_its_edition_calls_it() -> None:
    technology = drivers().terms["technology"]
    assert technology.name_in("2021") == "fourth industrial revolution"
    assert technology.name_in("2023") == "technology"
    assert technology.name_in("2019") == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_are_told_apart_in_every_language(language: str) -> None:
    lists = (markets, actors, resilience, drivers, levels)
    for terms in (read().terms for read in lists):
        assert len({term.named(language) for term in terms.values()}) == len(terms)


def test_a_label_in_no_language_of_ours_is_english() -> None:
    assert markets().terms["cocaine"].named("sv") == "cocaine trade"
    assert markets().terms["cocaine"].named("es-MX") == "comercio de cocaína"


def test_every_country_lies_in_one_region_but_antarctica() -> None:
    assert {code for code in COUNTRIES if not region_of(code)} == {"ATA"}
    assert [region_of(code) for code in ("MEX", "JPN", "UKR", "XKX", "ZZZ")] == [
        *("013", "030", "151", "039"),
        "",
    ]


def test_a_region_holds_its_parts() -> None:
    assert regions_within("019") == {"019", "005", "013", "021", "029"}
    assert regions_within("013") == {"013"}
    assert regions_within("") == regions_within("999") == frozenset()
    whole = {code for code, region in regions().terms.items() if not region.within}
    assert whole == {"002", "009", "019", "142", "150"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("version = ", "terms.toml"),
        ('version = "1"\nsource = "x"\n[terms.a]\nlabel = { en = "a" }', "a: no label in es"),
        (f'version = "1"\nsource = "x"\n[terms.a]\n{LABEL}\nshoe = 1', "shoe"),
    ],
)
def test_a_damaged_file_says_what_is_wrong(text: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "terms.toml"
    path.write_text(text)
    with pytest.raises(CodebookError, match=says):
        read_labelled(path)


@pytest.mark.parametrize(
    ("region", "says"),
    [
        ('name = "A"\nwithin = "9"', "no region 9"),
        ('name = "A"\ncountries = ["ZZZ"]', "ZZZ"),
        ('name = "A"\ncountries = ["MEX"]\n[terms.2]\nname = "B"\ncountries = ["MEX"]', "MEX"),
    ],
)
def test_a_region_of_nowhere_is_refused(region: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "regions.toml"
    path.write_text(f'version = "1"\nsource = "x"\n[terms.1]\n{region}')
    with pytest.raises(CodebookError, match=says):
        read_regions(path)
