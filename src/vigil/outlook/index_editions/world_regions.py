"""Regions of the world (UN M49) by which readers choose countries."""

from collections.abc import Collection, Iterable

from vigil.network.profiles.labels import region_name
from vigil.publication.record.labels import country_name
from vigil.reading.codebook.terms import region_of, regions, regions_within


def region_choices(countries: Iterable[str]) -> list[tuple[str, str]]:
    """Return code and name of each region with one of the countries: continents, then parts."""
    there = {region_of(code) for code in countries} - {""}
    known = regions().terms
    whole = [code for code in known if there & regions_within(code)]
    return sorted(
        ((code, region_name(code)) for code in whole),
        key=lambda one: (bool(known[one[0]].within), one[1]),
    )


def in_region(countries: Iterable[str], region: str) -> list[str]:
    """Return those of the countries that are in a region or its parts; all without a region."""
    if not region:
        return list(countries)
    parts = regions_within(region)
    return [code for code in countries if region_of(code) in parts]


def by_name(countries: Collection[str]) -> list[tuple[str, str]]:
    """Return code and name of each country, in the order of the names."""
    return [(code, name) for name, code in sorted((country_name(code), code) for code in countries)]
