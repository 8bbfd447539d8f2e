"""The 360Giving package: what its own checks of quality ask for beyond the schema."""

import json
import re
from typing import Any

import pytest

from days import today
from fund.factories import application, call, donor, officer
from fund.published_grants import a_person, granted, several
from vigil.fund.models import Application, Call, Grant
from vigil.fund.releases import threesixty_giving
from vigil.fund.releases import verbs as releases
from vigil.fund.releases.queries import newest_release
from vigil.trust.models import Level

pytestmark = pytest.mark.django_db
LONG = "A radio that warns the villages along the river before the flood comes, " * 3
EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


def package() -> dict[str, Any]:
    told = newest_release()
    assert told is not None
    return dict(json.loads(threesixty_giving.package(told)))


def in_a_call(grant: Grant, **values: Any) -> None:
    mine = application(Application.State.DECIDED, of=grant.party, call=call(**values))
    Grant.objects.filter(pk=grant.pk).update(application=mine, theme="prevention")


def test_records_pass_the_checks_of_quality() -> None:
    both = [donor(), donor("ireland", name="Ireland", reference="XM-DAC-21-1")]
    several(6, donors=both)
    several(5, year=2022)
    granted(Level.OPEN, donors=both, title=LONG[:200], name="Radio del Río")
    a_person(name="Ximena Canaria")
    releases.make_release(by=officer())
    grants = package()["grants"]
    assert len(grants) == 2 + 3, "one for each listed grant, one for each sum"
    assert len({one["id"] for one in grants}) == len(grants)
    for one in grants:
        assert 3 < len(one["title"]) < 140
        assert one["description"] != one["title"]
        assert one["awardDate"] <= str(today())
        assert one["amountAwarded"] > 0
        assert one["plannedDates"][0]["startDate"] <= one["plannedDates"][0]["endDate"]
        assert one["fundingOrganization"][0]["id"] == "NO-BRC-000000000"
        assert one["id"].startswith("360G-")
        for organisation in one.get("recipientOrganization", []):
            assert organisation["id"].startswith("360G-")
    assert not EMAIL.search(json.dumps(grants))
    assert "Ximena" not in json.dumps(grants)


def test_a_listed_grant_has_its_place_themes_donors_and_call() -> None:
    both = [donor(), donor("ireland", name="Ireland", reference="XM-DAC-21-1")]
    grant, invited = granted(Level.OPEN, donors=both, name="Radio"), granted(Level.OPEN)
    in_a_call(grant, slug="rivers")
    in_a_call(invited, slug="quiet", access=Call.Access.INVITED)
    releases.make_release(by=officer())
    [one] = [g for g in package()["grants"] if "grantProgramme" in g]
    assert one["grantProgramme"] == [{"code": "rivers", "title": "Small grants"}]
    assert one["beneficiaryLocation"] == [{"name": "Mexico", "countryCode": "MX"}]
    assert {(c["code"], c["title"]) for c in one["classifications"]} == {
        ("prevention", "prevention"),
        ("NO-BRC-971277882", "Government of Norway"),
        ("XM-DAC-21-1", "Ireland"),
    }
    assert "quiet" not in json.dumps(package())


def test_the_package_says_what_it_contains_and_what_not() -> None:
    several(6)
    several(5, year=2022)
    several(2, year=2025)
    granted(Level.OPEN)
    releases.make_release(by=officer())
    made = package()
    for said in ("2022, 2024", "USD", "1 grant is listed", "2 records are a sum", "endanger"):
        assert said in made["description"], said
    assert "2025" not in made["description"], "what no sum holds is of no year"
    assert made["publisher"]["identifier"] == "NO-BRC-000000000"
    assert made["downloadURL"].endswith("/fund/data/360giving.json")
    assert made["accessURL"].endswith("/fund/results/")
    assert made["identifier"] == "NO-BRC-000000000-fund-1"
