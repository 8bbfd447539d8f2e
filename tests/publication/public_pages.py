"""A public record with a case of every kind, and the address of every public page that reads it.

Made for what has to hold on every public page: that it speaks its language, that everybody can
read it, that it fits a narrow screen.
"""

import datetime

from casefile.people.named_people import take
from factories import (
    CaseFactory,
    MembershipFactory,
    OutletFactory,
    VictimFactory,
    behind,
    published_together,
)
from publication import many
from publication.planted import plant
from vigil.casefile.models import Case, CaseRelation, Monitoring, Origin, Visibility
from vigil.trust.models import Role

LONG = "María Guadalupe del Carmen Hernández-Montoya y Fernández de la Vega Iturbide"
ARABIC = "عبد الرحمن بن محمد المثال"

CASES = {
    "V-7000": "contested, with everything that a page can hold",
    "V-7001": "compiled from published sources",
    "V-7002": "from a team's own sheet",
    "V-7003": "an attempt, survived by somebody who is not named",
    "V-7004": "prevented",
    "V-7005": "known to a country only, and nobody by name",
    "V-7006": "somebody whose name was withdrawn",
    "V-7007": "a long name, in a long place",
    "V-7008": "a name in another script",
}
"""The cases that have a page, and what is to be seen there."""
PAGES: dict[str, int] = {
    "/": 200,
    "/?target_category=journalist": 200,
    "/cases/": 200,
    "/cases/?method=firearm": 200,
    "/cases/?q=nobody-of-this-name": 200,
    "/cases/?year_from=later&country=XX": 200,
    "/cases/people/": 200,
    "/cases/people/?country=MEX&gender=female": 200,
    **{f"/cases/{public_id}/": 200 for public_id in CASES},
    "/cases/V-7000/?state=0123456789ab": 200,
    "/cases/V-7000/sources/1/": 200,
    "/cases/V-7009/": 200,  # it leads on to the case that it was merged into
    "/cases/V-7010/": 410,
    "/map/": 200,
    "/map/?q=nobody-of-this-name": 200,
    "/figures/": 200,
    "/figures/?country=MEX": 200,
    "/figures/by-target/": 200,
    "/figures/countries-over-time/": 200,
    "/figures/by-month/": 200,
    "/figures/by-year/embed/": 200,
    "/figures/?q=nobody-of-this-name": 200,
    "/data/": 200,
    "/data/?country=MEX": 200,
    "/data/api/": 200,
    "/about/": 200,
    "/about/policy/": 200,
    "/about/report-an-error/?case=V-7000": 200,
    "/about/report-an-error/sent/": 200,
    "/about/report-an-error/sent/?urgent=on": 200,
    "/account/login/": 200,
    "/account/link/no-such-token/": 200,
    "/account/invitation/no-such-token/": 410,
    "/nowhere/": 404,
}
"""Every public page, in each of its states, and how it answers."""
FORM = "/about/report-an-error/"


@published_together()
def publish_everything() -> Case:
    """Make the record, and who answers for it; return the case that has everything."""
    behind(Role.ADJUDICATOR)
    first = plant(public_id="V-7000", contested=True)
    compiled = {
        "summary": ["He was a reporter in Puerto Ejemplo.", "He had written about its harbour."],
        "disagreements": ["His age is 41 or 42."],
    }
    for public_id, values in {
        "V-7001": {"origin": Origin.COMPILED, "compiled": compiled},
        "V-7002": {"origin": Origin.IMPORTED},
        "V-7006": {},
    }.items():
        VictimFactory(case=_case(public_id, **values), also=["Амалия Риос"])
    VictimFactory(
        case=_case("V-7003", event="attempt", n_killed=0), name="Eva Muestra", outcome="injured"
    )
    VictimFactory(
        case=_case("V-7004", event="prevented", n_killed=0), name="Eva Muestra", outcome="unhurt"
    )
    nowhere = {"admin1": "", "place_name": "", "place_precision": "country"}
    undated = {"date": "1992", "date_precision": "year"}
    VictimFactory(case=_case("V-7005", **nowhere, **undated), name="", target_category="unknown")
    VictimFactory(case=_case("V-7007", place_name="San " + "Ejemplo de los " * 6), name=LONG)
    VictimFactory(case=_case("V-7008", country="EGY", admin1="الجيزة"), name=ARABIC)
    take(Case.objects.get(public_id="V-7006"), "Amalia Ríos Quintero")
    _case("V-7009", superseded_by=first)
    VictimFactory(case=_case("V-7010", visibility=Visibility.WITHDRAWN))
    CaseRelation.objects.create(
        case=first, other=_of("V-7003"), kind=CaseRelation.Kind.EARLIER_ATTEMPT
    )
    Monitoring.objects.create(
        outlet=OutletFactory(name="El Diario Ejemplo"),
        countries=["MEX"],
        since=datetime.date(2018, 6, 1),
    )
    many.make()
    return first


def _case(public_id: str, **values: object) -> Case:
    case = CaseFactory(public_id=public_id, **values)
    MembershipFactory(case=case)
    return case


def _of(public_id: str) -> Case:
    return Case.objects.get(public_id=public_id)
