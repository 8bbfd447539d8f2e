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
from vigil.casefile.open_case_file.claims import read_claims, shipped_claims_file
from vigil.casefile.open_case_file.verbs import load, shipped_cases, values_of
from vigil.casefile.releases.verbs import verify_release
from vigil.casefile.reports.verbs.admitting import admit
from vigil.publication.cases.page import case_page_of
from vigil.publication.cases.queries import with_everything
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


def test_each_value_shown_has_a_source_or_says_why_we_coded_it_so() -> None:
    """Every case and every value of its page: nobody is asked to believe us."""
    bare, places, values = [], [], 0
    for case in with_everything(public_cases()).order_by("public_id"):
        page = case_page_of(case)
        shown = {(row.label, row.field): row.sources for row in (*page.rows, page.link) if row}
        shown |= {(p.described, f.field): f.sources for p in page.people for f in p.fields}
        if page.justice and page.justice.text:
            shown["Justice", "judicial_outcome"] = page.justice_sources
        if page.justice_impunity:
            shown["Justice", "impunity"] = page.impunity_sources
        values += len(shown)
        bare += [(case.public_id, *key) for key, sources in shown.items() if not sources.backed]
        numbers = {source.number for source in page.sources}
        places += [
            (case.public_id, key, statement.publisher)
            for key, sources in shown.items()
            for statement in sources.statements
            if not (statement.publisher and statement.number in numbers)
        ]
        assert page.people
        assert {"event", "date_of_attack", "place"} <= {row.field for row in page.rows}
        assert all(person.name for person in page.people)
    assert values > 900
    assert bare == []
    assert places == []


def test_the_file_itself_backs_each_value_that_it_gives() -> None:
    """The same, counted from the files alone."""
    claims = read_claims(shipped_claims_file(), shipped_cases())
    bare = []
    for line in shipped_cases():
        values, coded = values_of(line), line.get("coded_by_us") or {"case": {}, "victims": []}
        said = {(c.person if c.of_person else None, c.field) for c in claims[line["id"]].claims}
        for field, value in values["case"].items():
            remark = field.endswith(("_evidence", "_as_of", "_basis"))
            known = value not in ("unclear", "unknown", "no_information", "proceedings_open")
            if known and not remark and (None, field) not in said and not coded["case"].get(field):
                bare.append((line["id"], field))
        for number, person in enumerate(values["victims"]):
            own = coded["victims"][number] if coded["victims"] else {}
            backed = {field for who, field in said if who in (number, None)} | set(own)
            for field in set(person) - backed - {"outcome"}:
                if person[field] not in ("unknown", "other"):
                    bare.append((line["id"], number, field))
    assert bare == []


def test_two_sources_stand_behind_name_date_and_place_where_the_file_has_two() -> None:
    claims = read_claims(shipped_claims_file(), shipped_cases())
    wanted: set[tuple[str, str]] = set()
    for line in shipped_cases():
        for field in ("date_of_attack", "place"):
            urls = {c.url for c in claims[line["id"]].claims if c.field == field and c.agrees}
            if len(urls) > 1:
                wanted.add((f"V-{line['public_number']:04d}", field))
    shown = {
        (case.public_id, row.field)
        for case in with_everything(public_cases())
        for row in case_page_of(case).rows
        if len(row.sources.says) > 1
    }
    assert len(wanted) > 60
    assert wanted - shown == set()


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


def test_no_protected_part_of_a_source_is_in_a_release(tmp_path: Path) -> None:
    released = {source["url"] for line in cases_in(frozen(tmp_path)) for source in line["sources"]}
    text = (tmp_path / "release-1" / "cases.jsonl").read_text(encoding="utf-8")
    marked = [s for line in shipped_cases() for s in line["sources"] if s.get("protected")]
    hidden = [s["url"] for s in marked if s["protected"] != "title"]
    assert len(hidden) > 1
    assert [url for url in hidden if url in text] == []
    titles = [s["title"] for s in marked if s["protected"] != "address"]
    assert [title for title in titles if not title.startswith("[") and title in text] == []
    assert None in released
