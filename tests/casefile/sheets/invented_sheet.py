"""A made sheet of 2,700 rows from 84 countries, 50 of them broken, each in a known way."""

import random
from collections.abc import Callable
from itertools import cycle

from vigil.casefile.sheet_files.vocabulary import country_in
from vigil.casefile.sheet_files.writing import to_csv, to_xlsx

ROWS, COUNTRIES, BROKEN = 2_700, 84, 50
COLUMNS = [
    *("Case no", "Country", "State", "City", "Lat", "Lon", "Date", "Victim", "Also known as"),
    *("Age", "Sex", "Job", "Target group", "Result", "How", "Why", "OC link", "Basis"),
    *("Source 1", "Source 2", "Newspaper", "Telephone", "Notes"),
]
COUNTRY_NAMES = (
    "Mexico|Colombia|Brazil|El Salvador|Honduras|Guatemala|Haiti|Jamaica|Ecuador|Peru|Chile|"
    "Argentina|Bolivia|Paraguay|Uruguay|Venezuela|Panama|Costa Rica|Nicaragua|"
    "Dominican Republic|South Africa|Kenya|Nigeria|Ghana|Mozambique|Uganda|Tanzania|Rwanda|"
    "Ethiopia|Somalia|Sudan|Egypt|Libya|Tunisia|Algeria|Morocco|Mali|Niger|Chad|Cameroon|"
    "Ivory Coast|Senegal|Angola|Zambia|Zimbabwe|Malawi|Botswana|Namibia|India|Pakistan|"
    "Bangladesh|Nepal|Sri Lanka|Afghanistan|Iran|Iraq|Syria|Lebanon|Turkey|Georgia|Armenia|"
    "Azerbaijan|Russia|Ukraine|Poland|Germany|France|Spain|Italy|Malta|Greece|Albania|Serbia|"
    "Montenegro|Slovakia|Netherlands|Ireland|Philippines|Indonesia|Thailand|Cambodia|Myanmar|"
    "Malaysia|Papua New Guinea"
)
HOW = ["shot", "stabbed", "Bomb", "beaten", "arma de fuego", "not reported"]
GROUPS = ["journalist", "politician", "lawyer", "taxi driver", "activist", "business", "police"]
WHY = ["political", "economic", "personal", "not reported", "organised crime"]
JOBS = ["mayor", "reporter", "fisher", "lawyer, land rights", "taxi owner; councillor"]
FIRST = ["Ana", "José", "Ömer", "Nomvula", "Олена", "محمد", "Linh", "Ioana", "+Anna", "-Omar"]
LAST = ["Ejemplo", "Prueba", "Esempio", "Mfano", "Приклад", "مثال", "Ví Dụ", "Exemplu", "O'Test"]

Row = dict[str, str]
BREAKERS: list[tuple[str, Callable[[Row], None]]] = [
    ("Country", lambda row: row.update(Country="Freedonia")),
    ("Date", lambda row: row.update(Date="31/02/2019")),
    ("Date", lambda row: row.update(Date="3/14/2019")),
    ("Date", lambda row: row.update(Date="last Tuesday")),
    ("Age", lambda row: row.update(Age="about forty")),
    ("How", lambda row: row.update(How="sniper drone")),
    ("Sex", lambda row: row.update(Sex="yes")),
    ("Lat", lambda row: row.update(Lat="123.4", Lon="10")),
    ("Lat", lambda row: row.update(Lat="12.4", Lon="")),
    ("Source 1", lambda row: row.update({"Source 1": "El Tiempo, page 3"})),
    ("Basis", lambda row: row.update({"OC link": "suspected", "Basis": ""})),
    ("Case no", lambda row: row.update({"Case no": ""})),
    ("Result", lambda row: row.update(Result="#REF!")),
]
"""The column at which a broken row is named, and how it is broken."""


def rows() -> list[Row]:
    """Return 2,700 whole rows, the same each time."""
    chance = random.Random(84)
    countries = cycle(COUNTRY_NAMES.split("|"))
    return [_row(number, next(countries), chance) for number in range(1, ROWS + 1)]


def broken(whole: list[Row]) -> tuple[list[Row], dict[int, str]]:
    """Return the rows with 50 of them broken, and the number of each with the column named."""
    made = [dict(row) for row in whole]
    named: dict[int, str] = {}
    for number in range(BROKEN):
        at = number * (ROWS // BROKEN) + 7
        column, breaks = BREAKERS[number % len(BREAKERS)]
        breaks(made[at])
        named[at + 2] = column  # a header, and rows are counted from 1
    return made, named


def xlsx(made: list[Row]) -> bytes:
    return to_xlsx(COLUMNS, [[row[name] for name in COLUMNS] for row in made])


def csv(made: list[Row]) -> bytes:
    return to_csv(COLUMNS, [[row[name] for name in COLUMNS] for row in made])


def _row(number: int, country: str, chance: random.Random) -> Row:
    year, month, day = 2015 + number % 10, number % 12 + 1, number % 28 + 1
    date = (
        f"{day}/{month}/{year}",
        f"{month:02d}/{year}",
        f"{year}",
        f"{year}-{month:02d}-{day:02d}",
    )
    killed = number % 9 != 0
    name = f"{chance.choice(FIRST)} {chance.choice(LAST)} {number // 84}"
    link = chance.choice(["credible", "suspected", "none", "unclear"])
    return {
        "Case no": f"A-{number:05d}",
        "Country": country if number % 5 else str(country_in(country)),
        "State": f"State {number % 17}" if number % 3 else "",
        "City": f"Town {number % 211}",
        "Lat": f"{chance.uniform(-60, 60):.4f}" if number % 2 else "",
        "Lon": f"{chance.uniform(-170, 170):.4f}" if number % 2 else "",
        "Date": date[number % 4],
        "Victim": name if number % 11 else "",
        "Also known as": f"{name} Jr; «{name.split()[0]}»"
        if number % 7 == 0 and number % 11
        else "",
        "Age": ("", "34", "c. 40", "30-35")[number % 4],
        "Sex": ("M", "F", "male", "not reported")[number % 4],
        "Job": chance.choice(JOBS),
        "Target group": chance.choice(GROUPS),
        "Result": "killed" if killed else "wounded",
        "How": chance.choice(HOW),
        "Why": chance.choice(WHY),
        "OC link": link,
        "Basis": "Police said so; two papers agree." if link in ("credible", "suspected") else "",
        "Source 1": f"https://paper{number % 40}.example/{number}",
        "Source 2": f"https://radio.example/{number}" if number % 4 == 0 else "",
        "Newspaper": f"Paper {number % 40}",
        "Telephone": "+380 44 123-45-67" if number % 50 == 0 else "",
        "Notes": ("", "=HYPERLINK(1)", "- unknown", "two\nlines", "x;=1")[number % 5],
    }
