"""Sets of countries and regions to begin with: by UN M49, for members of the United Nations."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.translation import override

from vigil.network.profiles.labels import region_name
from vigil.outlook.assessments.specs import RegionSpec
from vigil.reading.codebook.country_codes import COUNTRIES
from vigil.reading.codebook.terms import regions

_TERRITORIES: Final = (
    "ABW AIA ALA ASM ATA ATF BES BLM BMU BVT CCK COK CUW CXR CYM ESH FLK FRO GGY GIB GLP GRL GUF "
    "GUM HKG HMD IMN IOT JEY MAC MAF MNP MSR MTQ MYT NCL NFK NIU PCN PRI PYF REU SGS SHN SJM SPM "
    "SXM TCA TKL UMI VGB VIR WLF"
)
_OTHER: Final = "PSE TWN VAT XKX"
MEMBERS: Final = COUNTRIES - frozenset(_TERRITORIES.split()) - frozenset(_OTHER.split())
"""The 193 members of the United Nations (ISO 3166-1 alpha-3)."""
NINE: Final[tuple[tuple[str, ...], ...]] = (
    ("011", "017"),
    ("014", "018"),
    ("015", "145"),
    ("013", "029"),
    ("005", "021"),
    ("151", "039"),
    ("154", "155"),
    ("143", "034", "030"),
    ("035", "053", "054", "057", "061"),
)
"""Sub-regions of UN M49 that together make nine regions of similar size."""


def sub_regions() -> list[str]:
    """Return the codes of the regions of UN M49 that have countries, in the order of the list."""
    return [code for code, one in regions().terms.items() if one.countries]


def countries_of(code: str, *, members: bool) -> tuple[str, ...]:
    """Return the countries of a sub-region; with `members`, only members of the United Nations."""
    found = regions().terms[code].countries
    return tuple(one for one in found if one in MEMBERS or not members)


def names_of_split(split: str, language: str) -> Mapping[str, str]:
    """Return the name of its region for each sub-region: "nine", "parts" or "continents"."""
    with override(language):
        match split:
            case "nine":
                return {code: _joined(codes) for codes in NINE for code in codes}
            case "continents":
                return {code: region_name(regions().terms[code].within) for code in sub_regions()}
            case _:
                return {code: region_name(code) for code in sub_regions()}


def _joined(codes: Sequence[str]) -> str:
    """Return the names of sub-regions in a row; of many, the first and the others’ continent."""
    if len(codes) > 3:
        codes = (codes[0], regions().terms[codes[1]].within)
    return " / ".join(region_name(code) for code in codes)


def regions_named(names: Mapping[str, str], *, members: bool) -> list[RegionSpec]:
    """Return regions by the name that somebody gave to each sub-region.

    Sub-regions with the same name make one region. One without a name is left out.
    """
    found: dict[str, RegionSpec] = {}
    for code, name in names.items():
        countries = countries_of(code, members=members)
        if not name or not countries:
            continue
        there = found.get(name.casefold())
        before = there.countries if there is not None else ()
        kept = there.name if there is not None else name
        found[name.casefold()] = RegionSpec(kept, (*before, *countries))
    return list(found.values())
