"""Nothing of the outlook says in public whom the record does not show."""

from datetime import date

import pytest

from outlook import factories_consultations as consultations
from outlook import factories_panels as panels
from outlook.factories_panels import Kind
from vigil.casefile.models import Victim
from vigil.outlook.consultations.verbs import (
    editing,
    publishing,
    quoting_statements,
    speakers_and_consent,
)
from vigil.outlook.experts.verbs import inviting_and_seating
from vigil.outlook.models import Panel, Statement
from vigil.outlook.panels.verbs import setting_up
from vigil.outlook.recommendations.verbs import recommendations as recommendation_verbs
from vigil.outlook.recommendations.verbs import responses
from vigil.outlook.results.verbs import finalising_and_scoring
from vigil.trust.access.errors import NotPossible
from vigil.witness.names.verbs.admitting import exclude
from witness.people_factories import editor, killed, row_of

pytestmark = pytest.mark.django_db
NAME = "Quelonia Marfil Zubia"
REFUSED = "does not show"


@pytest.fixture
def hidden() -> Victim:
    """Make somebody whom the public is not shown."""
    killed("Somebody Else", "2020-01-02")
    victim = killed(NAME)
    exclude(row_of(victim), by=editor(), why="The family asked")
    return victim


def quoting(reason: str) -> Panel:
    """Make a closed panel of five who agree to be quoted; the first gives this reason."""
    panel, row, seats = panels.running(experts=5, kind="final")
    for n, one in enumerate(seats):
        inviting_and_seating.choose(one, by=one.user, quotable=True)
        said = f"Reason {n}." if n else reason
        panels.answer_all(one, n, reasons=said, quotable=True)
    panels.close_round(row, by=panel.chair)
    panel.refresh_from_db()
    return panel


def test_a_reason_that_names_who_is_not_shown_is_not_quoted(hidden: Victim) -> None:
    panel = quoting(f"They killed {NAME} for it.")
    panels.finalise(panel, by=panel.chair)
    assert panels.quoted(panel) == [f"Reason {n}." for n in range(1, 5)]


def test_a_reason_that_names_who_is_shown_now_is_not_quoted_either() -> None:
    """That they are shown may end by itself, and no reader of quotes would see it."""
    killed(NAME)
    panel = quoting(f"{NAME} had warned of it.")
    panels.finalise(panel, by=panel.chair)
    assert len(panels.quoted(panel)) == 4


def test_a_panel_whose_words_name_who_is_not_shown_is_not_opened(hidden: Victim) -> None:
    panel = panels.draft()
    panels.plan(panel)
    panels.question(panel, guidance=[f"What of {NAME}?"])
    with pytest.raises(NotPossible, match=REFUSED):
        setting_up.open_panel(panel, by=panel.chair)


def test_nor_does_what_came_true_name_them(hidden: Victim) -> None:
    panel, _row, _seats = panels.played((Kind.PROBABILITY,), kind="final")
    panels.finalise(panel, by=panel.chair)
    with pytest.raises(NotPossible, match=REFUSED):
        finalising_and_scoring.resolve_question(
            panel.questions.get(), 1, date(2026, 1, 1), f"The case of {NAME}.", by=panel.chair
        )


def test_a_statement_that_names_them_may_not_be_quoted() -> None:
    row = consultations.settled(title=f"After {NAME}")
    said = row.statements.all()[0]
    speakers_and_consent.agree(said.subject, "quotes", "paper", by=row.chair)
    Statement.objects.filter(pk=said.pk).update(text=f"{NAME} told us of it.")
    exclude(row_of(killed(NAME)), by=editor(), why="The family asked")
    with pytest.raises(NotPossible, match=REFUSED):
        quoting_statements.set_quotable(row, [said.uid], by=row.chair)
    with pytest.raises(NotPossible, match=REFUSED):
        publishing.publish_consultation(row, by=row.chair)
    editing.edit_consultation(row, by=row.chair, title="Ports")
    row.statements.filter(pk=said.pk).update(may_be_quoted=True)  # as it was before
    with pytest.raises(NotPossible, match=REFUSED):
        publishing.publish_consultation(row, by=row.chair)
    quoting_statements.set_quotable(row, [], by=row.chair)
    row = publishing.publish_consultation(row, by=row.chair)
    with pytest.raises(NotPossible, match=REFUSED):
        editing.edit_consultation(row, by=row.chair, title=f"After {NAME}")


def test_neither_do_responses_recommendations_and_what_became_of_them(hidden: Victim) -> None:
    tried = consultations.response(sources=[{"what": f"On {NAME}", "url": "", "grade": "told"}])
    by = consultations.chair()
    with pytest.raises(NotPossible, match=REFUSED):
        responses.publish_response(tried, by=by)
    tried = consultations.response(state="published")
    with pytest.raises(NotPossible, match=REFUSED):
        responses.edit_response(tried, by=by, statements=[], what=f"They asked {NAME}.")
    advised = consultations.recommendation(addressed_to=f"Friends of {NAME}")
    with pytest.raises(NotPossible, match=REFUSED):
        recommendation_verbs.publish_recommendation(advised, by=by)
    advised = consultations.recommendation(state="published")
    with pytest.raises(NotPossible, match=REFUSED):
        recommendation_verbs.follow_up(
            advised, "open", f"{NAME} asked again.", "", by=by, on=date(2026, 1, 1), look_on=None
        )
