"""What the public and the report may see; a report from nine consultations and no score at all."""

import msgspec
import pytest

from outlook import factories_consultations as factories
from outlook.factories_consultations import CODES
from vigil.outlook.consultations import queries
from vigil.outlook.consultations.verbs import (
    publishing,
    quoting_statements,
    speakers_and_consent,
)
from vigil.outlook.models import Consultation, Standing, Statement
from vigil.outlook.recommendations.verbs import recommendations as recommendation_verbs
from vigil.outlook.recommendations.verbs import responses
from vigil.trust.access.errors import NotPossible

pytestmark = pytest.mark.django_db
Rule = Consultation.Rule


def quoted(row: Consultation) -> Statement:
    """Let the first statement of a consultation be quoted."""
    one = row.statements.all()[0]
    speakers_and_consent.agree(one.subject, "quotes", "recorded", by=row.chair)
    quoting_statements.set_quotable(row, [one.uid], by=row.chair)
    return one


@pytest.mark.parametrize(
    "state", [s for s in Consultation.State if s != Consultation.State.PUBLISHED]
)
def test_nothing_is_told_of_what_is_not_published(state: str) -> None:
    row = factories.made(state)
    one = row.statements.all()[0]
    assert queries.consultations() == []
    assert queries.consultation(row.uid) is None
    assert queries.statements_for() == []
    assert queries.code_counts("markets") == []
    assert queries.themes() == []
    found = queries.statement(one.uid)
    if state == Consultation.State.WITHDRAWN:
        assert found == queries.PublicStatement(one.uid, withdrawn=True)
        assert queries.withdrawn([one.uid, "other"]) == {one.uid}
    else:
        assert found is None
        assert queries.withdrawn([one.uid]) == set()


def test_a_statement_stands_without_its_words_where_it_may_not_be_quoted() -> None:
    row = factories.published()
    shown = queries.statement(row.statements.all()[0].uid)
    assert shown is not None
    assert (shown.text, shown.attribution) == ("", "")
    assert (shown.consultation, shown.region, shown.code) == (
        "Ports of the Pacific",
        "005",
        "C-001/1",
    )
    assert shown.codes == {k: list(v) for k, v in CODES[0].items()}


def test_what_may_be_quoted_is_shown_until_they_do_not_agree_any_more() -> None:
    row = factories.published()
    one = quoted(row)
    assert queries.statements_for("markets:cocaine")[0].text == one.text
    for consent in speakers_and_consent.Consent.objects.filter(subject_key=one.uid):
        speakers_and_consent.end_agreement(consent, by=row.chair)
    assert queries.statements_for("markets:cocaine")[0].text == ""


def test_a_mark_alone_shows_nothing_that_nobody_agreed_to() -> None:
    row = factories.published(rule=Rule.BY_NAME)
    row.statements.update(may_be_quoted=True, attribution="Xiomara")
    shown = queries.statements_for()
    assert {(one.text, one.attribution) for one in shown} == {("", "")}


def test_statements_are_found_by_all_their_codes_in_the_order_said() -> None:
    row = factories.published()
    numbers = [one.code for one in queries.statements_for()]
    assert numbers == ["C-001/1", "C-001/2", "C-001/3"]
    found = queries.statements_for("markets:cocaine", "drivers:infrastructure_trade", "places:ECU")
    assert [one.code for one in found] == ["C-001/1"]
    assert queries.statements_for("markets:cocaine", "drivers:climate") == []
    with pytest.raises(NotPossible):
        queries.statements_for("markets:gold")
    first = row.statements.all()[0]
    speakers_and_consent.withdraw_statement(first, "asked", by=row.chair)
    assert queries.statements_for("markets:cocaine") == []
    assert queries.statement(first.uid) == queries.PublicStatement(first.uid, withdrawn=True)


def test_responses_and_recommendations_show_what_stands_and_say_what_was_withdrawn() -> None:
    by = factories.chair()
    row = factories.published(by)
    hidden = factories.settled(by)
    one, other = row.statements.all()[0], hidden.statements.all()[0]
    tried = factories.response(by, of=[one, other])
    advised = factories.recommendation(by, of=[one, other], tried=[tried])
    assert queries.response(tried.uid) is None
    assert queries.recommendation(advised.uid) is None
    recommendation_verbs.publish_recommendation(advised, by=by)
    shown = queries.recommendation(advised.uid)
    assert shown is not None
    assert [s.uid for s in shown.statements] == [one.uid]
    assert shown.responses == ()
    responses.publish_response(tried, by=by)
    told = queries.response(tried.uid)
    assert told is not None
    assert (told.grade, [s.uid for s in told.statements]) == ("evaluated", [one.uid])
    responses.withdraw_response(tried, "wrong", by=by)
    gone = queries.response(tried.uid)
    assert gone == queries.PublicResponse(tried.uid, withdrawn=True)
    assert queries.withdrawn([tried.uid, advised.uid]) == {tried.uid}
    shown = queries.recommendation(advised.uid)
    assert shown is not None
    assert shown.responses == ()


REGIONS = ("014", "013", "005", "035", "154", "014", "005", "035", "013")
"""Nine meetings in five regions, as the report of 2021 had."""


def test_a_report_is_made_from_nine_consultations_with_no_score_at_all() -> None:
    by = factories.chair()
    drivers = ("climate", "conflict", "geopolitics", "inequality", "technology")
    held = []
    for n, region in enumerate(REGIONS):
        codes = (
            {"markets": ["cocaine"], "drivers": [drivers[min(n, 4)]], "levels": ["national"]},
            {"markets": ["human_smuggling", "cocaine"], "drivers": ["climate"]},
            {"responses": ["justice"], "places": ["COL"]},
        )
        held.append(factories.published(by, codes, region=region, title=f"Meeting {n + 1}"))
    one = quoted(held[3])
    tried = factories.response(by, state=Standing.PUBLISHED, of=[one])
    factories.recommendation(by, state=Standing.PUBLISHED, of=[one], tried=[tried])

    found = queries.report_material()

    assert [c.title for c in found.consultations] == [f"Meeting {n}" for n in range(1, 10)]
    assert len({c.region for c in found.consultations}) == 5
    assert found.statements == 27
    markets = {c.code: (c.statements, c.consultations) for c in found.counted["markets"]}
    assert markets == {"human_smuggling": (9, 9), "cocaine": (18, 9)}
    counts = {c.code: c.statements for c in found.counted["drivers"]}
    assert counts == {
        "technology": 5,
        "climate": 10,
        "inequality": 1,
        "conflict": 1,
        "geopolitics": 1,
    }
    # The first meeting spoke of the climate and cocaine twice.
    themes = {(t.row, t.column): (t.n, len(t.consultations)) for t in found.themes}
    assert themes["climate", "cocaine"] == (10, 9)
    assert themes["technology", "cocaine"] == (5, 5)
    assert found.themes[0].n == 10
    assert len(found.themes[0].regions) == 5
    texts = [s.text for s in queries.statements_for("drivers:inequality", "markets:cocaine")]
    assert texts == [one.text]
    assert [r.response.title for r in found.responses if r.response] == ["Scanners at the port"]
    assert [r.recommendation.as_of is not None for r in found.recommendations if r.recommendation]
    curve = found.saturation
    assert curve.found.new == (5, 1, 1, 1, 1, 0, 0, 0, 0)
    assert (curve.found.enough_after, curve.found.seen_after) == (5, 7)
    assert "score" not in msgspec.json.encode([c.counts for c in found.consultations]).decode()


def test_what_is_not_for_use_is_in_no_count() -> None:
    factories.published()
    closed = factories.settled(rule=Rule.NOT_FOR_USE)
    with pytest.raises(NotPossible):
        publishing.publish_consultation(closed, by=closed.chair)
    # Not even if its state were wrong.
    Consultation.objects.filter(pk=closed.pk).update(state=Consultation.State.PUBLISHED)
    assert len(queries.consultations()) == 1
    assert len(queries.statements_for()) == 3
