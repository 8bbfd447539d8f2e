"""Generated cases for measuring: whole rows of the case file, drawn from a seed.

Not one is a real person: names are put together from syllables. The shares (a few countries
hold most cases, firearms most killings, a third of the links unclear) are those that the
field's monitors report, so that filters select as much as they would in use.

    python benchmarks/generated.py 100000        (VIGIL_DATA, DATABASE_URL name the database)
"""

import datetime
import hashlib
import random
import re
import sys
import time
from itertools import batched
from typing import Any

AT_ONCE = 2_000


def weights(said: str) -> dict[str, int]:
    """Read `value weight value weight ...`."""
    parts = said.split()
    return {value: int(weight) for value, weight in zip(parts[::2], parts[1::2], strict=True)}


COUNTRIES = weights(
    "MEX 200 SLV 180 COL 170 ZAF 100 IND 100 BRA 60 HND 40 PAK 33 GTM 30 PHL 25 ECU 25 ITA 20 "
    "RUS 20 NGA 15 USA 12 UKR 10 HTI 9 BGD 9 KEN 8 TUR 8 THA 8 PER 7 MOZ 6 GBR 4 FRA 4 SRB 4 "
    "NLD 3 SWE 3 ALB 3 LBN 3 MLT 1 SVK 1"
)
CENTRES = {
    "MEX": (19.4, -99.1),
    "SLV": (13.7, -89.2),
    "COL": (4.7, -74.1),
    "ZAF": (-29.9, 31.0),
    "IND": (23.0, 79.0),
    "PAK": (30.2, 69.3),
    "BRA": (-15.8, -47.9),
    "PHL": (14.6, 121.0),
}
METHODS = weights("firearm 78 explosive 4 blade 6 beating 2 vehicle 1 unknown 9")
LINKS = weights(
    "credibly_alleged 40 established_in_court 8 suspected 18 none_reported 4 unclear 30"
)
CATEGORIES = weights(
    "journalist 8 politician_official 18 judicial 5 law_enforcement 9 environmental_defender 6 "
    "community_activist 12 human_rights_defender 7 business 9 transport_operator 12 "
    "reported_criminal_link 9 unknown 5"
)
PRECISIONS = weights("town 60 neighbourhood 12 admin2 8 admin1 12 country 8")
SYLLABLES = re.findall(r"\w+", "ka lo mi ra ne to sa vi du ber go lin ta pe ro ma su el an jo fe")
FIRST_YEAR, YEARS = 2004, 22
OCCUPATIONS = {
    "journalist": "Reporter of a weekly newspaper",
    "politician_official": "Member of the municipal council",
    "judicial": "Prosecutor of the provincial court",
    "law_enforcement": "Officer of the municipal police",
    "environmental_defender": "Guard of a forest reserve",
    "community_activist": "Leader of a neighbourhood association",
    "human_rights_defender": "Member of a collective of relatives",
    "business": "Owner of a grocery shop",
    "transport_operator": "Driver of a minibus",
}
COMPILED = 0.1
"""The share of cases with a summary, as those have that the project compiles."""
WORDS = re.findall(
    r"\w+",
    "mafia cartel extortion harbour market union strike river mine forest dam land council "
    "election newspaper radio trial witness police prison border smuggling fuel gold timber "
    "fishing water bus school church hospital village road bridge factory warehouse contract "
    "payment threat letter telephone motorcycle ambush funeral protest meeting investigation "
    "report court verdict appeal",
)
"""Words of summaries. The first ones are the most frequent."""


def fill(count: int, seed: int = 7) -> None:
    """Write `count` public cases with a person or two, a source and its claims each.

    Cases that are there already are drawn again and not written, so a run that broke off goes on.
    """
    from django.db import connection

    from vigil.casefile.models import Case, Outlet

    draw, written = random.Random(seed), Case.objects.count()
    outlets = [
        Outlet.objects.get_or_create(name=f"The Generated Gazette {n}")[0] for n in range(300)
    ]
    for numbers in batched(range(1, count + 1), AT_ONCE):
        made = [_made(draw, number, outlets) for number in numbers]
        if numbers[-1] <= written:
            continue
        if numbers[0] <= written:
            raise RuntimeError(f"The database has {written} cases that are not of this run.")
        _write(made)
        progress = f"{connection.vendor}: {numbers[-1]:,} of {count:,} cases written"
        print(progress, file=sys.stderr, flush=True)


def _made(draw: random.Random, number: int, outlets: list[Any]) -> dict[str, Any]:
    country = _one(draw, COUNTRIES)
    precision = _one(draw, PRECISIONS)
    day = datetime.date(FIRST_YEAR, 1, 1) + datetime.timedelta(draw.randrange(YEARS * 365))
    exact = draw.random() < 0.92
    event = "killing" if draw.random() < 0.87 else "attempt"
    lat, lon = CENTRES.get(country, (draw.uniform(-30, 50), draw.uniform(-60, 100)))
    return {
        "number": number,
        "event": event,
        "date": day.isoformat() if exact else f"{day:%Y-%m}",
        "precision": "day" if exact else "month",
        "first": day if exact else day.replace(day=1),
        "last": day if exact else day.replace(day=28),
        "country": country,
        "admin1": f"{country.title()} province {draw.randrange(12)}",
        "place": f"Puerto {_word(draw)}",
        "place_precision": precision,
        "lat": lat + draw.gauss(0, 2.5),
        "lon": lon + draw.gauss(0, 2.5),
        "method": _one(draw, METHODS),
        "link": _one(draw, LINKS),
        "specific": "yes" if draw.random() < 0.85 else "unclear",
        "contract": "yes" if draw.random() < 0.4 else "unclear",
        "people": [_person(draw, event, n) for n in range(1 if draw.random() < 0.8 else 2)],
        "summary": [_sentence(draw) for _ in range(3)] if draw.random() < COMPILED else [],
        "outlet": draw.choice(outlets),
    }


def _person(draw: random.Random, event: str, n: int) -> dict[str, Any]:
    name = " ".join(_word(draw).title() for _ in range(3))
    outcome = "killed" if event == "killing" else "injured"
    if n and draw.random() < 0.5:
        outcome = "injured"
    category = _one(draw, CATEGORIES) if not n else "family_of_target"
    return {
        "name": name,
        "outcome": outcome,
        "category": category,
        "role": "target" if not n else "killed_beside_target",
        "age": draw.randrange(19, 80),
        "occupation": OCCUPATIONS.get(category, ""),
        "gender": "male" if draw.random() < 0.86 else "female",
    }


def _sentence(draw: random.Random) -> str:
    shares = [1 / (n + 1) for n in range(len(WORDS))]
    said = [*draw.choices(WORDS, shares, k=9), *(_word(draw) for _ in range(2))]
    return f"{' '.join(said).capitalize()}."


def _word(draw: random.Random) -> str:
    return "".join(draw.choices(SYLLABLES, k=draw.choice((2, 2, 3))))


def _one(draw: random.Random, weights: dict[str, int]) -> str:
    return draw.choices(list(weights), list(weights.values()))[0]


def _write(made: list[dict[str, Any]]) -> None:
    from django.db import transaction

    from vigil.casefile.models import Account, Case, CaseAccount, Claim, Report

    with transaction.atomic():
        cases = Case.objects.bulk_create(_case(one) for one in made)
        _write_people(made, cases)
        _write_values(made, cases)
        reports = Report.objects.bulk_create(_report(one) for one in made)
        accounts = Account.objects.bulk_create(
            Account(report=r, key=f"{r.key}#1", event=o["event"], reader="generated")
            for o, r in zip(made, reports, strict=True)
        )
        CaseAccount.objects.bulk_create(
            CaseAccount(account=a, case=c, basis="person")
            for a, c in zip(accounts, cases, strict=True)
        )
        Claim.objects.bulk_create(
            Claim(account=a, field="method", value=o["method"], reader="generated")
            for o, a in zip(made, accounts, strict=True)
        )


def _case(one: dict[str, Any]) -> Any:
    from vigil.casefile.models import Case

    return Case(
        public_id=f"V-{100_000 + one['number']}",
        stage="verified",
        visibility="published",
        origin="person",
        title=one["people"][0]["name"],
        event=one["event"],
        date=one["date"],
        date_precision=one["precision"],
        date_earliest=one["first"],
        date_latest=one["last"],
        country=one["country"],
        admin1=one["admin1"],
        place_name=one["place"],
        place_precision=one["place_precision"],
        lat=one["lat"],
        lon=one["lon"],
        method=one["method"],
        organised_crime_link=one["link"],
        specific_target=one["specific"],
        contract_or_reward=one["contract"],
        n_killed=sum(person["outcome"] == "killed" for person in one["people"]),
        n_reports=1,
        n_sources=1,
        compiled={"summary": one["summary"]} if one["summary"] else {},
    )


def _write_people(made: list[dict[str, Any]], cases: list[Any]) -> None:
    from vigil.casefile.models import AcceptedValue, Victim, VictimName
    from vigil.casefile.people.name_matching import fold

    told = [
        (case, n, person)
        for one, case in zip(made, cases, strict=True)
        for n, person in enumerate(one["people"])
    ]
    victims = Victim.objects.bulk_create(
        Victim(
            case=case,
            position=n,
            name=person["name"],
            role=person["role"],
            outcome=person["outcome"],
            gender=person["gender"],
            occupation=person["occupation"],
            target_category=person["category"],
            age_low=person["age"],
            age_high=person["age"],
        )
        for case, n, person in told
    )
    VictimName.objects.bulk_create(
        VictimName(victim=v, name=v.name, folded=fold(v.name)) for v in victims
    )
    AcceptedValue.objects.bulk_create(
        AcceptedValue(case_id=v.case_id, victim=v, field=field, value=value, basis="adjudicated")
        for v, (_, _, person) in zip(victims, told, strict=True)
        for field, value in (
            ("names", [person["name"]]),
            ("outcome", person["outcome"]),
            ("occupation", person["occupation"]),
            ("age", {"low": person["age"], "high": person["age"]}),
            ("target_category", person["category"]),
        )
        if value != ""
    )


def _write_values(made: list[dict[str, Any]], cases: list[Any]) -> None:
    from vigil.casefile.models import AcceptedValue

    AcceptedValue.objects.bulk_create(
        AcceptedValue(
            case=case,
            field=field,
            value=value,
            basis="compiled" if one["summary"] else "adjudicated",
        )
        for one, case in zip(made, cases, strict=True)
        for field, value in (
            ("event", one["event"]),
            ("date_of_attack", {"value": one["date"], "precision": one["precision"]}),
            ("place", _place(one)),
            ("place_type", "street"),
            ("method", one["method"]),
            ("organised_crime_link", one["link"]),
            ("specific_target", one["specific"]),
        )
    )


def _place(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": one["place"],
        "admin1": one["admin1"],
        "country": one["country"],
        "precision": one["place_precision"],
        "lat": one["lat"],
        "lon": one["lon"],
    }


def _report(one: dict[str, Any]) -> Any:
    from vigil.casefile.models import Report

    key = f"generated-{one['number']}"
    return Report(
        key=key,
        outlet=one["outlet"],
        url=f"https://news.example/{key}",
        canonical_url=f"https://news.example/{key}",
        title=f"Attack in {one['place']}",
        published=one["last"].isoformat(),
        language="es",
        content_sha256=hashlib.sha256(key.encode()).hexdigest(),
    )


def main() -> None:
    """Fill the database that the environment names."""
    from vigil.cli.support.database import set_up_django

    set_up_django()
    from django.core.management import call_command

    from vigil.publication.record.projection import rebuild

    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    fill(int(sys.argv[1]))
    filled = time.perf_counter()
    count = rebuild()
    print(
        f"{count} public cases; written in {filled - began:.0f} s, "
        f"made public in {time.perf_counter() - filled:.0f} s"
    )


if __name__ == "__main__":
    main()
