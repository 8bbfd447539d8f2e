"""Full-text search on both kinds of database: scripts, accents, quotes, corrections, rebuilding."""

import pytest

from factories import AccountFactory, CandidateFactory, ReportFactory, coder
from vigil.casefile.cases.index_columns import rewrite_index_columns
from vigil.casefile.models import TESTIMONY, Case, Report
from vigil.casefile.searching.queries import (
    cases_named,
    is_found,
    notes_with,
    reports_with,
)
from vigil.casefile.searching.rebuilding import rebuild
from vigil.casefile.triage.verbs import write_note

pytestmark = [pytest.mark.django_db, pytest.mark.either]

TEXTS = {
    "es": ("Asesinan a dirigente", "José Peña Núñez fue muerto en San Martín de la Loma."),
    "ar": ("مقتل ناشط", "قُتِلَ أحمدُ المصطفى في المدينةِ الكبيرة"),
    "zh": ("记者遇害", "一名记者在北京路被枪杀。"),
    "ru": ("Убит журналист", "Журналиста нашли ещё живым у Чёрной реки."),
    "hi": ("पत्रकार की हत्या", "शहर में पत्रकार की हत्या हुई"),
}


@pytest.fixture
def reports() -> dict[str, Report]:
    return {
        tag: ReportFactory(
            title=title, text=text, language=tag, url=f"https://elsol-{tag}.example/nota/{tag}1"
        )
        for tag, (title, text) in TEXTS.items()
    }


def found(search: str) -> set[str]:
    return set(reports_with(search).values_list("language", flat=True))


@pytest.mark.parametrize("again", [False, True])
def test_words_are_found_in_every_script(reports: dict[str, Report], again: bool) -> None:
    if again:
        rebuild()
    for search, tags in {
        "jose pena": {"es"},
        "ASESIN": {"es"},
        '"san martin" loma': {"es"},
        '"martin san"': set(),
        '"san mart"': set(),
        "احمد مصطفي": {"ar"},
        "مدينه": {"ar"},
        "北京": {"zh"},
        "京北": set(),
        "черной журналиста": {"ru"},
        "हत्या": {"hi"},
        "elsol-es.example": {"es"},
        "nota": {"es", "ar", "zh", "ru", "hi"},
        "jose журналиста": set(),
        "' OR 1=1; \"": set(),
        "* -": set(),
        "": set(),
    }.items():
        assert found(search) == tags, search


def test_what_is_sealed_is_never_found(reports: dict[str, Report]) -> None:
    ReportFactory(title="Contado en secreto", text="zzz", report_kind=TESTIMONY, language="qq")
    assert found("secreto") == set()
    rebuild()
    assert found("secreto") == set()


def test_notes_cases_and_the_reports_of_cases(reports: dict[str, Report]) -> None:
    case = CandidateFactory()
    write_note(case, "Llamar a la fiscalía otra vez", by=coder())
    assert [note.case for note in notes_with("fiscalia")] == [case]
    Case.objects.filter(pk=case.pk).update(search_text="rosa ivanova al-hadi")
    assert list(cases_named("Rósa hadi")) == [case]
    Case.objects.filter(pk=case.pk).update(search_text="clara ivanova")
    assert not cases_named("rosa")
    assert list(cases_named("ivanov")) == [case]
    assert not Case.objects.filter(is_found("pena"))


def test_a_search_without_words_finds_numbers_alone() -> None:
    case = CandidateFactory()
    Case.objects.filter(pk=case.pk).update(public_id="?!")
    assert list(cases_named(" ?! ")) == [case]
    assert list(Case.objects.filter(is_found("?!"))) == [case]
    assert not Case.objects.filter(is_found("..."))


def test_a_case_without_names_is_found_by_its_headline() -> None:
    account = AccountFactory(report=ReportFactory(title="Matan a líder en Villa Inventada"))
    case = CandidateFactory()
    case.memberships.create(account=account)
    rewrite_index_columns(case)
    assert list(cases_named("lider villa")) == [case]
