"""Reports that nobody wrote, with labels: a small language of violence to train on in tests.

The templates are few and plain, so that some dozens of reports teach them. Names are made of word
lists and a seed: reports of different seeds share hardly any.
"""

import random
from typing import Any, NamedTuple

from vigil.reading.records import Report


def _words(text: str) -> list[str]:
    return text.split()


_GIVEN = {
    "en": _words("James Karen Steven Nancy Brian Susan Kevin Linda George Alice Peter Helen"),
    "es": _words("Ana Carlos María Jorge Elena Pedro Rosa Miguel Laura Víctor Teresa Andrés"),
}
_ONSETS = _words("Bal Cor Dun Fel Gar Hol Jun Kel Lom Mar Nes Ort Pal Quin Rud Sal Tor Ull Ver Zam")
_ENDS = _words("bero dano fuz gosa letti mand neda pazo rales stein vado wick zola")
_TOWNS = {
    "en": _words("Fresno Toledo Dayton Tulsa Omaha Memphis Tucson Baltimore"),
    "es": _words("Fresnillo Celaya Uruapan Tijuana Culiacán Reynosa Iguala Zamora"),
}
_DAYS = {
    "en": {"on Monday": "2024-05-06", "on Sunday": "2024-05-05", "on Friday": "2024-05-03"},
    "es": {"el lunes": "2024-05-06", "el domingo": "2024-05-05", "el viernes": "2024-05-03"},
}

KILLINGS = {
    "en": (
        "{victim}, {age}, was shot dead {day} in {town}, police said. Officers arrested {suspect} "
        "after the shooting. Two gunmen had opened fire with a rifle. A pistol lay at the station. "
        "{witness}, a neighbor, said the street was quiet.",
        "Police in {town} arrested {suspect} in the killing of {victim}, {age}, who was shot "
        "outside a bar {day}. The killers fired a rifle. {witness} spoke for the family.",
        "A quarrel ended in death {day} in {town}. {victim}, {age}, was stabbed to death with a "
        "knife. {suspect} is in custody, {witness} said. A pistol lay at the station.",
    ),
    "es": (
        "{victim}, de {age} años, fue asesinado a balazos {day} en {town}. La policía detuvo a "
        "{suspect}. Dos sicarios dispararon con un rifle. {witness}, vecina del lugar, oyó todo.",
        "La policía de {town} detuvo a {suspect} por el asesinato de {victim}, de {age} años, "
        "ocurrido {day}. {witness} habló por la familia.",
    ),
}
OTHERS = {
    "en": (
        "The museum in {town} opened an exhibition {day}. {victim}, a bandit of the frontier, was "
        "shot dead there in 1881, the curator {witness} told visitors. The singer {suspect} came.",
        "Visitors of the old fort of {town} met {suspect}, who paints its history. {victim} was "
        "stabbed to death in its tower in 1790, says a tablet that {witness} restored {day}.",
    ),
    "es": (
        "El museo de {town} abrió {day} una exposición. {victim}, bandido de la frontera, fue "
        "asesinado a balazos en 1881, contó a los visitantes {witness}. Cantó {suspect}.",
    ),
}
WEAPONS = ("rifle", "knife")
DOERS = ("gunmen", "sicarios", "killers")


class Cast(NamedTuple):
    """Who and what an invented report speaks of."""

    victim: str
    suspect: str
    witness: str
    age: int
    town: str
    day: str
    event_date: str


class Invented(NamedTuple):
    """An invented report, its cast, and its label in Vigil's own form."""

    report: Report
    cast: Cast
    label: dict[str, Any]

    @property
    def killing(self) -> bool:
        """Whether the report is of a killing."""
        told: bool = self.label["about_a_killing"]
        return told

    @property
    def row(self) -> dict[str, Any]:
        """Report and label as one line of a file."""
        told = self.report
        return {
            "text": told.text,
            "published": told.published,
            "language": told.language,
            **self.label,
        }


def invented(seed: int, count: int, *, killings: float = 0.7) -> list[Invented]:
    """Reports, two of three in English, so many of them of killings; alike for the same seed."""
    chance = random.Random(seed)
    made = []
    for number in range(count):
        language = "es" if number % 3 == 2 else "en"
        killing = chance.random() < killings
        template = chance.choice((KILLINGS if killing else OTHERS)[language])
        cast = _cast(chance, language)
        told = template.format_map(cast._asdict())
        key = f"invented-{seed}-{number}"
        report = Report(id=key, text=told, published="2024-05-08", language=language)
        made.append(Invented(report, cast, _label(report, cast, killing=killing)))
    return made


def _cast(chance: random.Random, language: str) -> Cast:
    day, event_date = chance.choice(list(_DAYS[language].items()))
    victim, suspect, witness = (_name(chance, language) for _ in range(3))
    age, town = chance.randint(18, 80), chance.choice(_TOWNS[language])
    return Cast(victim, suspect, witness, age, town, day, event_date)


def _name(chance: random.Random, language: str) -> str:
    return f"{chance.choice(_GIVEN[language])} {chance.choice(_ONSETS)}{chance.choice(_ENDS)}"


def _label(report: Report, cast: Cast, *, killing: bool) -> dict[str, Any]:
    if not killing:
        return {"id": report.id, "about_a_killing": False}
    return {
        "id": report.id,
        "about_a_killing": True,
        "victims": [{"name": cast.victim, "age": cast.age}],
        "suspects": [cast.suspect],
        "perpetrators": [
            {"name": cast.suspect, "kind": "person"},
            *({"name": d, "kind": "unknown"} for d in DOERS if d in report.text),
        ],
        "weapons": [w for w in WEAPONS if w in report.text],
        "place": cast.town,
        "event_date": cast.event_date,
    }


_TOLD = (
    "{victim} WAS MURDERED IN {town} ON {day} BY TWO TERRORISTS OF THE {group}.",
    "IN {town}, TERRORISTS OF THE {group} KILLED {victim} WITH A {weapon} ON {day}.",
)
_QUIET = (
    "{witness} SAID THE GOVERNMENT WOULD BUILD A ROAD. {victim} WAS MURDERED LONG AGO.",
    "{witness} SPOKE OF PEACE. A FESTIVAL RECALLS HOW {victim} WAS KILLED A CENTURY AGO.",
)
_WIRE_TOWNS = _words("MEDELLIN CALI LIMA AYACUCHO SANTIAGO QUITO")
_GROUPS = ("SHINING PATH", "NATIONAL LIBERATION ARMY")


def wires(seed: int, count: int) -> list[tuple[Report, dict[str, Any]]]:
    """Reports in capitals with labels as MUC writes them: of no attack, of one, of two."""
    chance = random.Random(seed)
    made = []
    for number in range(count):
        key = f"wire-{seed}-{number}"
        told, templates = [], []
        for attack in range(number % 3):
            text, template = _attack(chance, attack)
            told.append(text)
            templates.append(template)
        if not told:
            names = {"witness": _wire_name(chance), "victim": _wire_name(chance)}
            told.append(chance.choice(_QUIET).format(**names))
        text = "\n\n".join(told)
        report = Report(id=key, text=text, published="1990-05-09", language="en")
        made.append((report, {"id": key, "templates": templates}))
    return made


def _attack(chance: random.Random, number: int) -> tuple[str, dict[str, list[str]]]:
    town, group = chance.choice(_WIRE_TOWNS[number::2]), chance.choice(_GROUPS)
    victim, day = _wire_name(chance), 3 * number + chance.randint(1, 2)
    again = "IN ANOTHER ATTACK, " if number else ""
    told = again + chance.choice(_TOLD).format(
        victim=victim, town=town, day=f"{day} MAY", group=group, weapon="RIFLE"
    )
    weapon = ['"RIFLE"'] if "RIFLE" in told else ["-"]
    return told, {
        "MESSAGE: TEMPLATE": [str(number + 1)],
        "INCIDENT: DATE": [f"0{day} MAY 90"],
        "INCIDENT: LOCATION": [f"COUNTRY: {town} (CITY)"],
        "INCIDENT: INSTRUMENT ID": weapon,
        "PERP: INDIVIDUAL ID": ['"TERRORISTS"'],
        "PERP: ORGANIZATION ID": [f'"{group}"'],
        "HUM TGT: NAME": [f'"{victim}"'],
        "HUM TGT: DESCRIPTION": ["-"],
        "HUM TGT: EFFECT OF INCIDENT": [f'DEATH: "{victim}"'],
    }


def _wire_name(chance: random.Random) -> str:
    return _name(chance, "es").upper()
