"""A team's own sheet goes in, is corrected, goes in again, and comes out as it was."""

from datetime import timedelta

import pytest
from django.utils import timezone

from casefile.sheets import invented_sheet
from casefile.sheets import ten_country_sheet as gam
from casefile.sheets.verbs.own_sheet import (
    NOBODY,
    ROW,
    accepted,
    looked,
    mapped,
    sheet,
    take,
)
from factories import UserFactory, adjudicator, coder
from vigil.casefile.cases.queries import public_cases
from vigil.casefile.models import (
    Basis,
    Case,
    Claim,
    SheetImport,
    SheetMapping,
    SheetRow,
    Stage,
    Visibility,
)
from vigil.casefile.sheet_files.writing import to_csv, to_xlsx
from vigil.casefile.sheets.export_table import table_of
from vigil.casefile.sheets.verbs import importing
from vigil.casefile.sheets.verbs.importing import (
    apply,
    begin_import,
    plan,
    save_mapping,
)
from vigil.casefile.sheets.verbs.resolving_conflicts import conflicted_rows
from vigil.casefile.sheets.verbs.verifying import publish_imported, verify_imported
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Role, RoleGrant, User

pytestmark = pytest.mark.django_db


# The whole way


@pytest.mark.tail("smaller sheets go round in the tests below")
def test_a_sheet_of_2700_rows_from_84_countries_goes_in_and_round(ana: User) -> None:
    whole = invented_sheet.rows()
    rows, named = invented_sheet.broken(whole)
    content = invented_sheet.xlsx(rows)
    mapping = mapped(content, ana)
    planned = plan(content, mapping, by=ana, file_name="ours.xlsx")
    assert (Case.objects.count(), Decision.objects.filter(verb="import_case").count()) == (0, 0)
    first = apply(planned, by=ana)
    assert (first.counts["new"], first.counts["broken"]) == (2650, 50)
    assert {row["row"]: row["problems"][0]["column"] for row in first.broken} == named
    assert len(set(Case.objects.values_list("country", flat=True))) == 84
    assert set(Case.objects.values_list("stage", "origin")) == {("coded", "imported")}
    assert Decision.objects.filter(verb="import_case", actor=ana).count() == 2650

    second = apply(plan(invented_sheet.xlsx(whole), mapping, by=ana), by=ana)
    numbers = [second.counts[name] for name in ("new", "unchanged", "broken", "changed")]
    assert numbers == [50, 2650, 0, 0]

    out = table_of(Case.objects.order_by("pk"), mapping, planned.layout)
    assert out.columns == invented_sheet.COLUMNS
    assert out.rows == [[row[name] for name in invented_sheet.COLUMNS] for row in whole]
    for written in (to_xlsx(out.columns, out.rows), to_csv(out.columns, out.rows)):
        again = plan(written, mapping, by=ana)
        assert again.counts.unchanged == 2700
        assert not again.of("new", "changed", "conflict")
        assert not again.broken


def test_the_ten_country_table_can_be_public_the_same_afternoon(ana: User, ben: User) -> None:
    cases = gam.load(ana, ben, scale=0.02)
    assert {case.visibility for case in cases} == {Visibility.PUBLISHED}
    assert public_cases().count() == len(gam.rows(0.02))


# What a row becomes


def test_a_row_becomes_a_coded_case_with_its_source_its_claims_and_its_decision(ana: User) -> None:
    done = take(sheet({}), ana)
    case = Case.objects.get()
    assert (case.stage, case.origin, case.visibility) == ("coded", "imported", "internal")
    assert case.stage_label == "coded (imported)"
    assert (case.title, case.country, case.date, case.n_killed) == (
        *("Ana Ejemplo", "MEX", "2019-03-08"),
        1,
    )
    assert case.public_id is not None
    assert case.public_id.startswith("V-1")
    assert (case.n_reports, case.n_sources) == (1, 1)
    assert set(case.accepted.values_list("basis", flat=True)) == {Basis.IMPORTED}
    claims = Claim.objects.filter(account__membership__case=case)
    assert {c.reader for c in claims} == {"sheet:Our cases"}
    assert {c.coder for c in claims} == {ana}
    assert claims.count() == case.accepted.count()
    decision = Decision.objects.get(verb="import_case", target_key=case.public_id)
    assert (decision.actor, decision.after["file"]) == (ana, done.file_sha256)
    assert done.counts["new_cases"] == 1


def test_rows_with_one_case_key_are_the_persons_of_one_case(ana: User) -> None:
    take(sheet({}, {"ID": "2", "Name": "Ben Prueba", "Role": "bystander"}), ana)
    case = Case.objects.get()
    assert [v.name for v in case.victims.all()] == ["Ana Ejemplo", "Ben Prueba"]
    assert case.n_reports == 1


def test_rows_of_a_case_that_contradict_each_other_are_named(ana: User) -> None:
    done = take(sheet({}, {"ID": "2", "Method": "stabbed"}), ana)
    assert [(row["row"], row["problems"][0]["column"]) for row in done.broken] == [(3, "Method")]
    assert Case.objects.get().victims.count() == 1


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"Outcome": "injured"}, "Event"),  # a killing without a person killed
        ({"OC link": "suspected"}, "Basis of the link"),
        ({"Method": "sniper drone"}, "Method"),
        ({"Country": "Freedonia"}, "Country"),
        ({"Date": "31/02/2019"}, "Date"),
        ({"ID": ""}, "ID"),
        ({"Source": "page 3"}, "Source"),
        ({"Name": "n" * 201}, "Name"),
    ],
)
def test_a_broken_row_is_named_and_stops_no_other(
    change: dict[str, str], column: str, ana: User
) -> None:
    mapping = mapped(sheet({}), ana)
    content = sheet({}, {**ROW, "ID": "2", "Case": "b", **change})
    done = apply(plan(content, mapping, by=ana), by=ana)
    assert (done.counts["new"], done.counts["broken"]) == (1, 1)
    (row,) = done.broken
    assert row["row"] == 3
    assert row["problems"][0]["column"] == column
    assert row["problems"][0]["reason"]


def test_a_key_that_comes_twice_is_broken_the_second_time(ana: User) -> None:
    done = take(sheet({}, {"Case": "b"}), ana)
    assert [row["row"] for row in done.broken] == [3]


# Again


def test_the_same_file_again_changes_nothing(ana: User) -> None:
    content = sheet({}, {"ID": "2", "Case": "b"})
    take(content, ana)
    before = (Case.objects.count(), Decision.objects.exclude(verb="import_sheet").count())
    again = take(content, ana)
    assert again.counts["unchanged"] == 2
    assert (Case.objects.count(), Decision.objects.exclude(verb="import_sheet").count()) == before


def test_what_only_the_sheet_changed_is_updated_and_told(ana: User) -> None:
    take(sheet({}), ana)
    changed = sheet({"Method": "stabbed", "Age": "35", "Source": "https://news.example/2"})
    planned = plan(changed, mapped(changed, ana), by=ana)
    (case,) = planned.of("changed")
    assert {(c.part, c.old, c.new) for c in case.changes if c.part == "method"} == {
        ("method", "firearm", "blade")
    }
    assert accepted(Case.objects.get(), "method") == "firearm"
    apply(planned, by=ana)
    kept = Case.objects.get()
    assert accepted(kept, "method") == "blade"
    assert accepted(kept, "age", 0) == {"low": 35, "high": 35}
    assert kept.method == "blade"
    urls = kept.memberships.exclude(account__report__url="").values_list("account__report__url")
    assert list(urls) == [("https://news.example/2",)]
    told = Claim.objects.filter(account__membership__case=kept, field="method")
    assert sorted(told.values_list("value", "superseded")) == [("blade", False), ("firearm", True)]
    decision = Decision.objects.get(verb="import_again")
    assert (decision.before["method"], decision.after["method"]) == ("firearm", "blade")


@pytest.mark.parametrize("key", ["case  7", "CASE 7", "Case\u00a07", "Case 7\u200b", "Ｃase 7"])
def test_a_key_is_the_same_however_a_program_writes_it(ana: User, key: str) -> None:
    take(sheet({"ID": "Case 7", "Case": "A 1"}), ana)
    again = looked(sheet({"ID": key, "Case": "a  1", "Method": "explosive"}), ana).counts
    assert (again.changed, again.new, again.absent) == (1, 0, 0)
    twice = looked(sheet({"ID": "Case 7"}, {"ID": key}), ana)
    assert [row.number for row in twice.broken] == [3]
    assert twice.broken[0].problems[0].value == key  # as it is written there


def test_a_person_who_becomes_known_later_joins_the_case_beside_the_others(ana: User) -> None:
    ben = {"ID": "2", "Name": "Ben Prueba", "Event": ""}
    take(sheet(NOBODY, ben), ana)
    case = Case.objects.get()
    take(sheet({**NOBODY, "Name": "Ana Ejemplo"}, ben), ana)
    assert accepted(case, "names", 0) == ["Ben Prueba"]
    assert accepted(case, "names", 1) == ["Ana Ejemplo"]
    take(sheet({**NOBODY, "Name": "Ana María Ejemplo"}, {**ben, "Age": "41"}), ana)
    assert accepted(case, "names", 1) == ["Ana María Ejemplo"]
    assert accepted(case, "age", 0) == {"low": 41, "high": 41}
    assert not conflicted_rows().exists()
    assert case.victims.count() == 2


def test_a_sheet_that_was_numbered_anew_makes_no_case_one_of_somebody_else(ana: User) -> None:
    people = ("Ana Ejemplo", "Ben Prueba", "Carla Muestra")
    rows = [
        {"ID": str(n), "Case": str(n), "Name": name, "Date": f"2019-03-0{n}"}
        for n, name in enumerate(people, 1)
    ]
    take(sheet(*rows), ana)
    before = {case.public_id: accepted(case, "names", 0) for case in Case.objects.all()}
    moved = [{**row, "ID": str(n), "Case": str(n)} for n, row in enumerate(rows, 2)]
    first = {**rows[0], "Name": "Dora Nueva", "Date": "2019-01-01"}
    planned = looked(sheet(first, *moved), ana)
    assert planned.counts.broken == 3
    assert "numbered anew" in str(planned.broken[0].problems[0])
    done = apply(planned, by=ana)
    assert [len(row["problems"]) for row in done.broken] == [1, 1, 1]
    after = {case.public_id: accepted(case, "names", 0) for case in Case.objects.all()}
    assert after == {**before, "V-1003": ["Carla Muestra"]}


def test_a_row_that_is_refused_brings_no_source_either(settled: Case, ana: User) -> None:
    added = {"ID": "2", "Name": "Ben Prueba", "Source": "https://news.example/other"}
    planned = looked(sheet({}, added), ana)
    assert planned.counts.broken == 1
    apply(planned, by=ana)
    assert not settled.memberships.filter(account__report__url__contains="other").exists()


def test_a_person_that_is_added_to_the_sheet_joins_the_case(ana: User) -> None:
    take(sheet({}), ana)
    take(sheet({}, {"ID": "2", "Name": "Ben Prueba"}), ana)
    assert [v.name for v in Case.objects.get().victims.all()] == ["Ana Ejemplo", "Ben Prueba"]
    assert SheetRow.objects.get(key="2").person == 1


def test_a_row_that_is_gone_from_the_sheet_is_left_alone_and_counted(ana: User) -> None:
    take(sheet({}, {"ID": "2", "Case": "b"}), ana)
    again = take(sheet({}), ana)
    assert again.counts["absent"] == 1
    assert Case.objects.count() == 2


def test_a_verified_case_that_the_sheet_changes_is_to_be_verified_anew(
    ana: User, ben: User
) -> None:
    take(sheet({}), ana)
    verify_imported(Case.objects.all(), by=ben, why="read the sources")
    for own in (ana, ben):
        ((_case, why),) = publish_imported(Case.objects.all(), by=own).left_out
        assert "somebody else has to publish" in why
    publish_imported(Case.objects.all(), by=adjudicator())
    assert public_cases().count() == 1
    changed = sheet({"Method": "stabbed"})
    planned = plan(changed, mapped(changed, ana), by=ana)
    assert len(planned.unpublished) == 1
    apply(planned, by=ana)
    assert public_cases().count() == 0
    assert Case.objects.get().stage == Stage.CODED
    # Who takes it in and who verifies it do not bring it back between them.
    verify_imported(Case.objects.all(), by=ben, why="read them again")
    assert public_cases().count() == 0
    publish_imported(Case.objects.all(), by=adjudicator())
    assert public_cases().get().method == "blade"


# Interrupted


def test_a_run_that_is_cut_off_is_completed_by_the_next(
    ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [{"ID": str(n), "Case": f"c{n}", "Name": f"Person {n} Ejemplo"} for n in range(30)]
    content = sheet(*rows)
    mapping = mapped(content, ana)
    monkeypatch.setattr(importing, "CASES_A_TRANSACTION", 10)

    def cut_off(done: int) -> None:
        if Case.objects.count() >= 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        apply(plan(content, mapping, by=ana), by=ana, progress=cut_off)
    assert Case.objects.count() == 20
    assert SheetImport.objects.get().state == SheetImport.State.PLANNED
    planned = plan(content, mapping, by=ana)
    assert (planned.counts.new, planned.counts.unchanged) == (10, 20)
    done = apply(planned, by=ana)
    assert (done.counts["new"], done.counts["unchanged"]) == (30, 0)
    assert SheetImport.objects.count() == 1
    assert (Case.objects.count(), SheetRow.objects.count()) == (30, 30)
    numbers = sorted(Case.objects.values_list("public_id", flat=True))
    assert len(set(numbers)) == 30


def test_a_file_that_nobody_takes_in_is_forgotten(ana: User) -> None:
    mapping = mapped(sheet({}), ana)
    old = begin_import(mapping, sheet({}), by=ana, file_name="old.csv")
    begin_import(mapping, sheet({"Age": "35"}), by=ana, file_name="new.csv")
    assert SheetImport.objects.count() == 2
    SheetImport.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=8))
    taken = take(sheet({"Age": "36"}), ana)
    assert not SheetImport.objects.filter(pk=old.pk).exists()
    # One that was cut off has brought rows in: only the file itself is forgotten.
    SheetImport.objects.filter(pk=taken.pk).update(
        state="planned", content=b"left", at=timezone.now() - timedelta(days=8)
    )
    begin_import(mapping, sheet({"Age": "37"}), by=ana, file_name="newer.csv")
    taken.refresh_from_db()
    assert bytes(taken.content) == b""


def test_a_mapping_changed_after_the_plan_stops_the_plan(ana: User) -> None:
    content = sheet({})
    mapping = mapped(content, ana)
    planned = plan(content, SheetMapping.objects.get(), by=ana)
    layout = importing.layout_of(mapping)
    save_mapping("Our cases", importing.msgspec.structs.replace(layout, date_order="mdy"), by=ana)
    with pytest.raises(NotPossible):
        apply(planned, by=ana)
    assert Case.objects.count() == 0


# Who may


def test_only_adjudicators_import_and_each_within_their_reach(ana: User) -> None:
    content = sheet({}, {"ID": "2", "Case": "b", "Country": "Kenya"})
    mapping = mapped(content, ana)
    with pytest.raises(NotAllowed):
        plan(content, mapping, by=coder())
    limited = UserFactory()
    RoleGrant.objects.create(user=limited, role=Role.ADJUDICATOR, countries=["KEN"])
    done = apply(plan(content, mapping, by=limited), by=limited)
    assert [row["row"] for row in done.broken] == [2]
    assert Case.objects.get().country == "KEN"


def test_a_case_moves_into_no_reach_and_out_of_none(ana: User) -> None:
    take(sheet({}), ana)
    limited = UserFactory()
    RoleGrant.objects.create(user=limited, role=Role.ADJUDICATOR, countries=["KEN"])
    planned = looked(sheet({"Country": "Kenya"}), limited)
    assert not planned.of("changed")
    assert len(planned.broken) == 1
