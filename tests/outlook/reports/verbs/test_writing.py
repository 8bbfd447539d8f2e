"""Writing a report: nothing is typed that a source says, no word claims more than its source."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from extra_rooms import add_room
from factories import publish_anew
from outlook.factories_report import added, begun, chair, counted, first_section
from vigil.outlook.models import OutlookReport, Paragraph
from vigil.outlook.reports.likelihood import scale_in
from vigil.outlook.reports.report_parts import ORDER
from vigil.outlook.reports.section_templates import templates
from vigil.outlook.reports.token_filling import fill_paragraph, read_basis
from vigil.outlook.reports.verbs import sections, writing
from vigil.outlook.sources.kinds import SOURCE_KINDS, CitedNumber, CitedSource, SourceKind
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import User
from witness.people_factories import editor, killed

pytestmark = pytest.mark.django_db
NAME = "Quelonia Marfil Zubia"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def by() -> User:
    return chair()


@pytest.fixture
def invented(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """Let "invented" sources say a probability, by their reference."""
    said: dict[str, float] = {}

    def read(ref: str, about: object) -> CitedSource | None:
        if ref not in said:
            return None
        value = said[ref]
        return CitedSource(
            "A panel", numbers={"value": CitedNumber(f"{value:.0%}", value)}, probability=value, n=9
        )

    add_room(monkeypatch, adds=[SOURCE_KINDS.by(SourceKind("invented", "a panel", read))])
    return said


def parts_of(paragraph: Paragraph) -> list[dict[str, object]]:
    paragraph.refresh_from_db()
    grounds = [read_basis(basis) for basis in paragraph.bases.all()]
    return fill_paragraph(paragraph.text, paragraph.kind, grounds, scale_in("en")).parts


def test_a_report_is_laid_out_by_its_template(by: User) -> None:
    report = begun(by, "one")
    laid_out = [(one.part, one.heading) for one in report.sections.all()]
    assert laid_out[:2] == [("foreword", "Foreword"), ("body", "Summary")]
    assert [part for part, _heading in laid_out[-3:]] == ["annex", "acknowledgements", "about"]
    other = begun(by, "two", template="consultations", language="ar", title="تقرير")
    assert first_section(other).heading == "الخلاصة"
    assert other.sections.filter(depth=2).count() == 8


@pytest.mark.parametrize("name", ["trajectories", "consultations", "index_edition"])
def test_templates_lie_in_the_order_of_print_so_that_notes_count_up(name: str) -> None:
    parts = [ORDER.index(one.part) for one in templates()[name]]
    assert parts == sorted(parts)


@pytest.mark.parametrize("name", ["trajectories", "consultations"])
def test_templates_have_their_headings_in_every_language(name: str) -> None:
    for one in templates()[name]:
        assert set(one.heading) == {"en", "es", "fr", "pt", "ar"}, one


@pytest.mark.parametrize(
    "values",
    [{"slug": "Bad Slug"}, {"slug": "reports"}, {"language": "xx"}, {"template": "none"},
     {"title": " "}],
)  # fmt: skip
def test_what_cannot_be_begun_is_refused(by: User, values: dict[str, str]) -> None:
    with pytest.raises(NotPossible):
        begun(by, **values)
    assert not OutlookReport.objects.exists()


def test_only_chairs_write(by: User) -> None:
    report = begun(by)
    paragraph = added(report, by)
    other = editor()
    for act in (
        lambda: begun(other, "more"),
        lambda: writing.retitle_report(report, "New", by=other),
        lambda: added(report, other),
        lambda: writing.write_paragraph(paragraph, "Words.", by=other),
        lambda: writing.add_basis(paragraph, "a", "cases", "", by=other),
        lambda: writing.remove_paragraph(paragraph, by=other),
        lambda: sections.rename_section(first_section(report), "New", by=other),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_numbers_come_from_sources_and_lead_to_them(by: User) -> None:
    killed("Somebody Else", country="COL")
    paragraph = counted(begun(by), by, "{number:cases} cases.", query="country=COL")
    [number, _words] = parts_of(paragraph)
    assert number["shown"] == "1"
    assert number["url"] == "/cases/?country=COL"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("There are 500 cases.", "500 is typed"),
        ("{number:other} cases.", "nothing of that key"),
        ("{number:cases.unheard}", "nothing called"),
        ("{figure:cases.unheard}", "nothing called"),
        ("{number:cases", "brace"),
        ("{what:cases}", "no such token"),
        ("{term:cases}", "no pooled probability"),
        ("It is likely that it grows.", "no pooled probability stands behind"),
    ],
)
def test_words_that_cannot_stand_are_refused_and_the_old_ones_stay(
    by: User, text: str, said: str
) -> None:
    killed("Somebody Else")
    paragraph = counted(begun(by), by)
    before = paragraph.text
    with pytest.raises(NotPossible, match=said):
        writing.write_paragraph(paragraph, text, by=by)
    paragraph.refresh_from_db()
    assert paragraph.text == before


@pytest.mark.parametrize(
    ("value", "term", "good"),
    [(0.92, "very likely", True), (0.92, "likely", True), (0.6, "likely", False),
     (0.92, "virtually certain", False), (0.03, "extremely unlikely", True),
     (0.2, "very unlikely", False)],
)  # fmt: skip
def test_a_term_is_taken_where_the_pooled_number_lies_in_its_range(
    by: User, invented: dict[str, float], value: float, term: str, good: bool
) -> None:
    invented["x"] = value
    paragraph = added(begun(by), by)
    writing.add_basis(paragraph, "pool", "invented", "x", by=by)
    text = f"It is {term} that it grows."
    if good:
        writing.write_paragraph(paragraph, text, by=by)
        marked = [part for part in parts_of(paragraph) if part["t"] == "term"]
        assert [part["text"] for part in marked] == [term]
    else:
        with pytest.raises(NotPossible, match="but the pooled probability"):
            writing.write_paragraph(paragraph, text, by=by)


def test_a_term_can_be_left_to_the_number(by: User, invented: dict[str, float]) -> None:
    invented["x"] = 0.92
    paragraph = added(begun(by), by)
    writing.add_basis(paragraph, "pool", "invented", "x", by=by)
    writing.write_paragraph(paragraph, "It is {term:pool}, or {term:pool.likely}.", by=by)
    assert [part["text"] for part in parts_of(paragraph) if part["t"] == "term"] == [
        "very likely",
        "likely",
    ]
    invented["x"] = 0.2
    with pytest.raises(NotPossible, match="but the pooled probability"):
        writing.look_again(paragraph.bases.get(), by=by)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("It is not {term:pool}.", "turned round"),
        ("It is not at all {term:pool.likely}.", "turned round"),
        ("It is less {term:pool.likely}.", "turned round"),
        ("It is very {term:pool.likely}.", "“very likely” says 90–100%"),
        ("It is un{term:pool.likely}.", "“unlikely” says 0–33%"),
        ("It is very likely.", "but the pooled probability of pool is 89.996%"),
    ],
)
def test_words_beside_a_term_do_not_change_what_it_says(
    by: User, invented: dict[str, float], text: str, said: str
) -> None:
    invented["x"] = 0.89996
    paragraph = added(begun(by), by)
    writing.add_basis(paragraph, "pool", "invented", "x", by=by)
    with pytest.raises(NotPossible, match=said):
        writing.write_paragraph(paragraph, text, by=by)
    writing.write_paragraph(paragraph, "It grows: {term:pool.likely}.", by=by)


def test_of_two_probabilities_it_is_said_which(by: User, invented: dict[str, float]) -> None:
    invented |= {"x": 0.92, "y": 0.1}
    paragraph = added(begun(by), by)
    writing.add_basis(paragraph, "one", "invented", "x", by=by)
    writing.add_basis(paragraph, "two", "invented", "y", by=by)
    with pytest.raises(NotPossible, match="Say which one"):
        writing.write_paragraph(paragraph, "It is likely.", by=by)
    with pytest.raises(NotPossible, match="turned round"):
        writing.write_paragraph(paragraph, "It is not likely.", by=by)
    writing.write_paragraph(paragraph, "It is {term:one.likely}.", by=by)


def test_who_may_not_be_named_is_not_named(by: User) -> None:
    victim = killed(NAME)
    victim.case.visibility = "withdrawn"
    victim.case.save()
    publish_anew(victim.case)
    report = begun(by)
    killed("Somebody Else")
    paragraph = counted(report, by)
    with pytest.raises(NotPossible, match="name"):
        writing.write_paragraph(paragraph, f"{NAME} spoke up.", by=by)
    with pytest.raises(NotPossible, match="name"):
        sections.rename_section(first_section(report), NAME, by=by)


def test_titles_and_headings_name_nobody_at_all(by: User) -> None:
    killed(NAME)
    report = begun(by)
    with pytest.raises(NotPossible, match="name nobody"):
        writing.retitle_report(report, f"What {NAME} knew", by=by)
    with pytest.raises(NotPossible, match="name nobody"):
        sections.add_section(report, NAME, 1, by=by)
    with pytest.raises(NotPossible, match="name nobody"):
        begun(by, NAME.lower().replace(" ", "-"))


@pytest.mark.parametrize(
    ("kind", "ref", "about"),
    [
        ("cases", "country=NOWHERE", {}),
        ("release", "7", {}),
        ("case", "V-9999", {}),
        ("session", "/programme/none/", {}),
        ("story", "/stories/S-0999/", {}),
        ("account", "/fund/results/", {}),
        ("literature", "10.1/x", {"title": "No author"}),
        ("literature", "http://example.org", {"author": "A", "title": "T", "url": "http://x"}),
        ("literature", "", {"author": "A", "title": "T", "numbers": "no sign"}),
        ("pooled", "none", {}),
        ("statement", "C-001/1", {}),
        ("statements", "markets:unheard", {}),
        ("response", "T-001", {}),
        ("recommendation", "R-001", {}),
        ("index", "COL:cocaine", {}),
        ("unheard", "x", {}),
    ],
)
def test_nothing_is_cited_that_the_public_does_not_see(
    by: User, kind: str, ref: str, about: dict[str, str]
) -> None:
    paragraph = added(begun(by), by)
    with pytest.raises(NotPossible):
        writing.add_basis(paragraph, "a", kind, ref, by=by, about=about)
    assert not paragraph.bases.exists()


def test_literature_is_a_footnote_and_gives_the_numbers_that_it_states(by: User) -> None:
    paragraph = added(begun(by), by)
    about = {"author": "A. Author", "year": "2021", "title": "A work", "numbers": "experts = 500"}
    writing.add_basis(paragraph, "lit", "literature", "10.1000/182", by=by, about=about)
    writing.write_paragraph(paragraph, "{number:lit.experts} were asked{note:lit}.", by=by)
    said = parts_of(paragraph)
    assert [part.get("shown") or part.get("key") or part["text"] for part in said] == [
        "500",
        " were asked",
        "lit",
        ".",
    ]
    assert paragraph.bases.get().about["url"] == "https://doi.org/10.1000/182"


def test_a_source_that_words_name_is_not_taken_away(by: User) -> None:
    killed("Somebody Else")
    paragraph = counted(begun(by), by)
    with pytest.raises(NotPossible, match="nothing of that key"):
        writing.remove_basis(paragraph.bases.get(), by=by)
    assert paragraph.bases.count() == 1
    writing.write_paragraph(paragraph, "No number.", by=by)
    writing.remove_basis(paragraph.bases.get(), by=by)
    assert paragraph.bases.count() == 0


@pytest.mark.parametrize(
    "heading", ["Cocaine will very likely grow", "Killings rose by 40 %", "500 experts"]
)
def test_a_heading_claims_nothing_that_needs_a_source(by: User, heading: str) -> None:
    report = begun(by)
    section = first_section(report)
    for act in (
        lambda: sections.rename_section(section, heading, by=by),
        lambda: sections.add_section(report, heading, 1, by=by),
        lambda: writing.retitle_report(report, heading, by=by),
        lambda: begun(by, "other", title=heading),
    ):
        with pytest.raises(NotPossible, match="without a number"):
            act()
    sections.rename_section(section, "After COVID-19: the G20 in 2026", by=by)


def test_whom_a_source_names_by_now_is_noted_when_somebody_looks_again(
    by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed(NAME)
    quote = [""]
    kind = SourceKind("quoted", "words", lambda ref, about: CitedSource("A panel", quote=quote[0]))
    add_room(monkeypatch, adds=[SOURCE_KINDS.by(kind)])
    paragraph = added(begun(by), by)
    writing.add_basis(paragraph, "said", "quoted", "x", by=by)
    writing.write_paragraph(paragraph, "It was said.", by=by)
    quote[0] = f"{NAME} said so."
    writing.look_again(paragraph.bases.get(), by=by)
    paragraph.refresh_from_db()
    assert len(paragraph.leans) == 1


def test_sections_and_paragraphs_are_moved_and_taken_out(by: User) -> None:
    report = begun(by)
    first, second = list(report.sections.all())[:2]
    sections.move_section(second, -1, by=by)
    assert [one.pk for one in report.sections.all()][:2] == [second.pk, first.pk]
    one, two = added(report, by), added(report, by)
    assert one.section_id == second.pk
    writing.move_paragraph(two, -5, by=by)
    assert [row.pk for row in one.section.paragraphs.all()] == [two.pk, one.pk]
    with pytest.raises(NotPossible, match="paragraphs in it"):
        sections.remove_section(one.section, by=by)
    writing.remove_paragraph(one, by=by)
    with pytest.raises(NotPossible, match="not there any more"):
        writing.write_paragraph(one, "Words.", by=by)
    new = sections.add_section(report, "Between", 2, by=by, after=second)
    assert [row.pk for row in report.sections.all()][1] == new.pk
    sections.remove_section(new, by=by)
    assert not report.sections.filter(pk=new.pk).exists()
