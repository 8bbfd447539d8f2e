"""Freezing a release: what is in it, what never is, and that it is there whole or not at all."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from casefile.compiled import load_first
from factories import (
    AccountFactory,
    CandidateFactory,
    CaseFactory,
    ClaimFactory,
    MembershipFactory,
    OutletFactory,
    ReportFactory,
    UserFactory,
    adjudicator,
)
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.cases.queries import headline_cases
from vigil.casefile.cases.verbs.merging import merge_cases
from vigil.casefile.cases.verbs.relating import relate_cases
from vigil.casefile.cases.verbs.withdrawing import withdraw_case
from vigil.casefile.coding.verbs.writing_values import write_values
from vigil.casefile.models import Basis, Case, Counter, Release, Stage, Visibility
from vigil.casefile.releases import verbs as releases
from vigil.casefile.releases.files import FileEntry
from vigil.casefile.releases.verbs import freeze_release, verify_release
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Role

pytestmark = pytest.mark.django_db

KILLED = "Amalia Ríos Quintero"
PERPETRATOR = "Evaristo Montalvo Quiroga"
CODED = "Fulgencio Barrantes Ochoa"
MINOR = "Tadeo Belmonte Lara"
SURVIVOR = "Casilda Orduña Vela"
SECRET = ("Montalvo", "Quiroga", "Barrantes", "Tadeo", "Belmonte", "Casilda", "Orduña", "Jacaranda")
EVENT: dict[str, Any] = {
    "event": "killing",
    "date_of_attack": {"value": "2019-03-07", "precision": "day"},
    "place": {
        "name": "Puerto Ejemplo",
        "admin1": "Guerrero",
        "country": "MEX",
        "lat": 16.85341,
        "lon": -99.82365,
        "precision": "town",
    },
    "place_type": "vehicle_road",
    "method": "firearm",
    "specific_target": "yes",
    "organised_crime_link": "credibly_alleged",
    "organised_crime_basis": "Prosecutors say that a smuggling group paid for it.",
}
REPORTER: dict[str, Any] = {
    "names": [KILLED, "Amália Rios"],
    "age": {"low": 41, "high": 41},
    "gender": "female",
    "occupation": "Reporter",
    "outcome": "killed",
    "role": "target",
    "target_category": "journalist",
}


def published(
    event: dict[str, Any] | None = None,
    victims: list[dict[str, Any]] | None = None,
    basis: Basis = Basis.ADJUDICATED,
    **columns: Any,
) -> Case:
    """Make a published case whose values people settled, as `verify` writes them."""
    case: Case = CaseFactory(**columns)
    settle(case, {**EVENT, **(event or {})}, [REPORTER] if victims is None else victims, basis)
    return case


def settle(
    case: Case,
    event: dict[str, Any],
    victims: list[dict[str, Any]],
    basis: Basis = Basis.ADJUDICATED,
) -> None:
    decision = record_on_case("verify", case, by=None)
    write_values(case, {"case": event, "victims": victims}, basis=basis, decision=decision)


def frozen(folder: Path, kind: str = "provisional") -> Path:
    release = freeze_release(kind, by=adjudicator(), folder=folder)
    return folder / f"release-{release.number}"


def cases_in(release: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (release / "cases.jsonl").read_text().splitlines()]


def only(release: Path) -> dict[str, Any]:
    (line,) = cases_in(release)
    return line


# What a release says


def test_a_release_holds_each_public_case_once_and_checks_out(tmp_path: Path) -> None:
    numbers = ["V-10000", "V-0999", "V-1200"]
    for public_id in numbers:
        published(public_id=public_id)
    release = frozen(tmp_path, "vetted")
    assert {p.name for p in release.iterdir()} == {
        "cases.jsonl", "CHANGELOG.md", "README.txt", "manifest.json",
    }  # fmt: skip
    assert [line["id"] for line in cases_in(release)] == ["V-0999", "V-1200", "V-10000"]
    manifest = json.loads((release / "manifest.json").read_text())
    assert (manifest["number"], manifest["kind"]) == (1, "vetted")
    assert manifest["counts"]["headline_cases"] == headline_cases().count() == 3
    assert manifest["counts"]["people_killed"] == 3
    assert manifest["filter"]["headline"].startswith("Verified cases in which")
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


# What a release never says


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
    assert (line["sources"][0]["url"], line["sources"][0]["title"]) == (None, None)


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


# Changes


def test_the_changelog_says_what_came_went_and_changed(tmp_path: Path) -> None:
    by = adjudicator()
    kept, gone = published(public_id="V-2000"), published(public_id="V-2001")
    absorbed = published(public_id="V-2002")
    published(public_id="V-2003")
    first = (frozen(tmp_path) / "CHANGELOG.md").read_text()
    assert "The first release" in first
    assert "## Added (4)\n\nV-2000, V-2001, V-2002, V-2003\n" in first
    withdraw_case(gone, by=by, why="asked by the family")
    merge_cases(kept, absorbed, by=by, why="the same attack")
    settle(kept, {**EVENT, "method": "blade"}, [REPORTER])
    published(public_id="V-2004")
    shutil.rmtree(tmp_path / "release-1")  # not needed for comparing
    second = frozen(tmp_path)
    text = (second / "CHANGELOG.md").read_text()
    assert "Against release 1." in text
    assert "## Added (1)\n\nV-2004\n" in text
    assert "## Removed (2)\n\nV-2001, V-2002 (now part of V-2000)\n" in text
    assert "## Changed (1)\n\n- V-2000: formerly, values.method\n" in text
    assert "family" not in text
    manifest = json.loads((second / "manifest.json").read_text())
    assert manifest["previous"]["number"] == 1


# Whole or not at all, by whom, and under which number


@pytest.mark.parametrize("role", [None, *(r for r in Role if r != Role.ADJUDICATOR)])
def test_only_an_adjudicator_freezes(tmp_path: Path, role: Role | None) -> None:
    by = UserFactory(roles=[role] if role else [])
    with pytest.raises(NotAllowed):
        freeze_release("provisional", by=by, folder=tmp_path / "releases")
    assert list(tmp_path.iterdir()) == []


def test_there_are_two_kinds(tmp_path: Path) -> None:
    with pytest.raises(NotPossible, match="provisional or vetted"):
        freeze_release("final", by=adjudicator(), folder=tmp_path)
    assert not Release.objects.exists()


def test_freezing_is_a_decision(tmp_path: Path) -> None:
    published()
    by = adjudicator()
    release = freeze_release("vetted", by=by, folder=tmp_path, why="read by the whole desk")
    decision = Decision.objects.get(verb="freeze_release")
    assert (decision.actor, decision.target_key) == (by, "1")
    assert decision.why == "read by the whole desk"
    digest = releases.sha256_of(tmp_path / "release-1" / "manifest.json")
    assert decision.after == {"kind": "vetted", "cases": 1, "manifest_sha256": digest}
    assert release.manifest["sha256"] == digest


@pytest.mark.parametrize("failing", ["record", "readme", "case_line"])
def test_a_freeze_that_fails_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    published()

    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("cut off")

    with monkeypatch.context() as patch:
        patch.setattr(releases, failing, fail)
        with pytest.raises(RuntimeError, match="cut off"):
            frozen(tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert not Release.objects.exists()
    assert not Decision.objects.filter(verb="freeze_release").exists()
    assert frozen(tmp_path).name == "release-1"


def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    published()

    def full(path: Path, parts: Any) -> FileEntry:
        path.write_bytes(next(iter(parts))[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(releases, "write_file", full)
    with pytest.raises(OSError, match="No space"):
        frozen(tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert not Release.objects.exists()


def test_a_release_cut_off_after_it_was_recorded_is_put_in_place_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published()

    def cut_off(draft: Path, final: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(releases, "put_in_place", cut_off)
        with pytest.raises(KeyboardInterrupt):
            frozen(tmp_path)
    assert not (tmp_path / "release-1").exists()
    assert Release.objects.get().number == 1
    assert frozen(tmp_path).name == "release-2"
    assert verify_release(tmp_path / "release-1") == []
    assert {p.name for p in tmp_path.iterdir()} == {"release-1", "release-2"}


def test_a_draft_that_was_never_recorded_is_thrown_away(tmp_path: Path) -> None:
    draft = tmp_path / ".release-1.draft"
    draft.mkdir()
    (draft / "cases.jsonl").write_text("half a li")
    (tmp_path / "notes.txt").write_text("somebody's own")
    published()
    release = frozen(tmp_path)
    assert verify_release(release) == []
    assert {p.name for p in tmp_path.iterdir()} == {"release-1", "notes.txt"}


def test_a_number_is_never_given_twice(tmp_path: Path) -> None:
    published()
    shutil.rmtree(frozen(tmp_path))
    Release.objects.all().delete()
    assert frozen(tmp_path).name == "release-2"
    assert frozen(tmp_path / "elsewhere").name == "release-3"


def test_a_folder_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    foreign = tmp_path / "release-1"
    foreign.mkdir()
    (foreign / "cases.jsonl").write_text("of another installation")
    published()
    with pytest.raises(NotPossible, match="there already"):
        frozen(tmp_path)
    assert (foreign / "cases.jsonl").read_text() == "of another installation"
    assert not Release.objects.exists()


# Checking


@pytest.fixture
def release(tmp_path: Path) -> Path:
    published()
    return frozen(tmp_path)


@pytest.mark.parametrize("name", ["cases.jsonl", "CHANGELOG.md", "README.txt"])
def test_each_file_that_is_missing_or_changed_is_named(release: Path, name: str) -> None:
    whole = (release / name).read_bytes()
    (release / name).write_bytes(whole + b"\n")
    (problem,) = verify_release(release)
    assert problem.startswith(f"{name}: has changed")
    (release / name).unlink()
    assert verify_release(release) == [f"{name}: is missing"]
    (release / name).symlink_to("/dev/null")
    (problem,) = verify_release(release)
    assert problem.startswith(f"{name}: has changed: it is not a plain file")


def test_every_problem_is_named_not_only_the_first(release: Path) -> None:
    (release / "README.txt").unlink()
    (release / "cases.jsonl").write_text("")
    (release / "more").mkdir()
    (release / ".hidden").write_text("x")
    said = [problem.partition(":")[0] for problem in verify_release(release)]
    assert sorted(said) == [".hidden", "README.txt", "cases.jsonl", "more"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "truncated"),
        ("{", "truncated"),
        ("[]", "object"),
        ("{}", "format"),
        ('{"format": "vigil-release/9"}', "vigil-release/9"),
    ],
)
def test_a_broken_manifest_is_said(release: Path, content: str, said: str) -> None:
    (release / "manifest.json").write_text(content)
    (problem,) = verify_release(release)
    assert problem.startswith("manifest.json: ")
    assert said in problem


def test_a_manifest_that_does_not_fit_the_cases_is_said(release: Path) -> None:
    path = release / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["counts"]["headline_cases"] = 7
    path.write_text(json.dumps(manifest))
    assert verify_release(release) == ["manifest.json: says headline_cases 7, cases.jsonl holds 1"]
    manifest["counts"]["headline_cases"] = 1
    manifest["files"]["../elsewhere"] = {"sha256": "0" * 64, "size": 1}
    del manifest["files"]["README.txt"]
    path.write_text(json.dumps(manifest))
    assert verify_release(release) == [
        "README.txt: is not listed in manifest.json",
        "../elsewhere: is not part of the release",
    ]


def test_the_number_is_that_of_the_folder(release: Path) -> None:
    renamed = release.rename(release.with_name("release-9"))
    assert verify_release(renamed) == ["manifest.json: is that of release 1, not of release-9"]
    assert verify_release(renamed.rename(release.with_name("copy"))) == []


def test_what_is_no_release_is_said(tmp_path: Path) -> None:
    assert verify_release(tmp_path / "nothing") == [f"{tmp_path}/nothing: there is no such folder"]
    assert verify_release(tmp_path) == ["manifest.json: is missing"]


def test_any_changed_byte_is_found(release: Path) -> None:
    names = ["cases.jsonl", "CHANGELOG.md", "README.txt"]

    @settings(max_examples=60, deadline=None)
    @given(st.sampled_from(names), st.integers(min_value=0), st.integers(1, 255))
    def changed(name: str, at: int, by: int) -> None:
        path = release / name
        whole = path.read_bytes()
        at %= len(whole)
        path.write_bytes(whole[:at] + bytes([whole[at] ^ by]) + whole[at + 1 :])
        try:
            (problem,) = verify_release(release)
        finally:
            path.write_bytes(whole)
        assert problem.startswith(f"{name}: has changed")

    changed()
    assert verify_release(release) == []


def test_whom_another_account_of_a_source_names_is_not_in_its_title(tmp_path: Path) -> None:
    case = published()
    account = AccountFactory(report=ReportFactory(title=f"Held: {PERPETRATOR}"))
    MembershipFactory(case=case, account=account)
    assert only(frozen(tmp_path))["sources"][0]["title"]
    read = {"perpetrators": [{"name": PERPETRATOR}]}
    AccountFactory(report=account.report, number=2, record=read)
    assert only(frozen(tmp_path / "again"))["sources"][0]["title"] is None


def test_whom_the_coding_of_a_merged_case_names_is_not_in_a_title(tmp_path: Path) -> None:
    case = published()
    absorbed = CaseFactory(superseded_by=case, visibility=Visibility.INTERNAL)
    entry = {"perpetrators": [{"name": PERPETRATOR}]}
    absorbed.codings.create(coder=adjudicator(), codebook_version="1", values={"case": entry})
    MembershipFactory(
        case=case, account=AccountFactory(report=ReportFactory(title=f"Held: {PERPETRATOR}"))
    )
    assert only(frozen(tmp_path))["sources"][0]["title"] is None
