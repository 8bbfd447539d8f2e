"""Small worlds of invented attacks for the tests of linking."""

import random

from reading.linkage.samples import account, report
from vigil.reading.records import Account, Report

SHOOTING = "{name}, {age}, was shot dead in {place} on Monday by two men who fled on a motorcycle."
STREETS = ["Calle Robles", "Avenida Juarez", "Paseo del Mar", "Plaza Hidalgo", "Cerro Alto"]
PEOPLE = ["Ana Torres", "Pedro Lima", "Rosa Medina", "Luis Ocampo", "Irma Salas", "Hugo Vera"]
SYLLABLES = ["ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "zo"]
LANGUAGES = ["en", "en", "es", ""]
TOWNS = ["Veracruz", "Tijuana", "Itaguai", "Boca del Rio"]


def small_world(count: int, seed: int = 1) -> tuple[list[Account], dict[str, Report]]:
    """Return accounts of invented attacks, some told by several reports."""
    dice = random.Random(seed)
    accounts, reports = [], {}
    for number in range(count):
        attack = random.Random(dice.randrange(count // 2 + 1))
        name, place = attack.choice(PEOPLE), attack.choice(TOWNS)
        day = f"2021-05-{attack.randrange(1, 28):02d}"
        age = attack.randrange(20, 60)
        text = SHOOTING.format(name=name, age=age, place=place)
        text += f" Neighbours of {attack.choice(STREETS)} heard {dice.randrange(2, 20)} shots."
        one = f"r{number:04d}"
        accounts.append(account(one, [name], day, place, age))
        reports[one] = report(one, text, published=day)
    return accounts, reports


def wordy_world(count: int, seed: int = 1) -> tuple[list[Account], dict[str, Report]]:
    """Return accounts of invented attacks whose reports have many words, some of them their own.

    Some reports pass for another language's, of some the language is not known.
    """
    dice = random.Random(seed)
    accounts, reports = [], {}
    for number in range(count):
        attack = random.Random(dice.randrange(count // 2 + 1))
        name = f"{attack.choice(PEOPLE).split()[0]} {_word(attack)} {_word(attack)}"
        place, age, day = attack.choice(TOWNS), attack.randrange(20, 60), attack.randrange(1, 28)
        own = [_word(attack) for _ in range(30)]
        words = dice.sample(own, 20) + [
            _word(random.Random(dice.randrange(300))) for _ in range(60)
        ]
        dice.shuffle(words)
        text = SHOOTING.format(name=name.title(), age=age, place=place) + " " + " ".join(words)
        one = f"r{number:04d}"
        accounts.append(account(one, [name.title()], f"2021-05-{day:02d}", place, age))
        published = f"2021-05-{day + dice.randrange(4):02d}"
        language = LANGUAGES[number % len(LANGUAGES)]
        reports[one] = report(one, text, published, language=language)
    return accounts, reports


def _word(dice: random.Random) -> str:
    return "".join(dice.choices(SYLLABLES, k=3))
