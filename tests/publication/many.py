"""A dozen public cases that differ in everything a selection can ask for."""

import datetime
from typing import Any

from django.http.response import HttpResponseBase
from django.test import Client

from factories import AcceptedValueFactory, CaseFactory, VictimFactory, published_together
from vigil.casefile.models import Case

WHERE = (
    ("MEX", "Guerrero", "Puerto Ejemplo", "town", 16.85, -99.82),
    ("MEX", "Sinaloa", "", "admin1", None, None),
    ("COL", "Cauca", "Villa Muestra", "town", 2.44, -76.61),
    ("ITA", "", "", "country", None, None),
    ("", "", "", "", None, None),
    ("FJI", "Central", "Playa Prueba", "town", -17.7, 178.0),
)
METHODS = ("firearm", "blade", "unknown", "explosive")
EVENTS = ("killing", "killing", "attempt", "killing", "prevented")
LINKS = ("credibly_alleged", "established_in_court", "suspected", "unclear", "")
CODED: dict[str, tuple[Any, ...]] = {
    "motive": ("organised_crime", "unclear", "justice", ""),
    "why_targeted": ("duty", "unclear", "stand_taken"),
    "place_type": ("street", "home", ""),
    "impunity": ("partial", "no_information", "complete", "proceedings_open"),
    "judicial_as_of": ({"value": "2021"}, {"value": "2020-05"}, ""),
    "judicial_year": (2021, ""),
}
CATEGORIES = ("journalist", "judicial", "unknown", "community_activist")
NAMES = ("Amalia Ríos Quintero", "Mohamed Ibn Zayd", "Đorđe Müller", "=SUM(A1)", "Bruna Calasso")
DATES: tuple[tuple[str, Any, Any], ...] = (
    ("2019-03-07", datetime.date(2019, 3, 7), datetime.date(2019, 3, 7)),
    ("2019-03", datetime.date(2019, 3, 1), datetime.date(2019, 3, 31)),
    ("1992", datetime.date(1992, 1, 1), datetime.date(1992, 12, 31)),
    ("2019-12/2020-01", datetime.date(2019, 12, 1), datetime.date(2020, 1, 31)),
    ("", None, None),
)


def make(count: int = 13) -> list[Case]:
    """Make the cases."""
    with published_together():
        return [_case(number) for number in range(count)]


def _case(n: int) -> Case:
    country, admin1, place, precision, lat, lon = WHERE[n % len(WHERE)]
    date, first, last = DATES[n % len(DATES)]
    event = EVENTS[n % len(EVENTS)]
    case = CaseFactory(
        public_id=f"V-{6000 + n}",
        country=country,
        admin1=admin1,
        place_name=place,
        place_precision=precision,
        lat=lat,
        lon=lon,
        date=date,
        date_earliest=first,
        date_latest=last,
        event=event,
        method=METHODS[n % len(METHODS)],
        organised_crime_link=LINKS[n % len(LINKS)],
        contract_or_reward="yes" if n % 2 else "",
        n_killed=int(event == "killing"),
    )
    VictimFactory(
        case=case,
        name=NAMES[n % len(NAMES)],
        outcome="killed" if event == "killing" else "injured",
        target_category=CATEGORIES[n % len(CATEGORIES)],
    )
    if n % 3 == 0:
        VictimFactory(case=case, name="Casilda Orduña", outcome="injured", role="bystander")
    for field, values in CODED.items():
        if value := values[n % len(values)]:
            AcceptedValueFactory(case=case, field=field, value=value, basis="adjudicated")
    return case


def body(client: Client, address: str, status: int = 200) -> bytes:
    """Return what an address answers, streamed or not."""
    response: HttpResponseBase = client.get(address)  # type: ignore[assignment]
    assert response.status_code == status, address
    return read(response)


def text(client: Client, address: str, status: int = 200) -> str:
    """Return the text of an answer."""
    return body(client, address, status).decode()


def read(response: HttpResponseBase) -> bytes:
    """Read an answer to its end. Not `close`, which ends the connection of the whole test."""
    return b"".join(response) if response.streaming else bytes(response.content)  # type: ignore[call-overload,attr-defined]
