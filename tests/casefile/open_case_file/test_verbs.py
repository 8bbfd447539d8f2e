"""The starting record: 67 cases, public at once, and found by new reports."""

from pathlib import Path

import pytest

from casefile.releases.frozen_releases import cases_in, frozen
from factories import adjudicator
from readings import read_report
from vigil.casefile.cases.queries import headline_cases, public_cases
from vigil.casefile.cases.verbs.withdrawing import withdraw_case
from vigil.casefile.linking.verbs.proposing import propose
from vigil.casefile.models import Case, CaseAccount, Origin, Report
from vigil.casefile.open_case_file.verbs import load, shipped_cases, values_of
from vigil.casefile.releases.verbs import verify_release
from vigil.casefile.reports.verbs.admitting import admit
from vigil.reading import codebook
from vigil.trust.models import Decision

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


@pytest.fixture(scope="module")
def loaded(shared_world: None) -> None:
    """Load all cases, once for all tests."""
    assert load() == 67


def test_all_cases_enter_verified_and_published() -> None:
    assert public_cases().count() == 67
    assert set(Case.objects.values_list("origin", flat=True)) == {Origin.COMPILED}
    assert Decision.objects.filter(verb="load_open_case_file").count() == 67


def test_loading_again_changes_nothing_even_what_people_changed() -> None:
    case = Case.objects.get(public_id="V-0001")
    withdraw_case(case, by=adjudicator(), why="asked by the family")
    assert load() == 0
    assert public_cases().count() == 66
    assert Report.objects.filter(key__startswith="open-case-file:").count() == 67 + sum(
        len(line["sources"]) for line in shipped_cases()
    )


def test_every_value_is_one_of_the_codebook() -> None:
    book = codebook.current()
    problems = {
        line["id"]: [str(p) for p in book.check_coding(values_of(line), complete=True)]
        for line in shipped_cases()
    }
    assert {key: found for key, found in problems.items() if found} == {}


def test_the_record_itself_is_no_source() -> None:
    line = shipped_cases()[0]
    case = Case.objects.get(public_id=f"V-{line['public_number']:04d}")
    assert case.n_reports == len({source["url"] for source in line["sources"]})
    told = case.memberships.exclude(account__report__url="").values_list(
        "account__report__url", flat=True
    )
    assert set(told) == {source["url"] for source in line["sources"]}


def test_a_report_of_a_compiled_case_is_suggested_for_it() -> None:
    line = next(
        line
        for line in shipped_cases()
        if len(line["victims"]) == 1 and line["date"]["precision"] == "day"
    )
    victim = line["victims"][0]["name"]
    admit(
        [
            read_report(
                "late",
                victim=victim,
                day=line["date"]["value"],
                town=line["place"]["name"],
                country=line["place"]["country"],
            )
        ]
    )
    propose()
    suggested = CaseAccount.objects.get(account__report__key="late")
    assert suggested.suggested
    assert suggested.case.compiled["id"] == line["id"]


def test_the_open_case_file_is_released_whole(tmp_path: Path) -> None:
    release = frozen(tmp_path)
    lines = cases_in(release)
    assert {line["id"] for line in lines} == set(public_cases().values_list("public_id", flat=True))
    assert sum(line["headline"] for line in lines) == headline_cases().count()
    assert {line["basis"] for line in lines} == {"compiled"}
    assert all(line["sources"] and line["victims"] for line in lines)
    homes = [line for line in lines if line["values"].get("place_type") == "home"]
    assert homes
    assert {line["place"]["precision"] for line in homes} <= {"town", "admin2", "admin1"}
    assert verify_release(release) == []
