"""What the line of a case says, and what it never says."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casefile.compiled import load_first
from casefile.releases.frozen_releases import (
    CODED,
    KILLED,
    MINOR,
    PERPETRATOR,
    REPORTER,
    SECRET,
    SURVIVOR,
    cases_in,
    frozen,
    only,
    published,
)
from factories import (
    AccountFactory,
    CandidateFactory,
    CaseFactory,
    ClaimFactory,
    MembershipFactory,
    OutletFactory,
    ReportFactory,
    adjudicator,
)
from vigil.casefile.cases.queries import headline_cases
from vigil.casefile.cases.verbs.merging import merge_cases
from vigil.casefile.cases.verbs.relating import relate_cases
from vigil.casefile.models import Basis, Case, Counter, Release, Stage, Visibility
from vigil.casefile.releases.verbs import freeze_release, verify_release

NEUTRAL = "[Report of 2019-03-08]"
"""The title of a source whose own spells a name."""
pytestmark = pytest.mark.django_db


def test_a_release_holds_each_public_case_once_and_checks_out(tmp_path: Path) -> None:
    numbers = ["V-10000", "V-0999", "V-1200"]
    for public_id in numbers:
        published(public_id=public_id)
    release = frozen(tmp_path, "vetted")
    assert {p.name for p in release.iterdir()} == {
        "cases.jsonl", "CHANGELOG.md", "README.txt", "manifest.json",
        "agreement.json", "agreement.csv",
    }  # fmt: skip
    assert [line["id"] for line in cases_in(release)] == ["V-0999", "V-1200", "V-10000"]
    manifest = json.loads((release / "manifest.json").read_text())
    assert (manifest["number"], manifest["kind"]) == (1, "vetted")
    assert manifest["counts"]["headline_cases"] == headline_cases().count() == 3
    assert manifest["counts"]["people_killed"] == 3
    assert manifest["filter"]["headline"].startswith("Published cases in which")
    assert manifest["frozen_at"].endswith("Z")
    assert verify_release(release) == []
    assert [p.name for p in tmp_path.iterdir()] == ["release-1"]


def test_a_line_gives_values_people_sources_and_what_stands_behind(tmp_path: Path) -> None:
    case = published()
    outlet = OutletFactory(name="The Ejemplo Herald")
    account = AccountFactory(report=ReportFactory(outlet=outlet, title="Reporter shot dead"))
    MembershipFactory(case=case, account=account)
    support = {"reports": 1, "outlets": 1, "against": 0, "accounts": [account.key, "elsewhere"]}
    case.accepted.filter(field="method").update(support=support)
    line = only(frozen(tmp_path))
    assert line["values"]["method"] == "firearm"
    assert line["values"]["date_of_attack"] == {"precision": "day", "value": "2019-03-07"}
    assert line["support"]["method"] == {"reports": 1, "outlets": 1, "against": 0, "sources": [1]}
    (source,) = line["sources"]
    assert source["publisher"] == "The Ejemplo Herald"
    assert source["title"] == "Reporter shot dead"
    assert source["url"] == account.report.url
    assert (source["date"], source["language"]) == ("2019-03-08", "en")
    (person,) = line["victims"]
    assert person["names"] == [KILLED, "Amália Rios"]
    assert person["age"] == {"low": 41, "high": 41}
    assert (line["basis"], line["headline"], line["contested"]) == ("adjudicated", True, False)


def test_the_same_record_gives_the_same_bytes(tmp_path: Path) -> None:
    load_first()
    first = frozen(tmp_path / "a")
    Release.objects.all().delete()
    Counter.objects.filter(name="release").delete()
    second = frozen(tmp_path / "b")
    for name in ("cases.jsonl", "CHANGELOG.md", "README.txt"):
        assert (first / name).read_bytes() == (second / name).read_bytes()
    manifests = [json.loads((r / "manifest.json").read_text()) for r in (first, second)]
    assert {**manifests[0], "frozen_at": ""} == {**manifests[1], "frozen_at": ""}


def test_proceedings_that_are_open_are_all_that_is_told_of_courts(tmp_path: Path) -> None:
    text = {"judicial_outcome": "Two men were tried.", "judicial_as_of": {"value": "2021-05"}}
    published({**text, "impunity": "proceedings_open"}, public_id="V-2000")
    flag = {"sensitivity": ["proceedings-open-recheck-before-display"]}
    published(
        {**text, "impunity": "partial"}, basis=Basis.COMPILED, public_id="V-2001", compiled=flag
    )
    published({**text, "impunity": "partial"}, public_id="V-2002")
    told = [line["justice"] for line in cases_in(frozen(tmp_path))]
    is_open = {"as_of": 2021, "impunity": None, "proceedings_open": True, "text": None}
    assert told[:2] == [is_open, is_open]
    assert (told[2]["text"], told[2]["as_of"]) == ("Two men were tried.", 2021)


def test_related_and_absorbed_cases_are_named(tmp_path: Path) -> None:
    by = adjudicator()
    one, other = published(public_id="V-3001"), published(public_id="V-3002")
    hidden = published(public_id="V-3003", visibility=Visibility.INTERNAL)
    absorbed = CaseFactory(public_id="V-3004", stage=Stage.OPEN, visibility=Visibility.INTERNAL)
    relate_cases(one, other, "same_chain", by=by)
    relate_cases(one, hidden, "same_chain", by=by)
    merge_cases(one, absorbed, by=by, why="the same attack")
    first, second = cases_in(frozen(tmp_path))
    assert first["related"] == [{"id": "V-3002", "kind": "same_chain", "direction": "to"}]
    assert second["related"] == [{"id": "V-3001", "kind": "same_chain", "direction": "from"}]
    assert first["formerly"] == ["V-3004"]


def test_more_cases_take_no_more_queries(tmp_path: Path) -> None:
    by = adjudicator()

    def queries_for(more: int) -> int:
        for _ in range(more):
            MembershipFactory(case=published())
        with CaptureQueriesContext(connection) as captured:
            freeze_release("provisional", by=by, folder=tmp_path)
        return len(captured)

    queries_for(1)
    assert queries_for(1) == queries_for(3)


@pytest.mark.parametrize(
    "columns",
    [
        {"visibility": Visibility.INTERNAL},
        {"visibility": Visibility.WITHDRAWN},
        {"stage": Stage.CODED},
        {"stage": Stage.OPEN},
        {"stage": Stage.REJECTED},
    ],
)
def test_what_is_not_verified_and_published_is_not_in_it(
    tmp_path: Path, columns: dict[str, Any]
) -> None:
    published(**columns)
    assert cases_in(frozen(tmp_path)) == []


def test_what_a_machine_proposed_is_not_in_it(tmp_path: Path) -> None:
    CandidateFactory()
    published(basis=Basis.RULE)  # verified and public, but nobody settled a value
    case = published(public_id="V-2000")
    case.accepted.filter(field="method").update(basis=Basis.RULE)
    suggested = AccountFactory(report=ReportFactory(title="Perhaps the same attack"))
    MembershipFactory(case=case, account=suggested, suggested=True)
    line = only(frozen(tmp_path))
    assert line["id"] == "V-2000"
    assert "method" not in line["values"]
    assert line["sources"] == []


def planted() -> Case:
    """Make a public case in which every text names somebody who is not named in public."""
    home = {
        "place": {
            "name": "Colonia Jacaranda",
            "admin1": "Guerrero",
            "country": "MEX",
            "lat": 16.85341,
            "lon": -99.82365,
            "precision": "neighbourhood",
        },
        "place_type": "home",
        "organised_crime_basis": f"Prosecutors say {PERPETRATOR} paid for it.",
        "judicial_outcome": f"{CODED} was convicted at first instance.",
        "judicial_as_of": {"value": "2021", "precision": "year"},
        "impunity": "partial",
        "specific_target_evidence": f"{SURVIVOR} said so.",
        "weapons": ["pistol", f"the rifle of {PERPETRATOR}"],
        "perpetrators": [{"name": CODED, "kind": "person", "status": "convicted"}],
    }
    child = {"names": [MINOR], "age": {"low": 12, "high": 12}, "outcome": "killed"}
    driver = {"names": [SURVIVOR], "outcome": "injured", "occupation": f"Driver of {SURVIVOR}"}
    case = published(
        home,
        [REPORTER, child, driver],
        compiled={"summary": [f"{PERPETRATOR} was accused."], "disagreements": [f"{SURVIVOR}."]},
    )
    report = ReportFactory(
        title=f"{PERPETRATOR} held over killing in Colonia Jacaranda",
        url="https://news.example/evaristo-montalvo-quiroga-held",
        text=f"{KILLED} was shot dead. {PERPETRATOR} was arrested.",
    )
    account = AccountFactory(
        report=report,
        record={
            "perpetrators": [{"name": PERPETRATOR, "kind": "person", "status": "accused"}],
            "victims": [{"name": KILLED}, {"name": MINOR}, {"name": SURVIVOR}],
        },
    )
    MembershipFactory(case=case, account=account)
    return case


@pytest.mark.parametrize("basis", [Basis.ADJUDICATED, Basis.COMPILED])
def test_nobody_who_is_not_named_in_public_is_named(tmp_path: Path, basis: Basis) -> None:
    planted().accepted.update(basis=basis)
    release = frozen(tmp_path)
    text = "".join(path.read_text() for path in release.iterdir())
    assert [word for word in SECRET if word.lower() in text.lower()] == []
    line = only(release)
    dead, child, survivor = line["victims"]
    assert dead["names"][0] == KILLED
    assert child == {"minor": True, "named": False, "outcome": "killed"}
    assert survivor == {"minor": False, "named": False, "outcome": "injured"}
    assert line["values"]["organised_crime_basis"].startswith("[withheld")
    assert line["justice"]["text"].startswith("[withheld")
    assert line["values"]["weapons"] == ["pistol"]
    source = line["sources"][0]
    assert (source["url"], source["title"]) == (None, NEUTRAL)
    assert source["protected"] == "both"


def test_a_killing_at_home_is_placed_no_finer_than_the_town(tmp_path: Path) -> None:
    planted()
    place = only(frozen(tmp_path))["place"]
    assert place == {
        "name": None,
        "admin1": "Guerrero",
        "country": "MEX",
        "precision": "admin1",
        "lat": None,
        "lon": None,
        "coarsened": True,
    }


def test_coordinates_of_a_town_do_not_point_to_a_home(tmp_path: Path) -> None:
    published({"place_type": "home"}, public_id="V-2000")
    published({"place_type": "vehicle_road"}, public_id="V-2001")
    home, road = (line["place"] for line in cases_in(frozen(tmp_path)))
    assert (home["name"], home["lat"], home["lon"]) == ("Puerto Ejemplo", 16.9, -99.8)
    assert (road["lat"], road["lon"]) == (16.85, -99.82)


def test_where_nobody_was_killed_no_town_is_told(tmp_path: Path) -> None:
    published({"event": "attempt"}, [{**REPORTER, "outcome": "injured"}])
    line = only(frozen(tmp_path))
    assert (line["place"]["name"], line["place"]["precision"]) == (None, "admin1")
    assert (line["place"]["lat"], line["place"]["lon"]) == (None, None)
    assert line["victims"] == [{"minor": False, "named": False, "outcome": "injured"}]
    assert "Ejemplo" not in json.dumps(line)


def test_whom_any_report_has_as_a_minor_is_not_named(tmp_path: Path) -> None:
    case = published(victims=[{**REPORTER, "age": {"low": 18, "high": 18}}])
    account = AccountFactory(report=ReportFactory(title=f"{KILLED} shot dead"))
    MembershipFactory(case=case, account=account)
    ClaimFactory(account=account, field="names", value=[KILLED], person=0)
    ClaimFactory(account=account, field="age", value={"low": 17, "high": 17}, person=0)
    release = frozen(tmp_path)
    assert only(release)["victims"][0]["minor"] is True
    assert "Quintero" not in (release / "cases.jsonl").read_text()


def test_whom_another_account_of_a_source_names_is_not_in_its_title(tmp_path: Path) -> None:
    case = published()
    account = AccountFactory(report=ReportFactory(title=f"Held: {PERPETRATOR}"))
    MembershipFactory(case=case, account=account)
    assert only(frozen(tmp_path))["sources"][0]["title"] == f"Held: {PERPETRATOR}"
    read = {"perpetrators": [{"name": PERPETRATOR}]}
    AccountFactory(report=account.report, number=2, record=read)
    assert only(frozen(tmp_path / "again"))["sources"][0]["title"] == NEUTRAL


def test_whom_the_coding_of_a_merged_case_names_is_not_in_a_title(tmp_path: Path) -> None:
    case = published()
    absorbed = CaseFactory(superseded_by=case, visibility=Visibility.INTERNAL)
    entry = {"perpetrators": [{"name": PERPETRATOR}]}
    absorbed.codings.create(coder=adjudicator(), codebook_version="1", values={"case": entry})
    MembershipFactory(
        case=case, account=AccountFactory(report=ReportFactory(title=f"Held: {PERPETRATOR}"))
    )
    assert only(frozen(tmp_path))["sources"][0]["title"] == NEUTRAL
