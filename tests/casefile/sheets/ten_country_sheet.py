"""A made sheet with the counts of the ten-country table of the Global Assassination Monitor.

One row a target, as that monitor publishes: the country, and whether the target was killed or
survived. The counts are published; every name, date and source here is invented. `load` takes
the sheet in, lets a second person verify it and makes it public, as a team would.
"""

import csv
import io

from factories import adjudicator
from vigil.casefile.models import Case, SheetImport
from vigil.casefile.sheet_files.layout import ColumnMeaning, Layout
from vigil.casefile.sheets.verbs.importing import apply, plan, save_mapping
from vigil.casefile.sheets.verbs.verifying import publish_imported, verify_imported
from vigil.trust.models import User

TABLE = {
    "MEX": (545, 22),
    "SLV": (515, 14),
    "COL": (455, 40),
    "ZAF": (276, 31),
    "IND": (271, 35),
    "PAK": (88, 8),
    "BRA": (71, 12),
    "PHL": (65, 5),
    "KEN": (17, 0),
    "MOZ": (14, 2),
}
"""ISO 3166-1 alpha-3 -> cases, and targets who survived."""

NAMES = {
    "MEX": "Mexico",
    "SLV": "El Salvador",
    "COL": "Colombia",
    "ZAF": "South Africa",
    "IND": "India",
    "PAK": "Pakistan",
    "BRA": "Brazil",
    "PHL": "Philippines",
    "KEN": "Kenya",
    "MOZ": "Mozambique",
}
CASES = sum(cases for cases, _ in TABLE.values())
SURVIVORS = sum(survivors for _, survivors in TABLE.values())

COLUMNS = ("ID", "Country", "Date", "Name", "Gender", "Target group", "Method", "Outcome", "Source")
KILLED, HURT, UNHURT = "Killed", "Survived, injured", "Survived, unhurt"
GROUPS = ("Politician", "Community leader", "Business", "Journalist", "Lawyer", "Not reported")
METHODS = ("Gun", "Gun", "Gun", "Knife", "Bomb", "Not reported")
GENDERS = ("Male", "Male", "Male", "Female", "Not reported")

LAYOUT = Layout(
    columns=(
        ColumnMeaning("ID", "kept"),
        ColumnMeaning("Country", "place.country"),
        ColumnMeaning("Date", "date_of_attack"),
        ColumnMeaning("Name", "victim.name"),
        ColumnMeaning("Gender", "victim.gender"),
        ColumnMeaning("Target group", "victim.target_category"),
        ColumnMeaning("Method", "method"),
        ColumnMeaning("Outcome", "victim.outcome"),
        ColumnMeaning("Outcome", "event"),
        ColumnMeaning("Source", "source.url"),
    ),
    key=("ID",),
    words={
        "victim.gender": {"not reported": "unknown"},
        "victim.target_category": {
            "politician": "politician_official",
            "community leader": "community_activist",
            "lawyer": "judicial",
            "not reported": "unknown",
        },
        "method": {
            "gun": "firearm",
            "knife": "blade",
            "bomb": "explosive",
            "not reported": "unknown",
        },
        "victim.outcome": {"survived, injured": "injured", "survived, unhurt": "unhurt"},
        "event": {
            "killed": "killing",
            "survived, injured": "attempt",
            "survived, unhurt": "attempt",
        },
    },
    constants={
        "victim.role": "target",
        "specific_target": "yes",
        "contract_or_reward": "yes",
        "organised_crime_link": "credibly_alleged",
        "organised_crime_basis": "Counted by a monitor of contract killings.",
    },
)


def rows(scale: float = 1.0) -> list[dict[str, str]]:
    """Return the rows; with a `scale` below 1, fewer of each country, in proportion."""
    made = []
    for code, (cases, survivors) in TABLE.items():
        count = max(1, round(cases * scale))
        for number in range(count):
            survived = number < round(survivors * scale)
            outcome = (HURT if number % 2 else UNHURT) if survived else KILLED
            made.append(
                {
                    "ID": f"{code}-{number + 1:04d}",
                    "Country": NAMES[code],
                    "Date": f"{2019 + number % 2}-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
                    "Name": f"Invented {_letters(number)} {NAMES[code]}",
                    "Gender": GENDERS[number % len(GENDERS)],
                    "Target group": GROUPS[number % len(GROUPS)],
                    "Method": METHODS[number % len(METHODS)],
                    "Outcome": outcome,
                    "Source": f"https://news.example/{code.lower()}/{number + 1}",
                }
            )
    return made


def content(scale: float = 1.0) -> bytes:
    """Return the sheet as a .csv file."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows(rows(scale))
    return out.getvalue().encode()


def load(by: User, second: User, scale: float = 1.0) -> list[Case]:
    """Take the sheet in by one adjudicator, verify by another person, publish; the cases."""
    taken = take_in(by, scale)
    cases = list(Case.objects.filter(sheet_rows__sheet=taken.sheet).distinct())
    verify_imported(cases, by=second, why="checked against the monitor's table")
    publish_imported(cases, by=adjudicator())
    return list(Case.objects.filter(pk__in=[case.pk for case in cases]).order_by("pk"))


def take_in(by: User, scale: float = 1.0) -> SheetImport:
    """Take the sheet in, no more."""
    mapping = save_mapping("Ten countries", LAYOUT, by=by)
    return apply(plan(content(scale), mapping, by=by, file_name="ten-countries.csv"), by=by)


def _letters(number: int) -> str:
    """Write a number as a name: letters only, each number another."""
    letters = ""
    while number or not letters:
        number, rest = divmod(number, 26)
        letters = chr(97 + rest) + letters
    return letters.capitalize()
