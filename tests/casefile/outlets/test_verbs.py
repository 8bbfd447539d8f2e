"""Correcting who published a report: one report or a whole host, sources, undoing, refusals."""

import pytest

from factories import AccountFactory, CaseFactory, MembershipFactory, ReportFactory, coder
from vigil.casefile.models import Case, Outlet, OutletCorrection, Report, Visibility
from vigil.casefile.outlets.verbs import (
    OutletAsKnown,
    apply_known_corrections,
    correct_outlet,
    undo_correction,
)
from vigil.casefile.searching.queries import reports_with
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.models import Decision

pytestmark = [pytest.mark.django_db, pytest.mark.either]
WHY = "The page is a mirror."


def case_of(*reports: Report) -> Case:
    case = CaseFactory(visibility=Visibility.INTERNAL)
    for report in reports:
        MembershipFactory(case=case, account=AccountFactory(report=report))
    return case


def report_at(address: str, outlet: str, text: str) -> Report:
    held = Outlet.objects.get_or_create(name=outlet)[0]
    return ReportFactory(url=address, canonical_url=address, outlet=held, text=text)


def now(report: Report) -> Report:
    return Report.objects.get(pk=report.pk)


def test_a_mirror_is_no_source_of_its_own_until_this_is_undone() -> None:
    one = report_at("https://faro.example/1", "El Faro de Prueba", "A short text of one.")
    two = report_at("https://eco.example/2", "Eco Espejo", "Quite another text of two.")
    far = report_at("https://www.eco.example/3", "Eco Espejo", "A third one, elsewhere.")
    case, other, by = case_of(one, two), case_of(far), coder()
    known = OutletAsKnown(name="Eco", country="MEX", copied_from="El Faro de Prueba")
    correction = correct_outlet(case, two, known, whole_host=True, by=by, why=WHY)
    assert [now(r).outlet.name for r in (one, two, far)] == ["El Faro de Prueba", "Eco", "Eco"]
    assert Case.objects.get(pk=case.pk).n_sources == 1
    assert now(two).corrected_outlet.original.name == "Eco Espejo"
    assert Outlet.objects.get(name="Eco").country == "MEX"
    assert now(two) in reports_with("eco example")
    told = Decision.objects.filter(verb="correct_outlet").values_list("target_key", flat=True)
    assert sorted(told) == sorted(c.public_id or f"case-{c.pk}" for c in (case, other))
    new = report_at("http://eco.example/4", "Eco Espejo", "A fourth.")
    apply_known_corrections(new)
    assert new.outlet.name == "Eco"
    alone = OutletAsKnown(name="Eco del Norte")
    correct_outlet(case, two, alone, whole_host=False, by=by, why="Its own desk.")
    assert Case.objects.get(pk=case.pk).n_sources == 2
    undo_correction(case, correction, by=by)
    assert [now(r).outlet.name for r in (two, far, new)] == [
        *("Eco del Norte", "Eco Espejo", "Eco Espejo")
    ]
    assert Outlet.objects.get(name="Eco").country == ""
    assert now(far).copied_from is None
    undo_correction(case, OutletCorrection.objects.get(undone_at=None), by=by)
    assert now(two).outlet.name == "Eco Espejo"
    with pytest.raises(NotPossible):
        undo_correction(case, correction, by=by)


def test_what_cannot_be_corrected() -> None:
    report = report_at("https://eco.example/2", "Eco", "A text.")
    case, public, by = case_of(report), case_of(ReportFactory()), coder()

    def correct(known: OutletAsKnown, of: Case = case, why: str = WHY, host: bool = False) -> None:
        correct_outlet(of, report, known, whole_host=host, by=by, why=why)

    for known in (OutletAsKnown(name=" "), OutletAsKnown(name="Eco", copied_from="Eco")):
        with pytest.raises(Unfit):
            correct(known)
    with pytest.raises(Unfit):
        correct(OutletAsKnown(name="Other"), why=" ")
    with pytest.raises(NotPossible):
        correct(OutletAsKnown(name="Eco"))
    with pytest.raises(NotPossible):
        correct(OutletAsKnown(name="Other"), of=public)
    # A coder may not change who published a report that a public case shows.
    shown = report_at("https://eco.example/9", "Eco", "Another text.")
    Case.objects.filter(pk=case_of(shown).pk).update(visibility=Visibility.PUBLISHED)
    with pytest.raises(NotPossible):
        correct(OutletAsKnown(name="Other"), host=True)
    assert now(report).outlet.name == "Eco"
