"""What panels and consultations give to a report: as the public sees it, and no more."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from outlook import factories_consultations as meetings
from outlook import factories_panels as panels
from outlook.factories_report import added, begun, chair, published
from seconded import give_consent
from vigil.outlook.consultations import queries as consultation_queries
from vigil.outlook.consultations.code_lists import code_name
from vigil.outlook.consultations.verbs import (
    quoting_statements,
    speakers_and_consent,
)
from vigil.outlook.models import Panel, Question, ReportEdition, Standing
from vigil.outlook.reports.verbs import writing
from vigil.outlook.sources.kinds import CitedState, read_source, state_of
from vigil.trust.access.errors import NotPossible
from vigil.trust.consent.verbs import consents_of
from vigil.trust.models import User

pytestmark = pytest.mark.django_db
Kind = Question.Kind


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def by() -> User:
    return chair()


def final(*kinds: str, experts: int = 6) -> Panel:
    panel, _round, _seats = panels.played(kinds, experts, "final")
    return panels.finalise(panel, by=panel.chair)


def test_a_pooled_probability_has_spread_n_and_method(by: User) -> None:
    question = final(Kind.PROBABILITY).questions.get()
    now = read_source("pooled", question.uid, {})
    assert now is not None
    # Answers of 10, 20, ... 60 %, pooled as log odds; quartiles at 20 and 50 %.
    assert now.probability == pytest.approx(0.324, abs=0.01)
    assert now.n == 6
    assert now.spread == "the middle half of the answers lies 30 percentage points apart"
    assert "geometric mean of the odds" in now.method
    assert now.url == f"/outlook/results/{question.panel.uid}/#q-1"
    assert next(iter(now.numbers)) == "probability"
    assert read_source("pooled", f"{question.uid}@median", {}).probability == pytest.approx(0.35)
    assert read_source("pooled", f"{question.uid}@unheard", {}) is None


def test_words_of_likelihood_are_held_to_the_panel(by: User) -> None:
    question = final(Kind.PROBABILITY).questions.get()
    paragraph = added(begun(by), by)
    writing.add_basis(paragraph, "pool", "pooled", question.uid, by=by)
    with pytest.raises(NotPossible, match="but the pooled probability"):
        writing.write_paragraph(paragraph, "It is very likely.", by=by)
    writing.write_paragraph(paragraph, "It is unlikely ({number:pool}, {number:pool.n}).", by=by)


def test_a_score_and_a_cell_of_a_matrix_are_read(by: User) -> None:
    panel = final(Kind.SCORE, Kind.DRIVERS)
    score, matrix = panel.questions.all()
    assert read_source("pooled", score.uid, {}).numbers["median"].value == pytest.approx(5.25)
    assert read_source("pooled", f"{matrix.uid}/technology|cocaine", {}).n == 6
    assert read_source("pooled", matrix.uid, {}) is None


def test_nothing_is_read_before_a_panel_is_final() -> None:
    panel, _round, _seats = panels.played((Kind.PROBABILITY,), 6, "final")
    assert read_source("pooled", panel.questions.get().uid, {}) is None


@pytest.mark.parametrize(
    ("kind", "cell", "names"),
    [
        (Kind.SCORE, "", ["panel", "methods"]),
        (Kind.TRAJECTORY, "", ["panel", "methods"]),
        (Kind.PROBABILITY, "", ["methods"]),
        (Kind.QUANTITY, "", ["range", "methods"]),
        (Kind.DRIVERS, "/technology|cocaine", ["matrix", "methods"]),
        (Kind.EFFICACY, "/justice", ["matrix", "methods"]),
    ],
)
def test_every_kind_of_question_gives_figures_that_lead_to_it(
    kind: str, cell: str, names: list[str]
) -> None:
    question = final(kind).questions.get()
    now = read_source("pooled", question.uid + cell, {})
    assert now is not None
    assert list(now.figures) == names
    assert f'id="q-{question.position}"' in Client().get(now.url).content.decode()
    for name, make in now.figures.items():
        figure = make()
        assert figure.alt
        assert all(len(row) + 1 == len(figure.heads) for _label, row in figure.rows)
        assert figure.url == now.url
        assert bool(figure.chart) == bool(figure.printed) == (name != "methods")


def test_the_methods_of_a_probability_stand_side_by_side() -> None:
    question = final(Kind.PROBABILITY).questions.get()
    table = read_source("pooled", question.uid, {}).figures["methods"]()
    told = {label: (cells[0].shown, cells[-1].shown) for label, cells in table.rows}
    # Answers of 10, 20, ... 60 %.
    assert told["mean of the probabilities"] == ("35%", "6")
    assert told["geometric mean of the odds"] == ("32%", "6")


def test_a_quantity_is_drawn_from_its_low_to_its_high_quantile() -> None:
    question = final(Kind.QUANTITY).questions.get()
    figure = read_source("pooled", question.uid, {}).figures["range"]()
    [first, *_others] = figure.rows
    middle, low, high, n = (float(cell.value) for cell in first[1])
    assert 10 <= low < middle < high
    assert n == 6
    assert "Unit: killings a year." in figure.notes


def test_a_question_changes_with_any_number_that_its_figure_shows(by: User) -> None:
    panel = final(Kind.SCORE, Kind.SCORE)
    first, second = panel.questions.all()
    before = read_source("pooled", first.uid, {}).seen
    row = second.pooled.get()
    row.value = {**row.value, "median": row.value["median"] + 0.25}
    row.save()
    assert read_source("pooled", first.uid, {}).seen != before


def test_themes_count_the_statements_in_which_both_were_spoken_of() -> None:
    meetings.published()
    rows = consultation_queries.themes()
    assert rows, "the meetings of the tests speak of markets and drivers"
    figure = read_source("statements", "", {}).figures["themes"]()
    drivers = list(figure.heads[1:])
    counted = {
        (label, drivers[at]): int(float(cell.value))
        for label, cells in figure.rows
        for at, cell in enumerate(cells)
        if float(cell.value)
    }
    assert counted == {
        (code_name("markets", one.column), code_name("drivers", one.row)): one.n for one in rows
    }


def test_saturation_is_told_of_all_statements_alone() -> None:
    meetings.published()
    figure = read_source("statements", "", {}).figures["saturation"]()
    assert len(figure.rows) == 1
    assert "saturation" not in read_source("statements", "markets:cocaine", {}).figures
    assert read_source("statements", "markets:arms_trafficking drivers:climate", {}).figures == {}


def test_statements_are_counted_by_their_codes() -> None:
    meetings.published()
    meetings.published(title="Ports of the Atlantic", region="005")
    assert {name: one.shown for name, one in read_source("statements", "", {}).numbers.items()} == {
        "statements": "6",
        "consultations": "2",
        "regions": "1",
    }
    assert read_source("statements", "markets:cocaine", {}).n == 2


def test_a_statement_that_may_not_be_quoted_gives_no_words(by: User) -> None:
    row = meetings.published().statements.get(number=1)
    now = read_source("statement", row.uid, {})
    assert now is not None
    assert (now.quote, list(now.leans)) == ("", [])
    paragraph = added(begun(by), by)
    basis = writing.add_basis(paragraph, "said", "statement", row.code, by=by)
    assert basis.ref == row.uid


def test_quoted_words_leave_an_edition_when_nobody_agrees_any_more(by: User) -> None:
    row = meetings.settled()
    statement = row.statements.get(number=1)
    speakers_and_consent.agree(row.subject, "quotes", "recorded", by=row.chair)
    quoting_statements.set_quotable(row, [statement.uid], by=row.chair)
    meetings.publishing.publish_consultation(row, by=row.chair)
    report = begun(by)
    paragraph = added(report, by)
    writing.add_basis(paragraph, "said", "statement", statement.uid, by=by)
    writing.write_paragraph(paragraph, "It was said so.", by=by)
    edition = published(report, by)
    at = edition.snapshot["url"]
    assert statement.text in Client().get(at).content.decode()
    [consent] = consents_of(row.subject)
    speakers_and_consent.end_agreement(consent, by=row.chair)
    assert paragraph.uid in ReportEdition.objects.get().removed
    for name in ("", "snapshot.json", f"p-{paragraph.uid}.json"):
        assert statement.text not in Client().get(at + name).content.decode()


def test_words_quoted_without_a_name_stay_when_their_speaker_agrees_to_be_named(by: User) -> None:
    """The edition says no name, and still does not: nothing was withdrawn."""
    row = meetings.settled(rule="by_name")
    statement = row.statements.get(number=1)
    speakers_and_consent.say_speaker(statement, "Ilse Varga", "", by=row.chair)
    quoted = speakers_and_consent.agree(statement.subject, "quotes", "recorded", by=row.chair)
    quoting_statements.set_quotable(row, [statement.uid], by=row.chair)
    meetings.publishing.publish_consultation(row, by=row.chair)
    report = begun(by)
    paragraph = added(report, by)
    writing.add_basis(paragraph, "said", "statement", statement.uid, by=by)
    writing.write_paragraph(paragraph, "It was said so.", by=by)
    edition = published(report, by)
    at = edition.snapshot["url"]
    named = give_consent(
        statement.subject, "name", given_by="self", given_how="recorded", by=row.chair
    )
    speakers_and_consent.attribute(statement, by=row.chair)
    page = Client().get(at).content.decode()
    assert statement.text in page
    assert "Ilse Varga" not in page
    assert ReportEdition.objects.get().removed == {}
    speakers_and_consent.end_agreement(named, by=row.chair)
    assert statement.text in Client().get(at).content.decode()
    speakers_and_consent.end_agreement(quoted, by=row.chair)
    assert statement.text not in Client().get(at).content.decode()


def test_a_name_beside_quoted_words_takes_them_out_when_it_may_not_be_said_any_more(
    by: User,
) -> None:
    row = meetings.settled(rule="by_name")
    statement = row.statements.get(number=1)
    speakers_and_consent.say_speaker(statement, "Ilse Varga", "", by=row.chair)
    for use in ("quotes", "name"):
        named = give_consent(
            statement.subject, use, given_by="self", given_how="recorded", by=row.chair
        )
    speakers_and_consent.attribute(statement, by=row.chair)
    quoting_statements.set_quotable(row, [statement.uid], by=row.chair)
    meetings.publishing.publish_consultation(row, by=row.chair)
    report = begun(by)
    paragraph = added(report, by)
    writing.add_basis(paragraph, "said", "statement", statement.uid, by=by)
    writing.write_paragraph(paragraph, "It was said so.", by=by)
    at = published(report, by).snapshot["url"]
    assert "Ilse Varga" in Client().get(at).content.decode()
    speakers_and_consent.end_agreement(named, by=row.chair)
    for name in ("", "snapshot.json"):
        assert "Ilse Varga" not in Client().get(at + name).content.decode()


def test_recommendations_stand_in_their_words_and_change_with_what_became_of_them(
    by: User,
) -> None:
    row = meetings.recommendation(state=Standing.PUBLISHED)
    tried = meetings.response(state=Standing.PUBLISHED)
    report = begun(by)
    paragraph = added(report, by, "recommendations")
    basis = writing.add_basis(paragraph, "rec", "recommendation", row.code, by=by)
    writing.add_basis(paragraph, "tried", "response", tried.code, by=by)
    edition = published(report, by)
    assert row.text in Client().get(edition.snapshot["url"]).content.decode()
    row.outcome = row.Outcome.REFUSED
    row.save()
    assert state_of(read_source("recommendation", row.uid, {}), basis.seen) == CitedState.CHANGED
    [gone, _other] = (
        Client().get(f"{edition.snapshot['url']}p-{paragraph.uid}.json").json()["stands_on"]
    )
    assert gone["since"] == "changed"
