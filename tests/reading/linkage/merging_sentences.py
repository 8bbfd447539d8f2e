"""Invented reports in four languages: killings told twice, several in one text, lists, namesakes.

Each set has a report a language and kind; the names, towns and days are made up.
"""

from typing import NamedTuple

from vigil.reading.records import Account, DateRead, Evidence, PlaceRead, Report, VictimRead

TOWNS = {
    "Villarreal del Monte": (24.1, -103.2, "MEX"),
    "San Onofre": (22.7, -102.1, "MEX"),
    "Porto das Lajes": (-8.1, -35.2, "BRA"),
    "Serra Funda": (-9.9, -37.0, "BRA"),
    "Harrow Creek": (41.2, -88.4, "USA"),
    "Millbrook Falls": (43.1, -90.7, "USA"),
    "Valmorel-sur-Oise": (49.1, 2.3, "FRA"),
    "Castelvieux": (43.6, 3.9, "FRA"),
}


class Language(NamedTuple):
    """Sentences of one language: `{n}` a name, `{t}` a town, `{a}` an age."""

    code: str
    towns: tuple[str, str]
    names: tuple[str, str]
    named: str
    unnamed: str
    body: str
    again: str
    overview: str


LANGUAGES = (
    Language(
        "es",
        ("Villarreal del Monte", "San Onofre"),
        ("Baltasar Quiroga Leal", "Nicanor Ibarra Solís"),
        "{n}, de {a} años, fue asesinado a balazos en {t}, informó la fiscalía del estado.",
        "Un hombre de {a} años fue asesinado a balazos en {t}, informó la fiscalía del estado.",
        "Autoridades encuentran el cadáver de un hombre baleado junto a la carretera de {t}.",
        "El crimen causó indignación entre vecinos de {t}, que exigieron justicia a la fiscalía.",
        "Recuento del año: en 2009, 2011, 2013, 2014 y 2016 mataron a gente en {t}; no hay presos.",
    ),
    Language(
        "pt",
        ("Porto das Lajes", "Serra Funda"),
        ("Belmiro Tavares Couto", "Anselmo Ribas Leitão"),
        "{n}, de {a} anos, foi morto a tiros em {t}, informou a polícia civil.",
        "Um homem de {a} anos foi morto a tiros em {t}, informou a polícia civil.",
        "A polícia encontrou o corpo de um homem com marcas de tiros em uma estrada de {t}.",
        "O crime revoltou moradores de {t}, que cobraram justiça das autoridades.",
        "Balanço: em 2009, 2011, 2013, 2014 e 2016 houve assassinatos em {t}; ninguém foi preso.",
    ),
    Language(
        "en",
        ("Harrow Creek", "Millbrook Falls"),
        ("Barnaby Thistlewood", "Lemuel Oakhurst"),
        "{n}, {a}, was shot dead in {t}, the county police said.",
        "A {a}-year-old man was shot dead in {t}, the county police said.",
        "Police found the body of a man with gunshot wounds beside a road near {t}.",
        "The killing angered people in {t}, who asked the police for justice.",
        "Looking back: in 2009, 2011, 2013, 2014 and 2016 men died in {t}; nobody was tried.",
    ),
    Language(
        "fr",
        ("Valmorel-sur-Oise", "Castelvieux"),
        ("Barthélemy Roquefeuil", "Anatole Desvignes"),
        "{n}, {a} ans, a été tué par balles à {t}, a indiqué le parquet.",
        "Un homme de {a} ans a été tué par balles à {t}, a indiqué le parquet.",
        "La police a découvert le corps d’un homme tué par balles au bord d’une route près de {t}.",
        "Le meurtre a indigné les habitants de {t}, qui réclament justice au parquet.",
        "Bilan : en 2009, 2011, 2013, 2014 et 2016 des hommes furent tués à {t} ; nul ne fut jugé.",
    ),
)


class World(NamedTuple):
    """Accounts and their reports, and which keys must be together, which apart."""

    kind: str
    language: str
    accounts: list[Account]
    reports: dict[str, Report]
    together: list[tuple[str, str]]
    apart: list[tuple[str, str]]


def told(
    report: str,
    number: int,
    text: str,
    day: str = "",
    town: str = "",
    name: str = "",
    age: int | None = None,
    killed: int | None = None,
) -> Account:
    """Return an account of a report; its evidence is the whole `text`."""
    lat, lon, country = TOWNS.get(town, (None, None, None))
    victim = VictimRead(name=name or None, age=age, outcome="killed", count=killed)
    return Account(
        report_id=report,
        account=number,
        key=f"{report}#text:{number}-{number + 1}",
        score=0.9,
        victims=[victim],
        date=DateRead(value=day, precision="day") if day else DateRead(),
        place=PlaceRead(name=town, country=country, lat=lat, lon=lon, precision="town")
        if town
        else PlaceRead(),
        method="firearm",
        evidence=[Evidence(field="/event", in_="text", start=0, end=len(text), text=text)],
    )


def worlds() -> list[World]:
    """Return nine worlds a language."""
    return [world for language in LANGUAGES for world in _worlds(language)]


def _worlds(own: Language) -> list[World]:
    (town, other), (name, second) = own.towns, own.names
    named = own.named.format(n=name, t=town, a=35)
    unnamed, body = own.unnamed.format(t=town, a=35), own.body.format(t=town)
    again, list_ = own.again.format(t=town), own.overview.format(t=town)
    two = own.named.format(n=second, t=other, a=52)

    def report(key: str, text: str, day: str) -> Report:
        return Report(id=key, text=text, published=day, language=own.code, outlet="El Faro")

    def world(
        kind: str,
        accounts: list[Account],
        texts: dict[str, tuple[str, str]],
        *,
        together: bool,
        pair: tuple[int, int] = (0, 1),
    ) -> World:
        keys = (accounts[pair[0]].key, accounts[pair[1]].key)
        reports = {key: report(key, *text) for key, text in texts.items()}
        same, apart = ([keys], []) if together else ([], [keys])
        return World(kind, own.code, accounts, reports, same, apart)

    day, next_day, later = "2021-05-03", "2021-05-04", "2021-05-09"
    one = told("r", 1, named, day, town, name, 35)
    text = f"{named} {again} {two}"
    overview = {"a": (named, next_day), "b": (two, later), "o": (f"{list_} {named} {two}", later)}
    return [
        world(
            "mirror",
            [one, told("r", 2, again, "", town, name)],
            {"r": (text, next_day)},
            together=True,
        ),
        world(
            "mirror",
            [one, told("r", 2, again, day, town)],
            {"r": (text, next_day)},
            together=True,
        ),
        world(
            "several",
            [one, told("r", 2, two, day, other, second, 52)],
            {"r": (text, next_day)},
            together=False,
        ),
        world(
            "several",
            [told("r", 1, unnamed, day, town, age=35), told("r", 2, two, later, other, age=52)],
            {"r": (text, later)},
            together=False,
        ),
        world(
            "overview",
            [
                told("a", 1, named, day, town, name, 35),
                told("b", 1, two, later, other, second, 52),
                told("o", 1, list_, "", town, name),
                told("o", 2, two, "", town, second),
            ],
            overview,
            together=False,
        ),
        world(
            "overview",
            [
                told("a", 1, unnamed, day, town, age=35),
                told("b", 1, body, later, town),
                told("o", 1, list_, day, town),
            ],
            {
                "a": (unnamed, next_day),
                "b": (body, later),
                "o": (f"{list_} {unnamed} {body}", later),
            },
            together=False,
        ),
        world(
            "days apart",
            [told("a", 1, named, day, town, name, 35), told("b", 1, unnamed, later, town, age=35)],
            {"a": (named, next_day), "b": (unnamed, later)},
            together=False,
        ),
        world(
            "days apart",
            [told("a", 1, body, day, town), told("b", 1, body + again, later, town)],
            {"a": (body, next_day), "b": (f"{body} {again}", later)},
            together=False,
        ),
        world(
            "follow-up",
            [told("a", 1, named, day, town, name, 35), told("b", 1, again, "", town, name)],
            {"a": (named, next_day), "b": (f"{named} {again}", later)},
            together=True,
        ),
    ]
