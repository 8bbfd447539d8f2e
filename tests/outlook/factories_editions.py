"""Files in the styles of published editions. The structure is real; every value is invented."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from routes.worlds import made_user
from vigil.outlook.index_editions.verbs import import_edition
from vigil.outlook.models import IndexEdition
from vigil.trust.models import Role, User

MARKETS_2021 = (
    *("Human trafficking", "Human smuggling", "Arms trafficking", "Flora crimes", "Fauna crimes"),
    *("Non-renewable resource crimes", "Heroin trade", "Cocaine trade", "Cannabis trade"),
    "Synthetic drug trade",
)
MARKETS_2023 = (
    *("Human trafficking", "Human smuggling", "Extortion and protection racketeering"),
    *("Arms trafficking", "Trade in counterfeit goods", "Illicit trade in excisable goods"),
    *("Flora crimes", "Fauna crimes", "Non-renewable resource crimes", "Heroin trade"),
    *("Cocaine trade", "Cannabis trade", "Synthetic drug trade", "Cyber-dependent crimes"),
    "Financial crimes",
)
ACTORS_2021 = (
    *("Mafia-style groups", "Criminal networks", "State-embedded actors", "Foreign actors"),
)
ACTORS_2023 = (*ACTORS_2021, "Private sector actors")
BLOCKS = (
    *("Political leadership and governance", "Government transparency and accountability"),
    *("International cooperation", "National policies and laws"),
    *("Judicial system and detention", "Law enforcement", "Territorial integrity"),
    *("Anti-money laundering", "Economic regulatory capacity", "Victim and witness support"),
    *("Prevention", "Non-state actors"),
)
AVERAGES = {
    "2021": ("Criminality avg,", "Criminal markets", "Criminal actors", "Resilience"),
    "2023": (
        "Criminality avg.",
        "Criminal markets avg.",
        "Criminal actors avg.",
        "Resilience avg.",
    ),
}
PARTS = {"2021": (MARKETS_2021, ACTORS_2021, BLOCKS), "2023": (MARKETS_2023, ACTORS_2023, BLOCKS)}
COUNTRIES = ("Colombia", "Congo, Dem. Rep.", "Côte d'Ivoire", "Türkiye", "Kosovo", "Korea, DPR")
CODES = ("COL", "COD", "CIV", "TUR", "XKX", "PRK")
Cells = dict[str, Any]


def header(year: str) -> list[str]:
    """Return the titles of an edition in their order."""
    criminality, markets, actors, resilience = AVERAGES[year]
    some, who, blocks = PARTS[year]
    return [
        *("Continent", "Region", "Country", criminality, markets, *some, actors, *who),
        *(resilience, *blocks),
    ]


def a_row(year: str, country: str, start: float = 3.0) -> Cells:
    """Return a country whose averages are the means of its scores, as far as they are rounded."""
    some, who, blocks = PARTS[year]
    scores = {
        title: 1 + (start + n * 1.5) % 9 // 0.5 * 0.5
        for n, title in enumerate((*some, *who, *blocks))
    }
    means = [sum(scores[title] for title in titles) / len(titles) for titles in PARTS[year]]
    averages = ((means[0] + means[1]) / 2, *means)
    named = zip(AVERAGES[year], (round(value, 2) for value in averages), strict=True)
    return {"Continent": "A", "Region": "B", "Country": country, **scores, **dict(named)}


def rows_of(year: str, countries: Sequence[str] = COUNTRIES) -> list[Cells]:
    """Return a row for each country, each with other scores."""
    return [a_row(year, country, 2 + n * 2.5) for n, country in enumerate(countries)]


def as_csv(titles: Sequence[str], rows: Sequence[Cells]) -> bytes:
    """Write a file as .csv."""
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow(titles)
    writer.writerows([row.get(title, "") for title in titles] for row in rows)
    return held.getvalue().encode()


def as_xlsx(worksheets: Mapping[str, tuple[Sequence[str], Sequence[Cells]]]) -> bytes:
    """Write a file as .xlsx, with several worksheets."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held)
    # With the time of writing in it, two of the same content would differ by the second.
    book.set_properties({"created": datetime(2026, 1, 1, tzinfo=UTC)})
    for name, (titles, rows) in worksheets.items():
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, titles)
        for n, row in enumerate(rows, 1):
            sheet.write_row(n, 0, [row.get(title, "") for title in titles])
    book.close()
    return held.getvalue()


def whole_workbook() -> bytes:
    """Write what users download: one workbook with a worksheet for each edition."""
    return as_xlsx(
        {f"{year}_dataset": (header(year), rows_of(year)) for year in sorted(PARTS)[::-1]}
    )


def csv_of(year: str, countries: Sequence[str] = COUNTRIES) -> bytes:
    """Write one edition as .csv."""
    return as_csv(header(year), rows_of(year, countries))


def chair(email: str = "chair@example.org") -> User:
    """Make somebody who chairs panels."""
    return made_user(email, Role.PANEL_CHAIR)


def an_edition(year: str = "2023", by: User | None = None) -> IndexEdition:
    """Take in an edition."""
    return import_edition(csv_of(year), year, by=by or chair(f"chair-{year}@example.org")).edition
