"""Invented listed killings, and strategies that make them."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from vigil.reading.linkage.lists import ListedKilling

NAMES = (
    *("Ana Torres", "Ana María Torres Vega", "Анна Торрес", "Juan Ruiz", "Juan", "Luis Peña"),
    *("Mohammed al-Amin", "محمد الأمين", "Yolanda Ríos", "Ríos"),
)
PLACES = ("Veracruz", "Xalapa", "Medellín", "Medellin", "Harare", "")
DAYS = st.integers(date(2015, 1, 1).toordinal(), date(2020, 12, 31).toordinal())
spans = st.tuples(DAYS, st.sampled_from((0, 0, 0, 4, 30, 364, 900))).map(
    lambda s: (s[0], s[0] + s[1])
)
killings = st.builds(
    ListedKilling,
    id=st.uuids().map(str),
    names=st.lists(st.sampled_from(NAMES), max_size=2).map(tuple),
    when=st.none() | spans,
    place=st.sampled_from(PLACES),
    admin2=st.sampled_from(("", "Veracruz", "Centro")),
    admin1=st.sampled_from(("", "Veracruz", "Antioquia")),
    country=st.sampled_from(("", "MEX", "COL")),
    point=st.none() | st.tuples(st.floats(-60, 60), st.floats(-170, 170)),
    age=st.none() | st.integers(0, 100).map(lambda n: (n, n)),
    gender=st.sampled_from(("", "female", "male")),
    killed=st.none() | st.integers(0, 30),
    event=st.booleans(),
)


def day(text: str) -> tuple[int, int]:
    return (date.fromisoformat(text).toordinal(),) * 2


def month(year: int, number: int) -> tuple[int, int]:
    following = date(year + number // 12, number % 12 + 1, 1)
    return date(year, number, 1).toordinal(), following.toordinal() - 1


def killing(key: str = "a", **told: Any) -> ListedKilling:
    """Return a killing of which the usual things are told; `told` changes them."""
    usual: dict[str, Any] = {
        "names": ("Ana Torres",),
        "when": day("2019-05-03"),
        "place": "Veracruz",
        "admin1": "Veracruz",
        "country": "MEX",
        "age": (34, 34),
        "gender": "female",
    }
    return ListedKilling(id=key, **{**usual, **told})


def unlike(number: int) -> ListedKilling:
    """Return somebody else, killed elsewhere on another day; each number gives another."""
    first = ("Berta", "Carlos", "Diego", "Elena", "Fabio", "Gloria", "Hugo", "Irene", "Jaime")
    last = ("Quispe", "Mamani", "Flores", "Condori", "Huanca", "Choque", "Vargas", "Rojas")
    return ListedKilling(
        id=f"other-{number}",
        names=(f"{first[number % 9]} {last[number % 8]} {last[(number // 8) % 8]}",),
        when=(date(2015, 1, 1).toordinal() + number * 11,) * 2,
        place=f"Pueblo {'abcdefghij'[number % 10] * 4}",
        admin1=("Norte", "Sur", "Este")[number % 3],
        country="BOL",
        age=(20 + number % 50,) * 2,
        gender="male",
    )
